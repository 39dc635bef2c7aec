"""Add photos: pictures from this machine are kept with the complaint in the ERP, where everybody sees them; each once."""

from __future__ import annotations

from datetime import date

from app.commands import damage_case as case
from app.commands import order_case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.kept_file import KeptFile, listed
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Denied, Verdict

NAME = "add_photos"
MOST, MOST_BYTES = 6, 20_000_000  # files and bytes that one letter carries


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if parts.damage is None or parts.damage.complaint is None or not parts.damage.complaint.number:
        return Denied("The complaint cannot be read")
    return policy.may(me, NAME, CreditAsk(parts.dossier.source))


def _wanted(fields: Fields) -> tuple[KeptFile, ...]:
    """Refused where they are none, too many or too large together."""
    try:
        files = tuple(dict.fromkeys(listed(fields.get("files", ""))))
    except ValueError as e:
        raise Refused("Choose the photos again") from e
    if not files:
        raise Refused("Choose a photo")
    if len(files) > MOST or sum(f.size for f in files) > MOST_BYTES:
        raise Refused(f"At most {MOST} photos and {MOST_BYTES // 1_000_000} MB at once; add the others after these")
    return files


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    assert parts.damage is not None
    complaint = parts.damage.complaint
    assert complaint is not None
    files = [{"sha256": f.sha256, "size": f.size, "name": f.name} for f in _wanted(fields)]
    return (Step(complaint.ref.source, NAME, str(complaint.number), {"complaint": complaint.ref.key, "files": files}),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    (step,) = steps(parts, fields)
    return tuple(Effect(step.source, step.document, "photo", "", f.name) for f in _wanted(fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    files = _wanted(fields)
    return (
        ("Photos", f"{len(files)}, {sum(f.size for f in files) // 1000:,} kB", "text.1"),
        ("Seen by", "Everybody who may read the complaint", "text.1"),
    )


ADD_PHOTOS = Spec(
    name=NAME,
    title="Add photos",
    key="5",
    icon="camera",
    types=case.TYPE,
    fields=(Field("files", "Photos", "files", "JPEG or PNG from this machine, up to 8 MB each; or drop them on the page"),),
    sends=True,
    stays=True,
    check=check,
    steps=steps,
    effects_of=effects,
    facts_of=facts,
    doing="adding",
    button="Add to {number}",
    done="Photos for {number} taken down",
    undo="They stay with the complaint; whoever may change it in the ERP deletes them there",
)
