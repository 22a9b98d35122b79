"""Roster imports: the file, what was found in it, and what became of each row."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import BlindIndexField, EncryptedJSONField
from core.models import Job
from corrections.enums import ProblemLevel, RosterKind, RosterOutcome, RosterState
from corrections.models.case import Case
from corrections.models.offender import Offender
from corrections.models.organisation import Organisation
from corrections.models.user import User
from corrections.permissions import Permission


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: Any, permission: str = Permission.ROSTER_IMPORT) -> Self:
        """Imports into offices where the user may import today."""
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "path"))


class RosterImport(models.Model):
    """One file for one office, from upload to result.

    The file itself and the workbook of refused rows lie encrypted in the file store under `file_key` and `failed_key`
    for seven days; the counts and rows stay.
    """

    BATCH = "roster:"

    kind = models.CharField(_("内容"), max_length=20, choices=RosterKind, default=RosterKind.PEOPLE)
    office = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("导入单位")
    )
    path = models.CharField(max_length=120, db_collation="C", editable=False)
    on = models.DateField(_("业务日期"))
    file_name = models.CharField(_("文件名"), max_length=200)
    file_size = models.PositiveIntegerField(_("文件大小"), default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_key = models.CharField(max_length=80, blank=True)
    failed_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=RosterState, default=RosterState.UPLOADED)
    refusal = models.CharField(_("不能导入的原因"), max_length=500, blank=True)
    sheet_name = models.CharField(_("工作表"), max_length=60, blank=True)
    header_row = models.PositiveIntegerField(_("表头所在行"), null=True)
    columns = models.JSONField(
        default=list, help_text="What each heading was taken for, as roster_columns.match_as_json writes it."
    )
    samples = EncryptedJSONField(default=dict, help_text="The first cells of each column, by its place.")
    is_partial = models.BooleanField(_("只导入没有错误的行"), default=False)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    created = models.PositiveIntegerField(_("新增"), default=0)
    updated = models.PositiveIntegerField(_("更新"), default=0)
    unchanged = models.PositiveIntegerField(_("无变化"), default=0)
    failed = models.PositiveIntegerField(_("有错误"), default=0)
    file_problems = models.JSONField(
        default=list, help_text="Problems of the file or heading, not of one person."
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    undo_asked_at = models.DateTimeField(_("撤销时间"), null=True)
    undo_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undo_reason = models.CharField(_("撤销事由"), max_length=300, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("名册导入")
        verbose_name_plural = _("名册导入")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="roster_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    rows=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("failed")
                ),
                name="roster_rows_balance",
            ),
            models.CheckConstraint(
                condition=Q(undo_asked_at=None, undo_asked_by=None)
                | Q(undo_asked_at__isnull=False, undo_asked_by__isnull=False),
                name="roster_undo_whole",
            ),
        ]
        indexes = [models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def batch(self) -> str:
        """What the audit events of this import carry."""
        return f"{self.BATCH}{self.pk}"


class RosterHeading(models.Model):
    """What an office has said a heading of its rosters stands for.

    `heading` is the spelling that counts (`heading_key`); `target` as resources/roster_targets.py says.
    """

    office = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=RosterKind, default=RosterKind.PEOPLE)
    heading = models.CharField(_("表头"), max_length=200)
    target = models.CharField(_("对应项目"), max_length=40, blank=True)
    chosen_at = models.DateTimeField(_("指定时间"))
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("名册表头")
        verbose_name_plural = _("名册表头")
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "heading"], name="roster_heading_once")
        ]

    def __str__(self) -> str:
        return self.heading


class RosterRowQuerySet(models.QuerySet["RosterRow"]):
    def visible_to(self, user: Any, permission: str = Permission.ROSTER_IMPORT) -> Self:
        """Rows of the imports that exist for the user."""
        from corrections.models.access import path_q

        return self.filter(path_q(user, permission, "roster__path"))

    def with_level(self, level: str) -> Self:
        """Rows with an error, or rows with a warning."""
        return self.filter(has_error=True) if level == ProblemLevel.ERROR else self.filter(has_warning=True)

    def with_code(self, code: str) -> Self:
        return self.filter(codes__contains=[code])


class RosterRow(models.Model):
    """One row of a roster: planned after the check, carried out after the import.

    `problems` and `changes` lie encrypted: they quote cells. `changes` holds [old, new] by field, so that an import can
    be undone.
    """

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="entries", db_index=False)
    row = models.PositiveIntegerField(_("行"))
    outcome = models.CharField(_("处理"), max_length=20, choices=RosterOutcome)
    name = models.CharField(_("姓名"), max_length=100, blank=True)
    offender = models.ForeignKey(
        Offender, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    digest = BlindIndexField(
        null=True, help_text="Keyed digest of the cells; only of rows without a remark (roster_repeats.py)."
    )
    offender_version = models.PositiveIntegerField(null=True)
    case_version = models.PositiveIntegerField(null=True)
    has_error = models.BooleanField(default=False)
    has_warning = models.BooleanField(default=False)
    codes = ArrayField(models.CharField(max_length=40), default=list)
    problems = EncryptedJSONField(default=list)
    changes = EncryptedJSONField(default=dict)
    made = models.JSONField(
        default=dict,
        db_default={},
        help_text="Rows of a list that is not of people, by the words of its kind.",
    )

    objects = RosterRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("名册行")
        verbose_name_plural = _("名册行")
        ordering = ("row",)
        constraints = [models.UniqueConstraint(fields=["roster", "row"], name="roster_row_once")]
        indexes = [models.Index(fields=["digest"])]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.row}"

    @property
    def problem_list(self) -> list[dict[str, Any]]:
        """Empty where nothing was wrong, which is kept as no bytes at all."""
        return list(self.problems or ())

    @property
    def change_map(self) -> dict[str, list[Any]]:
        """Field → [old, new]; empty for rows that were created or left as they were."""
        return dict(self.changes or {})
