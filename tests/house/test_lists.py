"""Everything that is registered is complete: a deed has key, icon and words; a queue has a rule; a rule has samples."""

from __future__ import annotations

import re
from pathlib import Path

from app.commands import COMMANDS, of_type
from app.connectors import CONNECTORS
from app.connectors.tryton.feeds import STREAMS
from app.queues import QUEUES
from app.rules import RULES
from ui.queues.page import list_deeds

ROOT = Path(__file__).parents[2]


def test_every_deed_has_its_own_key_and_an_icon() -> None:
    for queue in QUEUES:
        keys = [spec.key_in(queue.type) for spec in of_type(queue.type)] + [
            deed.key for deed in list_deeds(queue.type) if deed.key
        ]
        assert len(keys) == len(set(keys)), queue.name
    for spec in COMMANDS:
        assert (ROOT / "resources" / "icons" / f"{spec.icon}.svg").is_file(), spec.icon


def test_every_deed_that_money_hangs_on_has_a_slot() -> None:
    for spec in COMMANDS:
        assert not (spec.money and spec.sends) or spec.slot or spec.slot_of, spec.name


def test_every_queue_has_a_rule_and_every_rule_a_queue() -> None:
    assert {q.type for q in QUEUES} == {r.type for r in RULES}


def test_there_is_a_connector_to_sign_in_with() -> None:
    assert [offer.kind for offer in CONNECTORS] == ["tryton", "medusa", "mail"]


def test_the_add_on_tells_of_every_deletion_in_what_is_read_by_modification_time() -> None:
    change = (ROOT / "packaging/addons/tryton/clearline_console/change.py").read_text()
    followed = set(re.findall(r'_Followed, metaclass=PoolMeta\):\n    __name__ = "(.+)"', change))
    own = {"console.refusal"}  # its rows are never deleted
    assert {s.model for s in STREAMS} - own == followed
