"""Adding photos: which files are named, how many at once, and who may."""

from __future__ import annotations

import pytest

from app.commands.add_photos import ADD_PHOTOS, MOST
from app.domain.kept_file import KeptFile, listed, written
from app.errors import Refused
from app.policy.verdict import Allowed, Denied
from tests.app.commands.damage import parts
from tests.app.policy.test_matrix import CSR, POLICY
from tests.app.rules import damage_world as w
from tests.app.rules.world import NOW

A, B = KeptFile("a" * 64, 48_211, "carton 1.jpg"), KeptFile("b" * 64, 9_000_000, "inside.png")


def test_each_is_named_by_what_is_in_it() -> None:
    fields = {"files": written((A, B, A))}
    [step] = ADD_PHOTOS.steps(parts(), fields)
    assert step.body["files"] == [
        {"sha256": "a" * 64, "size": 48_211, "name": "carton 1.jpg"},
        {"sha256": "b" * 64, "size": 9_000_000, "name": "inside.png"},
    ]
    view = ADD_PHOTOS.preview(parts(), CSR, POLICY, fields, NOW)
    assert [(e.field, e.after) for e in view.effects] == [("photo", "carton 1.jpg"), ("photo", "inside.png")]
    assert {label: text for label, text, _ in view.facts}["Photos"] == "2, 9,048 kB"


@pytest.mark.parametrize(
    "files",
    [
        "",
        "carton.jpg",
        "../../etc/passwd 5 x",
        written([KeptFile(f"{n:064x}", 1, "x.jpg") for n in range(MOST + 1)]),
        written([B, KeptFile("c" * 64, 12_000_000, "y.png")]),
    ],
    ids=["none", "no hash", "a path", "too many", "too large"],
)
def test_what_cannot_be_taken_along_is_refused(files: str) -> None:
    with pytest.raises(Refused):
        ADD_PHOTOS.steps(parts(), {"files": files})


def test_whoever_looks_at_an_open_case_may_and_a_settled_one_takes_none() -> None:
    assert isinstance(ADD_PHOTOS.check(parts(), CSR, POLICY), Allowed)
    assert isinstance(ADD_PHOTOS.check(parts(w.dossier(complaint=w.complaint(state="rejected"))), CSR, POLICY), Denied)


def test_a_field_gives_back_what_it_holds() -> None:
    assert listed(written((A, B))) == (A, B)
