"""When a masked value may be shown, and a document number put right."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Case, FormerDocument, Offender, User
from corrections.models.access import is_own_caseload


def check_reveal_reason(by: User, case: Case, field: str, reason: str, *, on: date) -> None:
    """The phone of one's own caseload opens with a click; everything else needs a written reason."""
    if field == "phone" and is_own_caseload(by, case, on=on):
        return
    if not reason.strip():
        raise BadInput(_("请写明显示该号码的理由。"))


def check_number_is_own(name: str, *, id_kind: str, id_index: bytes) -> None:
    """A number under which somebody of that name was registered wrongly makes no second file of them."""
    former = FormerDocument.objects.filter(id_kind=id_kind, id_index=id_index, offender__name=name)
    found = former.select_related("offender").first()
    if found is not None:
        raise BadInput(
            _("这是此人更正以前的证件号码，现登记的号码是%(number)s，请用现在的号码办理。")
            % {"number": found.offender.id_masked}
        )


def check_document_free(by: User, offender: Offender, *, id_kind: str, id_index: bytes) -> None:
    """No other person has that document. Who holds it is told only to who may see their files."""
    other = Offender.objects.filter(id_kind=id_kind, id_index=id_index).exclude(pk=offender.pk).first()
    if other is None:
        return
    if Offender.objects.visible_to(by).filter(pk=other.pk).exists() and not other.is_restricted:
        raise Refused(
            _("该证件号码已登记在%(name)s名下，请先核对是否同一人或对方是否录错。") % {"name": other.name}
        )
    raise Refused(_("该证件号码已在系统中登记，请联系上级社区矫正机构核实。"))
