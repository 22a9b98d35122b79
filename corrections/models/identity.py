"""Whether two documents mean one person: numbers that were wrong, questions still open, people who were merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.fields import BlindIndexField, EncryptedJSONField, EncryptedTextField
from core.idnumber import mask
from corrections.enums import FormerDocumentKind, IdKind, NamesakeState, RosterState
from corrections.models.access import case_q, path_q
from corrections.models.offender import Offender
from corrections.models.roster import RosterImport
from corrections.models.user import User
from corrections.permissions import Permission


class PersonScopedQuerySet(models.QuerySet[Any]):
    """Rows that hang on a person: they exist for whom the person does. `person_lookup` leads there."""

    person_lookup = "offender"

    def visible_to(self, user: Any, permission: str = Permission.OFFENDER_VIEW) -> Self:
        people = Offender.objects.visible_to(user, permission)
        return self.filter(**{f"{self.person_lookup}__in": people.values("pk")})


class PersonMergeQuerySet(PersonScopedQuerySet):
    person_lookup = "kept"


class FormerDocument(models.Model):
    """A number under which a person was registered wrongly, or that of a second file of theirs which was merged.

    A roster or a reception that still brings it, with the same name, means this person.
    """

    offender = models.ForeignKey(Offender, on_delete=models.CASCADE, related_name="former_documents")
    id_kind = models.CharField(_("证件类型"), max_length=20, choices=IdKind)
    id_number = EncryptedTextField(_("证件号码"))
    id_index = BlindIndexField(editable=False)
    kind = models.CharField(_("来由"), max_length=20, choices=FormerDocumentKind)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = PersonScopedQuerySet.as_manager()

    PERSONAL: ClassVar[Mapping[str, Callable[[str], str]]] = {"id_number": mask}

    class Meta:
        verbose_name = _("曾用证件号码")
        verbose_name_plural = _("曾用证件号码")
        constraints = [
            models.UniqueConstraint(fields=["offender", "id_kind", "id_index"], name="former_document_once"),
        ]
        indexes = [models.Index(fields=["id_index"])]

    def __str__(self) -> str:
        return f"{self.offender_id}"

    @property
    def id_masked(self) -> str:
        return mask(self.id_number)


class NamesakeQuerySet(models.QuerySet["Namesake"]):
    def visible_to(self, user: Any, permission: str = Permission.OFFENDER_MERGE) -> Self:
        """Questions of counties where the user may decide them, about people who exist for the user and whose files the
        user may open.
        """
        from corrections.models.case import Case

        people = Case.objects.visible_to(user, permission)
        opened = Q(offender__is_restricted=False) | case_q(
            user, permission=Permission.OFFENDER_RESTRICTED_VIEW
        )
        return self.filter(
            path_q(user, permission, "path"), known_id__in=people.filter(opened).values("offender_id")
        )

    def open(self) -> Self:
        """Not decided, and still a question: the second person is registered, or waits in a roster to be confirmed."""
        newcomers = Offender.objects.filter(id_kind=OuterRef("id_kind"), id_index=OuterRef("id_index"))
        return self.filter(
            Exists(newcomers) | Q(roster__state__in=(RosterState.CHECKED, RosterState.CONFIRMED)),
            state=NamesakeState.OPEN,
        )


class Namesake(models.Model):
    """疑似重复: somebody of the same name and birth as a person known, under another document.

    The newcomer is named by the document, for the question is asked before a roster is confirmed too; `facts` is what
    the row says, by our keys. What was decided holds for later rosters.
    """

    known = models.ForeignKey(Offender, on_delete=models.CASCADE, related_name="+", db_index=False)
    id_kind = models.CharField(max_length=20, choices=IdKind)
    id_index = BlindIndexField(editable=False)
    facts = EncryptedJSONField(default=dict)
    path = models.CharField(max_length=120, db_collation="C", editable=False)
    roster = models.ForeignKey(RosterImport, on_delete=models.SET_NULL, null=True, related_name="namesakes")
    row = models.PositiveIntegerField(_("行"), null=True)
    state = models.CharField(_("状态"), max_length=20, choices=NamesakeState, default=NamesakeState.OPEN)
    found_at = models.DateTimeField(_("发现时间"))
    decided_at = models.DateTimeField(_("认定时间"), null=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("认定理由"), max_length=300, blank=True)

    objects = NamesakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("疑似重复")
        verbose_name_plural = _("疑似重复")
        constraints = [
            models.UniqueConstraint(fields=["known", "id_kind", "id_index"], name="namesake_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="namesake_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["path"], condition=Q(state="open"), name="namesake_open_path")]

    def __str__(self) -> str:
        return f"{self.pk}"

    def newcomer(self) -> Offender | None:
        """The second person, once registered."""
        return Offender.objects.filter(id_kind=self.id_kind, id_index=self.id_index).first()


class PersonMerge(models.Model):
    """Two files of one person made one: who is left, the number of the row that went, and all it said, sealed.

    `cases` says what became of each case of the second file: [case, the case it was merged into or itself].
    """

    kept = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="merges")
    gone_id = models.BigIntegerField(unique=True)
    cases = models.JSONField(default=list)
    facts = EncryptedJSONField(default=dict)
    reason = models.CharField(_("理由"), max_length=300)
    merged_at = models.DateTimeField(_("合并时间"))
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("合并档案")
        verbose_name_plural = _("合并档案")

    def __str__(self) -> str:
        return f"{self.gone_id}→{self.kept_id}"
