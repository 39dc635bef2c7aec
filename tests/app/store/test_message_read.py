"""What the team told lately, whichever customer it was about; the lookup goes along an index."""

from __future__ import annotations

from dataclasses import replace

from app.commands.wording import WORDING
from app.domain.case import DecisionState
from app.domain.message import Message
from app.domain.steps import Plan, Step
from app.store import message_read
from app.store.reads import Reads
from app.store.team import Permit
from tests.app.store.build import HOUR, LEASE, ask, customer
from tests.app.store.world import ME, World

ASKED = Message("sales@wessling.example", "PO-7", "sooner", "en", "release_hold", "PO-7", "the supplier", "2026-03-04")
GATE = {"source": "erp", "over": [5000, "EUR"], "limit": [1_000_000, "EUR"]}


def told(world: World, case: str) -> None:
    """A decision on this case is done, and its message sent."""
    claim = world.team.claim(case, "ann", LEASE)
    assert claim is not None
    body = Plan("release_hold", (Step("erp", "release_hold", "SO7", {}), ASKED.step("mail")), "ok", GATE).payload()
    for number in (1, 2):
        made = replace(ask(case, "ann", claim.fence, body=body), number=number)
        assert isinstance(world.team.gate(made), Permit)
        world.team.finish("d1", DecisionState.APPLIED, fence=None, words="", number=number)
    world.catch_up()


def test_a_message_about_another_customer_s_case_is_known_for_a_while(world: World) -> None:
    mirror, outbox = world.folder / "mirror.db", world.folder / "outbox.db"
    reads = Reads(mirror, outbox, ME, due=lambda _, at: at + HOUR, wording=WORDING, mail=lambda: ("mail", "en"))
    world.pull(customer(), customer("4", name="Other BV"))
    [theirs], [mine] = world.find("8", customer="4"), world.find("7")
    told(world, theirs)
    for later, known in ((0, [ASKED]), (5, [])):
        parts = reads.panel_parts(mine, world.clock.now + later * HOUR)
        assert parts is not None
        assert parts.post is not None
        assert [t.message for t in parts.post.told] == known


def test_the_lookup_goes_along_an_index(world: World) -> None:
    with world.mirror.reading() as tx:
        asked = f"EXPLAIN QUERY PLAN SELECT * FROM team_decision WHERE {message_read.LATELY}"
        assert "decision_permitted" in str([row[-1] for row in tx._db.execute(asked, (0,))])
