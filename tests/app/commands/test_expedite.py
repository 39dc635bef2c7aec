"""Asking a supplier to send earlier: which purchase, in whose words, what is noted, and when the case comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.commands.telling import SUBJECT, TELL, TEXT, WITHOUT
from app.domain import production
from app.domain.case import Case, CaseState, DecisionState
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.message import Post, Told, of_body
from app.domain.ref import Ref
from app.domain.steps import Plan
from app.domain.stock import Purchase
from app.panels import story
from app.policy.verdict import Allowed, Denied
from tests.app.commands.orders import OMAR, REP, spec
from tests.app.commands.parts import case, decision
from tests.app.commands.test_late_deeds import late
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.order_world import LONG_AGO
from tests.app.rules.world import NOW, day

EXPEDITE = spec("expedite")
BOUGHT = Purchase(Ref(g.ERP, "purchase", "90"), "1", LONG_AGO, "PO-7", "Wessling")
MAIL = "sales@wessling.example"


def short(**changes: Any) -> GoodsDossier:
    return g.waiting(**{"purchases": (BOUGHT,), "incoming": (replace(g.coming(), email=MAIL, language="de"),)} | changes)


def filled(at: PanelParts, **changes: str) -> dict[str, str]:
    return {f.name: f.value for f in EXPEDITE.asked(at)} | changes


def denied(at: PanelParts) -> str:
    verdict = EXPEDITE.check(at, OMAR, POLICY)
    assert isinstance(verdict, Denied)
    return verdict.reason


def test_the_supplier_is_asked_for_the_promised_day_and_the_case_waits_two_days() -> None:
    at = late(short(), post=Post("mail", "en", "buyer@customer.example", NOW))
    fields = filled(at)
    assert fields == {"purchase": "90", "day": day(10).isoformat(), "again": day(2).isoformat()}
    assert EXPEDITE.asked(at)[0].options == (("90", "PO-7 from Wessling, 50 V-1, due Mon 8 Dec"),)
    plan = EXPEDITE.plan(at, fields)
    note, mail = plan.steps
    assert (note.deed, plan.outcome) == ("note", None)
    assert EXPEDITE.waits_until(at, fields, NOW.date()) == day(2)
    assert "Wessling is asked to send PO-7" in str(note.body["text"])
    assert (mail.deed, mail.document, mail.body["to"], mail.body["language"]) == ("send_message", "PO-7", MAIL, "de")
    assert "Können Sie" in str(mail.body["subject"])
    assert "50 V-1" in str(mail.body["text"])
    view = EXPEDITE.preview(at, OMAR, POLICY, fields, NOW)
    assert view.telling is not None
    assert view.telling.message.who == "the supplier"
    assert [(e.field, e.after) for e in view.effects][-1] == (f"message to {MAIL}", str(mail.body["subject"]))
    assert EXPEDITE.done_words(at, plan).endswith("; the supplier is told by mail")


def test_a_colleague_who_just_asked_the_same_of_the_supplier_is_named_and_another_day_is_asked_for() -> None:
    at = late(short(), post=Post("mail", "en", "buyer@customer.example", NOW))
    step = EXPEDITE.plan(at, filled(at)).told
    assert step is not None
    asked = Told(of_body(step.body), NOW - timedelta(minutes=3), OMAR.id, DecisionState.APPLIED, "")
    on_its_way = replace(asked, state=DecisionState.UNKNOWN)
    for told, words in ((asked, "told the supplier the same"), (on_its_way, "has the same message to the supplier on its way")):
        again = replace(at, post=Post("mail", "en", "buyer@customer.example", NOW, (told,)))
        view = EXPEDITE.preview(again, OMAR, POLICY, filled(again), NOW)
        assert view.telling is not None
        assert f"{OMAR.name} {words} about PO-7 3 min ago" in view.telling.suppressed
        assert EXPEDITE.plan(again, filled(again)).told is None
        assert EXPEDITE.plan(again, filled(again, day=day(9).isoformat())).told is not None, "a day earlier is not the same"


def test_a_supplier_whom_nobody_can_write_to_is_said_and_without_mail_the_words_are_copied() -> None:
    unknown = late(short(incoming=(g.coming(),)), post=Post("mail", "en", "buyer@customer.example", NOW))
    problem = EXPEDITE.preview(unknown, OMAR, POLICY, filled(unknown), NOW).problem
    assert "No e-mail address of the supplier" in problem
    assert "send it by hand" in problem
    assert "shop" not in problem
    by_hand = filled(unknown, **{TELL: WITHOUT})
    assert "PO-7" in EXPEDITE.preview(unknown, OMAR, POLICY, by_hand, NOW).draft
    assert EXPEDITE.done_words(unknown, EXPEDITE.plan(unknown, by_hand)).endswith("on the clipboard: send it by hand")
    at = late(short())
    plan = EXPEDITE.plan(at, filled(at))
    assert [s.deed for s in plan.steps] == ["note"]
    assert "PO-7" in plan.message


def test_who_does_not_want_it_mailed_gets_the_words_they_wrote_to_send_by_hand() -> None:
    at = late(short(), post=Post("mail", "en", "buyer@customer.example", NOW))
    fields = filled(at, **{TELL: WITHOUT, SUBJECT: "Sooner, please", TEXT: "By Friday?"})
    view = EXPEDITE.preview(at, OMAR, POLICY, fields, NOW)
    assert view.draft == "Sooner, please\n\nBy Friday?\n"
    assert "By hand" in str(view.facts)
    plan = EXPEDITE.plan(at, fields)
    assert ([s.deed for s in plan.steps], plan.message) == (["note"], view.draft)
    assert EXPEDITE.done_words(at, plan).endswith("the message is on the clipboard: send it by hand")
    mailed = EXPEDITE.preview(at, OMAR, POLICY, filled(at), NOW)
    assert not mailed.draft
    assert "By hand" not in str(mailed.facts)


def test_only_what_comes_too_late_is_offered_each_for_the_day_on_which_it_is_needed() -> None:
    soon = replace(g.coming(5, 3, 3, "41"), purchase="91", email=MAIL)
    other = replace(g.coming(40, 20, 20, "43", product="8"), purchase="93", email=MAIL)
    of = short(incoming=(g.coming(), soon, other), purchases=(BOUGHT, bought("91"), bought("93")), **two_lines())
    at = late(of)
    choice, wanted, _ = EXPEDITE.asked(at)
    assert [key for key, _ in choice.options] == ["90", "93"], "the second comes in time"
    assert (choice.value, wanted.value) == ("90", day(10).isoformat())
    assert wanted.by_choice == (("90", day(10).isoformat()), ("93", day(12).isoformat()))
    view = EXPEDITE.preview(at, OMAR, POLICY, filled(at, purchase="93", day=day(12).isoformat()), NOW)
    assert not view.problem
    refused = EXPEDITE.preview(at, OMAR, POLICY, filled(at, purchase="91"), NOW)
    assert "Choose one of them" in refused.problem
    assert not EXPEDITE.preview(at, OMAR, POLICY, filled(at), NOW).problem, "what is proposed first can be asked for"


def bought(key: str) -> Purchase:
    return replace(BOUGHT, ref=Ref(g.ERP, "purchase", key), number=f"PO-{key}")


def two_lines() -> dict[str, Any]:
    """A second line of another product in a delivery of its own, two days later."""
    return {
        "lines": (g.line(), g.line(40, "21", "V-2", "8")),
        "shipments": (g.shipment(), g.shipment("8", planned=day(12))),
        "moves": (g.move(), g.move(40, "31", "21", "8", "8")),
    }


def test_our_own_workshop_is_no_supplier() -> None:
    making = replace(g.coming(), purchase=production.document("5"), supplier=production.OWN)
    of_ours = replace(bought(production.document("5")), supplier=production.OWN)
    alone = denied(late(short(incoming=(making,), purchases=(of_ours,))))
    assert "Our own workshop makes it" in alone
    few = replace(g.coming(5, 13, 13, "41"), email=MAIL)
    both = late(short(incoming=(few, replace(making, quantity=Decimal(45))), purchases=(BOUGHT, of_ours)))
    assert [key for key, _ in EXPEDITE.asked(both)[0].options] == ["90"]
    in_time = replace(few, planned=day(3), promised=day(3))
    assert "by the day on which it is needed" in denied(
        late(short(incoming=(in_time, replace(making, quantity=Decimal(45))), purchases=(BOUGHT, of_ours)))
    )


def test_a_day_on_which_it_comes_anyway_is_not_asked_for() -> None:
    at = late(short())
    assert "It comes" in EXPEDITE.preview(at, OMAR, POLICY, filled(at, day=day(14).isoformat()), NOW).problem
    overdue = late(short(incoming=(g.coming(planned=-2, promised=9),)), "purchase")
    assert not EXPEDITE.preview(overdue, OMAR, POLICY, filled(overdue), NOW).problem, "nobody knows when that one comes"


def test_nothing_is_asked_where_nothing_is_bought_or_the_purchase_is_not_readable_or_nobody_waits_for_it() -> None:
    assert "bought first" in denied(late(short(incoming=())))
    assert "not readable" in denied(late(short(purchases=())))
    carrier = late(g.there(-6, state="shipped"), "carrier")
    assert "does not wait for a supplier" in denied(carrier)


def test_an_order_manager_asks_and_a_rep_does_not() -> None:
    assert isinstance(EXPEDITE.check(late(short()), OMAR, POLICY), Allowed)
    assert isinstance(EXPEDITE.check(late(short()), REP, POLICY), Denied)
    assert EXPEDITE.slot is None, "who was not answered asks again"


@pytest.mark.parametrize(("hours", "words"), [(24, "Waits for the supplier until"), (-1, "The supplier has not answered")])
def test_the_page_says_whom_it_waits_for(hours: int, words: str) -> None:
    at = late(short())
    plan = replace(EXPEDITE.plan(at, filled(at)), until=NOW.isoformat())
    done = decision(at, OMAR, "expedite", plan, state=DecisionState.APPLIED)
    later = decision(at, OMAR, "note", Plan("note", plan.steps[:1]), state=DecisionState.APPLIED, id="d-2")
    waiting: Case = replace(case(type="backorder"), state=CaseState.WAITING, wake_at=NOW + timedelta(hours=hours))
    chips = story.chips(replace(at, case=waiting, decisions=(later, done)), NOW, "Backorder")
    assert any(text.startswith(words) for text, _ in chips)
