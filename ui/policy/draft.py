"""What a person changed and has not proposed yet: one value after the other, on top of the version in force, kept until it is proposed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from app.errors import Refused
from app.policy import fiscal, quotes, texts
from app.policy.loader import parse
from app.policy.texts import Texts
from app.policy.writing import with_fiscal, with_grant, with_limit, without_own


@dataclass(frozen=True, slots=True)
class Edit:
    """``kind``: "grant" (``name`` is the deed, ``grant`` which of its roles, ``field`` which bound), "limit" (``name``), "fiscal"
    (``name``), or "central": the entity goes by the central rule (``name``) again. ``value``: as typed; for terms with commas."""

    kind: str
    entity: str
    name: str
    grant: int = 0
    field: str = ""
    value: str = ""


class Draft:
    """``base``: the body in force. A new version in force takes the edits over; those that do not fit it any more are dropped."""

    def __init__(self, base: str, edits: tuple[Edit, ...] = ()) -> None:
        self.base = base
        self.edits: tuple[Edit, ...] = ()
        self.before = self.texts = texts.read(base)
        self.policy = self.policy_before = parse(self.before.authority)
        self.offers = self.offers_before = quotes.parse(self.before.quotes)
        for edit in edits:
            self._try(edit)

    @classmethod
    def kept(cls, base: str, text: str | None) -> Draft:
        """As ``keep`` wrote it; nothing where that cannot be read."""
        try:
            listed = [Edit(**one) for one in json.loads(text or "[]")]
        except (ValueError, TypeError):
            listed = []
        return cls(base, tuple(listed))

    def keep(self) -> str:
        return json.dumps([asdict(edit) for edit in self.edits])

    @property
    def body(self) -> str:
        return self.texts.body

    @property
    def changed(self) -> bool:
        return self.texts != self.before

    def _try(self, edit: Edit) -> None:
        try:
            self.change(edit)
        except (Refused, LookupError):
            return

    def change(self, edit: Edit) -> None:
        """Refused, with what is wrong about it, where the policy could not be used with that; then nothing is changed."""
        after = _applied(self.texts, edit)
        policy, offers = parse(after.authority), quotes.parse(after.quotes)
        if after != self.texts:
            self.texts, self.edits = after, (*self.edits, edit)
            self.policy, self.offers = policy, offers

    def undo(self) -> bool:
        if not self.edits:
            return False
        again = Draft(self.base, self.edits[:-1])
        self.texts, self.edits, self.policy, self.offers = again.texts, again.edits, again.policy, again.offers
        return True


def _applied(before: Texts, edit: Edit) -> Texts:
    if edit.kind == "grant":
        return with_grant(before, edit.entity, edit.name, edit.grant, edit.field, number(edit.value))
    if edit.kind == "fiscal":
        return with_fiscal(before, fiscal.written(parse(before.authority).year, edit.name, edit.value))
    if edit.kind == "central":
        return without_own(before, edit.entity, edit.name)
    if edit.entity and not edit.value.strip():
        return with_limit(before, edit.entity, edit.name, None)
    if edit.name == "terms":
        return with_limit(before, edit.entity, edit.name, [name.strip() for name in edit.value.split(",") if name.strip()])
    value = number(edit.value)
    if edit.name in quotes.NUMBERS:
        if not value.isdecimal():
            raise Refused("It cannot be used", "Write a whole number.")
        return with_limit(before, edit.entity, edit.name, int(value))
    return with_limit(before, edit.entity, edit.name, value)


def number(typed: str) -> str:
    """ "10,000.00" as TOML keeps it: without what groups digits."""
    return typed.replace(",", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").rstrip("%")
