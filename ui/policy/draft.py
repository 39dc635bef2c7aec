"""What a person changed and has not proposed yet: one value after the other, on top of the version in force, kept until it is proposed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.errors import Refused
from app.policy import fiscal, texts
from app.policy.loader import parse
from app.policy.matrix import Policy
from app.policy.sheet import ByEntity, number
from app.policy.sheets import SHEETS
from app.policy.texts import Texts
from app.policy.writing import with_fiscal, with_grant, with_value, without_own


@dataclass(frozen=True, slots=True)
class Edit:
    """``kind``: "grant" (``name`` is the deed, ``grant`` which of its roles, ``field`` which bound), "fiscal" (``name``), "central": the
    entity goes by the central rule (``name``) again, or which of the ``sheets`` the value ``name`` is of. ``value``: as typed."""

    kind: str
    entity: str
    name: str
    grant: int = 0
    field: str = ""
    value: str = ""


class Draft:
    """``base``: the body in force. values: by text of the ``sheets``. A new version in force takes the edits over; those that do not
    fit it any more are dropped."""

    def __init__(self, base: str, edits: tuple[Edit, ...] = ()) -> None:
        self.base = base
        self.edits: tuple[Edit, ...] = ()
        self.before = self.texts = texts.read(base)
        self.policy, self.values = _read(self.before)
        self.policy_before, self.values_before = self.policy, self.values
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
        policy, values = _read(after)
        if after != self.texts:
            self.texts, self.edits = after, (*self.edits, edit)
            self.policy, self.values = policy, values

    def undo(self) -> bool:
        if not self.edits:
            return False
        again = Draft(self.base, self.edits[:-1])
        self.texts, self.edits, self.policy, self.values = again.texts, again.edits, again.policy, again.values
        return True


def _read(written: Texts) -> tuple[Policy, Mapping[str, ByEntity[Any]]]:
    return parse(written.authority), {name: sheet.parse(getattr(written, name)) for name, sheet in SHEETS.items()}


def _applied(before: Texts, edit: Edit) -> Texts:
    if edit.kind == "grant":
        return with_grant(before, edit.entity, edit.name, edit.grant, edit.field, number(edit.value))
    if edit.kind == "fiscal":
        return with_fiscal(before, fiscal.written(parse(before.authority).year, edit.name, edit.value))
    if edit.kind == "central":
        return without_own(before, edit.entity, edit.name)
    sheet = SHEETS[edit.kind]
    if edit.entity and not edit.value.strip():
        return with_value(before, edit.kind, edit.entity, edit.name, None)
    central = sheet.parse(getattr(before, edit.kind)).central
    return with_value(before, edit.kind, edit.entity, edit.name, sheet.written(central, edit.name, edit.value))
