"""Take over what somebody wrote into a quotation in the ERP: it becomes the next version, so that it can be converted."""

from __future__ import annotations

from app.commands import quote_case as case
from app.commands.command import Spec
from app.domain.dossier import PanelParts
from app.domain.paper import paper_rev
from app.domain.person import Person
from app.domain.quote_version import TAKEN_OVER, Makes, body_of, drift
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Denied, Verdict

NAME = "keep_version"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    dossier, sale = case.about(parts)
    if not dossier.versions:
        return Denied("Nothing was offered from here yet: what the ERP says is what is converted")
    if drift(dossier.versions, case.content(parts)) is None:
        return Denied(f"The ERP says what version {case.version_number(parts)} says")
    return policy.may(me, NAME, CreditAsk(sale.ref.source))


def kept(parts: PanelParts, me: Person) -> tuple[str, str, dict[str, object]]:
    """(source, key of the sale, what the team keeps). Told twice of the same revision of it and its lines it is the same version."""
    dossier, sale = case.about(parts)
    made = Makes(TAKEN_OVER, case.content(parts), net=sale.untaxed)
    decision = f"{NAME}|{sale.ref.source}|{sale.ref.key}|{paper_rev(sale, dossier.lines, None)}"
    return sale.ref.source, sale.ref.key, body_of(made, by=me.id, decision=decision, document=case.number(sale))


KEEP_VERSION = Spec(
    name=NAME,
    title="Take over",
    key="8",
    icon="layers",
    types=case.TYPE,
    check=check,
    at_once=lambda parts: True,
    stays=True,
    button="Take over {number}",
    done="What the ERP says of {number} is a version now",
    undo="",
)
