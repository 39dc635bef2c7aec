"""Two consoles, faults at every place of a real mail server, power cuts, a person's choices: no letter twice by itself."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.connectors.mail.connector import MailConnector
from app.domain.letter import Guard, Letter, LetterState, Receipt
from app.errors import OutcomeUnknown, Unreachable
from app.store.team import gate as team_gate
from app.sync import protocol
from tests.app.sync.delivery_world import Desk
from tests.app.sync.test_telling import PowerCut, Town, plan

FAULTS = ("sender", "recipient", "greylist", "data", "busy", "gone", *("lost",) * 4, "dropped")


def history(folder: Path, seed: int) -> str:
    """Two consoles, two cases, faults at every place, power cuts, a person's choices. What is wrong in words; "" for nothing."""
    chance, town = random.Random(seed), Town(folder)
    desks = {"c1": town.world.desk("ana"), "c2": town.world.desk("bo")}
    same = chance.random() < 0.5
    town.office.faults = [chance.choice(FAULTS) for _ in range(chance.randrange(3))]
    town.post.cuts = [chance.choice(("", "", "before", "after")) for _ in range(2)]
    resent: Counter[str] = Counter()
    try:
        for case, desk in desks.items():
            desk.put(case, f"d-{case}", plan(case, order="W1042" if same else f"W-{case}"))
        for _ in range(5):
            for desk in desks.values():
                _work(desk)
                for letter in desk.outbox.unfinished():
                    if letter.state is LetterState.PARKED:
                        again = chance.random() < 0.5
                        resent[letter.id] += again
                        (desk.delivery.resend if again else desk.delivery.discard)(letter.id)
                        _work(desk)
        return _wrong(town, desks, resent, same)
    finally:
        town.close()


def _work(desk: Desk) -> None:
    try:
        desk.carry_all()
    except PowerCut:
        desk.restart()


def _wrong(town: Town, desks: dict[str, Desk], resent: Counter[str], same: bool) -> str:
    came = town.ids()
    for case, desk in desks.items():
        letter = desk.letter(f"d-{case}/2")
        count = came[f"<d-{case}.2@nordhafen.example>"]
        if count > 1 + resent[letter.id]:
            return f"{letter.id} arrived {count} times, the person sent it again {resent[letter.id]} times"
        if letter.state is LetterState.APPLIED and not count:
            return f"{letter.id} is said to be sent and never arrived"
        if town.world.erp.released.get(f"SO-{case}") != [f"d-{case}/1"]:
            return f"{case} was not done once"
    sent = [case for case in desks if came[f"<d-{case}.2@nordhafen.example>"]]
    return "both told the same" if same and len(sent) == 2 and not resent else ""


def resends_like_a_server_with_keys(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MailConnector, "guard", lambda self, deed: Guard.KEY)


def takes_a_lost_answer_for_not_sent(patch: pytest.MonkeyPatch) -> None:
    deliver = MailConnector.deliver

    def wrong(self: MailConnector, letter: Letter) -> Receipt:
        try:
            return deliver(self, letter)
        except OutcomeUnknown as e:
            raise Unreachable(e.title) from e

    patch.setattr(MailConnector, "deliver", wrong)


def sends_again_after_a_restart(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(protocol, "_SENDING", LetterState.DRAFT)
    patch.setattr(protocol, "_UNKNOWN", LetterState.DRAFT)


def tells_whatever_others_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(team_gate, "_told_already", lambda *_: None)


SEEDS = range(12)


@pytest.mark.campaign
def test_never_twice(tmp_path: Path) -> None:
    for seed in SEEDS:
        wrong = history(tmp_path / f"{seed}", seed)
        assert not wrong, f"seed {seed}: {wrong}"


@pytest.mark.campaign
@pytest.mark.parametrize(
    "bug",
    [resends_like_a_server_with_keys, takes_a_lost_answer_for_not_sent, sends_again_after_a_restart, tells_whatever_others_told],
)
def test_the_oracle_catches_the_planted_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    assert any(history(tmp_path / f"{seed}", seed) for seed in SEEDS), "the oracle is blind for this bug"
