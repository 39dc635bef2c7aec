"""Deeds about offers: who may, what is sent, how it is taken back, and what keeps an offer from being taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands.approve_quote import APPROVE_QUOTE, RETURN_QUOTE
from app.commands.command import Spec
from app.commands.convert_quote import CONVERT_QUOTE
from app.commands.decline_quote import DECLINE_QUOTE
from app.commands.extend_quote import EXTEND_QUOTE
from app.commands.keep_version import KEEP_VERSION, kept
from app.commands.quote_case import sheet, tiers
from app.commands.send_quote import SEND_QUOTE
from app.domain.dossier import PanelParts
from app.domain.kept_file import KeptFile, written
from app.domain.message import Post, of_body
from app.domain.quotation import content_of
from app.domain.quote import Agreed, QuoteDossier, basis
from app.domain.quote_version import QuoteVersion, makes
from app.errors import Refused
from app.policy.gate import gate_approval, gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from tests.app.commands.quotes import parts
from tests.app.policy.test_matrix import CSR, POLICY, person
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, day, dossier, standing

PRICING, MANAGER, DIRECTOR, SENIOR = (
    person(role) for role in ("pricing_manager", "order_manager", "finance_director", "senior_csr")
)
WRITE = {"reason": "A bundle with the next order"}
PO = {"reference": "PO-77"}
FIRM = q.dossier(q.until(1))


def agreed(of: QuoteDossier, deed: str = "approve_quote", **changes: object) -> QuoteDossier:
    """Decided as it stands; then something of it may be changed."""
    assert of.sale is not None
    return replace(of, agreed=(Agreed(deed, basis(of.sale, of.lines), "petra"),), **changes)  # type: ignore[arg-type]


def why(answer: object) -> str:
    assert isinstance(answer, Denied), answer
    return answer.reason


def policy_of(deed: str) -> object:
    """Taking back carries no figures, so no money may measure it."""
    return gate_policy(POLICY, CSR, deed, {})


# ---- approve ----


@pytest.mark.parametrize(
    ("each", "who"),
    [("85.00", ["order_manager"]), ("80.00", ["pricing_manager"]), ("75.00", ["pricing_manager", "finance_director"])],
)
def test_how_far_below_the_agreed_price_and_the_floor_says_who_approves(each: str, who: list[str]) -> None:
    """50 of 1,700 are 2.9 %, 100 are 5.9 %; at 75 it is under the floor."""
    assert tiers(parts(q.cheap(each), "limits"), POLICY) == tuple((role, 1) for role in who)


def test_below_the_floor_two_people_decide() -> None:
    of = parts(q.cheap("75.00"))
    needs = APPROVE_QUOTE.check(of, PRICING, POLICY)
    assert isinstance(needs, NeedsApproval)
    assert (needs.role, needs.count) == ("finance_director", 1)
    alone = APPROVE_QUOTE.check(of, DIRECTOR, POLICY)
    assert isinstance(alone, NeedsApproval)
    assert (alone.role, alone.count) == ("pricing_manager", 1)
    payload = APPROVE_QUOTE.plan(of, WRITE).payload()
    assert isinstance(gate_approval(POLICY, PRICING, DIRECTOR, "approve_quote", payload), Allowed)


def test_whoever_wrote_it_neither_approves_it_nor_agrees() -> None:
    author = person("pricing_manager")
    of = parts(q.dossier(q.sale(created_by=author.login("tryton")), q.line(each="80.00"), q.LINES[1]))
    assert "You keyed this order" in why(APPROVE_QUOTE.check(of, author, POLICY))
    payload = APPROVE_QUOTE.plan(of, WRITE).payload()
    asker = person("order_manager")
    assert isinstance(gate_approval(POLICY, author, asker, "approve_quote", payload), Denied)


def test_whoever_quoted_it_last_wrote_what_stands_in_it_now() -> None:
    """The ERP tells that person's name, authority goes by the login."""
    of = parts(q.dossier(q.sale(salesperson=PRICING.name), q.line(each="80.00"), q.LINES[1]), people=(CSR, PRICING))
    assert "You are the salesperson" in why(APPROVE_QUOTE.check(of, PRICING, POLICY))
    assert isinstance(APPROVE_QUOTE.check(of, person("pricing_manager", "other"), POLICY), Allowed)


def test_an_approval_leaves_a_note_and_lets_it_be_as_it_stands() -> None:
    of = parts(q.cheap())
    plan = APPROVE_QUOTE.plan(of, WRITE)
    assert of.finding is not None
    assert plan.accepts == of.finding.verdict.basis
    assert [(s.deed, s.body["text"]) for s in plan.steps] == [("note", "Approved: A bundle with the next order")]
    back = RETURN_QUOTE.plan(of, WRITE)
    assert (back.accepts, back.outcome, back.steps[0].body["text"]) == (
        plan.accepts,
        "returned",
        "Returned: A bundle with the next order",
    )
    assert RETURN_QUOTE.faults({"reason": "no"}, NOW).keys() == {"reason"}


def test_what_passes_no_limit_waits_for_no_approval() -> None:
    assert "waits for an approval" in why(APPROVE_QUOTE.check(parts(FIRM), PRICING, POLICY))


@pytest.mark.parametrize("spec", [APPROVE_QUOTE, RETURN_QUOTE], ids=lambda spec: str(spec.name))
def test_what_stands_there_now_is_not_decided_before_it_is_judged(spec: Spec) -> None:
    """The finding is of ten at 80, the lines on the screen say 79 by now."""
    of = parts(q.cheap("80.00"), quote=q.cheap("79.00"))
    assert why(spec.check(of, PRICING, POLICY)) == "It changed a moment ago and is judged again"
    assert isinstance(spec.check(parts(q.cheap("80.00")), PRICING, POLICY), Allowed)


# ---- convert ----


def test_the_number_makes_it_an_order_and_it_is_confirmed() -> None:
    of = parts(FIRM)
    assert isinstance(CONVERT_QUOTE.check(of, CSR, POLICY), Allowed)
    (step,) = CONVERT_QUOTE.plan(of, PO).steps
    assert (step.deed, step.rev, step.undo) == ("take_offer", "1", None)
    assert step.body == {
        **{"sale": "40", "from": "", "to": "PO-77", "net": [170_000, "EUR"], "confirm": True},
        **{"lines": {"41": "l41", "42": "l42"}, "terms": "Net 30", "valid": day(1).isoformat(), "version": 1},
    }
    view = CONVERT_QUOTE.preview(of, CSR, POLICY, PO, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("purchase order", "", "PO-77"),
        ("state", "quoted", "confirmed"),
    ]
    assert ("Credit", "fits under the limit", "ok") in view.facts
    assert CONVERT_QUOTE.faults({"reference": " "}, NOW).keys() == {"reference"}


def test_over_the_limit_it_becomes_an_order_that_waits_for_credit_and_can_be_taken_back() -> None:
    assert FIRM.sale is not None
    of = parts(FIRM, dossier=dossier(FIRM.sale, at=standing(9_000, 10_000)))
    (step,) = CONVERT_QUOTE.plan(of, PO).steps
    assert step.body["confirm"] is False
    assert step.undo is not None
    assert isinstance(policy_of(step.undo.deed), Allowed)
    assert {k: step.undo.body[k] for k in ("from", "to", "confirm", "lines")} == {
        **{"from": "PO-77", "to": "", "confirm": False},
        "lines": {},
    }
    view = CONVERT_QUOTE.preview(of, CSR, POLICY, PO, NOW)
    assert [e.field for e in view.effects] == ["purchase order"]
    assert "700.00 EUR over the limit" in {label: text for label, text, _ in view.facts}["Credit"]
    assert view.undo.startswith("Ctrl+Z takes the number off again")


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (q.dossier(q.until(-1)), "expired Sun 23 Nov: extend it first"),
        (q.dossier(q.sale(state=q.DRAFT, stamp=NOW - timedelta(days=2))), "quote it in the ERP first"),
        (q.cheap(), "nobody has approved it as it stands"),
        (agreed(q.cheap(), "return_quote"), "nobody has approved it as it stands"),
        (agreed(q.cheap(), sale=q.sale(valid_days=60)), "nobody has approved it as it stands"),
        (agreed(q.cheap(), lines=(q.line(each="79.00"), q.LINES[1])), "nobody has approved it as it stands"),
        (q.request(), "or write its offer with F first"),
    ],
)
def test_what_keeps_an_offer_from_being_taken(of: QuoteDossier, says: str) -> None:
    assert says in why(CONVERT_QUOTE.check(parts(of), MANAGER, POLICY))


NO_COST = q.dossier(None, q.line(cost=None), q.LINES[1])


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (
            q.dossier(q.until(1), complete=q.FEEDS - {"prices"}),
            "whether it keeps the limits: the ERP's prices not read completely yet",
        ),
        (q.dossier(q.until(1), complete=q.FEEDS - {"customers"}), "whether it keeps the limits: the ERP's customers not read"),
        (q.dossier(q.until(1), customer=None), "whether it keeps the limits: the customer is not read"),
        (NO_COST, "Cost not known, and nobody has approved it as it stands"),
    ],
)
def test_what_cannot_be_judged_neither_leaves_the_house_nor_is_taken(of: QuoteDossier, says: str) -> None:
    for spec in (CONVERT_QUOTE, SEND_QUOTE):
        assert says in why(spec.check(parts(of), MANAGER, POLICY))
        assert isinstance(spec.check(parts(agreed(of)), MANAGER, POLICY), Allowed)


def test_what_has_no_cost_can_be_approved_as_it_stands() -> None:
    of = parts(NO_COST, "limits")
    assert of.finding is not None
    assert of.finding.verdict.group == "Cost not known"
    assert isinstance(APPROVE_QUOTE.check(of, PRICING, POLICY), Allowed)


def test_what_was_approved_as_it_stands_is_taken() -> None:
    assert isinstance(CONVERT_QUOTE.check(parts(agreed(q.cheap())), MANAGER, POLICY), Allowed)


# ---- versions ----


def offered(of: QuoteDossier, *numbers: int, **changes: object) -> QuoteDossier:
    """Offered from here as it stands, once or more often; then something of it may be changed in the ERP."""
    assert of.sale is not None
    says, at = content_of(of.sale, of.lines), NOW - timedelta(days=1)
    kept = tuple(QuoteVersion(of.sale.ref, n, "offered", "rep", at, f"d{n}", "SO40", says, None, None) for n in numbers)
    return replace(of, versions=kept, **changes)  # type: ignore[arg-type]


def test_a_conversion_names_the_version_that_it_converts() -> None:
    of = parts(offered(FIRM, 1, 2))
    assert isinstance(CONVERT_QUOTE.check(of, CSR, POLICY), Allowed)
    plan = CONVERT_QUOTE.plan(of, PO)
    assert (plan.steps[0].body["version"], plan.version) == (2, None)
    assert ("Version", "2, the one that stands in the ERP", "text.1") in CONVERT_QUOTE.preview(of, CSR, POLICY, PO, NOW).facts


def test_what_was_written_in_the_erp_alone_becomes_a_version_by_being_converted() -> None:
    made = makes(CONVERT_QUOTE.plan(parts(FIRM), PO).version)
    assert made is not None
    assert FIRM.sale is not None
    assert (made.how, made.base, made.content) == ("converted", None, content_of(FIRM.sale, FIRM.lines))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"lines": (q.line(each="99.00"), q.LINES[1])}, "HYD-18"),
        ({"lines": (q.line(pieces=11), q.LINES[1])}, "HYD-18"),
        ({"sale": q.until(1, payment_terms="Net 60")}, "payment terms"),
        ({"sale": q.until(2)}, "the last day"),
    ],
)
def test_what_is_not_the_version_any_more_is_not_converted_before_somebody_took_it_over(
    changes: dict[str, object], what: str
) -> None:
    of = parts(offered(FIRM, 1, **changes))
    refusal = why(CONVERT_QUOTE.check(of, MANAGER, POLICY))
    assert refusal.startswith(f"The ERP says something else than version 1: {what}. Take that over as a version first")
    assert isinstance(KEEP_VERSION.check(of, CSR, POLICY), Allowed)
    source, sale, body = kept(of, CSR)
    found = makes(body)
    assert found is not None
    assert of.quote is not None
    assert of.quote.sale is not None
    assert (source, sale, found.how, body["by"]) == (of.quote.ref.source, "40", "taken over", CSR.id)
    assert found.content == content_of(of.quote.sale, of.quote.lines)
    assert kept(of, MANAGER)[2]["decision"] == body["decision"], "whoever presses it, the same revision is one version"


def test_each_change_of_a_line_is_taken_over_as_a_version_of_its_own() -> None:
    """A line that is changed leaves its sale's own token as it is; what is taken over a second time must not pass for the first."""
    once, twice = (
        kept(parts(offered(FIRM, 1, lines=(q.line(each=each, rev=rev), q.LINES[1]))), CSR)[2]["decision"]
        for each, rev in (("99.00", "l41b"), ("97.00", "l41c"))
    )
    assert once != twice


def test_there_is_nothing_to_take_over_where_nothing_was_changed() -> None:
    assert why(KEEP_VERSION.check(parts(offered(FIRM, 1, 2)), CSR, POLICY)) == "The ERP says what version 2 says"
    assert "Nothing was offered from here yet" in why(KEEP_VERSION.check(parts(FIRM), CSR, POLICY))
    assert "write its offer with F first" in why(KEEP_VERSION.check(parts(q.request()), CSR, POLICY))


def test_an_extension_makes_the_version_with_the_later_day() -> None:
    of = parts(FIRM)
    until = day(10)
    made = makes(EXTEND_QUOTE.plan(of, {"day": until.isoformat()}).version)
    assert made is not None
    assert made.base is not None
    assert (made.how, made.content.head.valid_until, made.base.head.valid_until) == ("extended", until, day(1))
    assert made.content.lines == made.base.lines


def test_an_offer_that_is_ordered_meanwhile_is_none() -> None:
    of = parts(FIRM)
    assert of.quote is not None
    taken = replace(of, quote=replace(of.quote, sale=q.until(1, reference="PO-1")))
    for spec in (CONVERT_QUOTE, EXTEND_QUOTE, DECLINE_QUOTE):
        assert "no offer any more" in why(spec.check(taken, MANAGER, POLICY))


# ---- extend, decline ----


def test_an_extension_names_both_days_and_is_taken_back() -> None:
    of = parts(FIRM)
    (asked,) = EXTEND_QUOTE.asked(of)
    assert asked.value == day(14).isoformat()
    (step,) = EXTEND_QUOTE.plan(of, {"day": day(14).isoformat()}).steps
    assert step.body == {"sale": "40", "from": day(1).isoformat(), "to": day(14).isoformat()}
    assert step.undo is not None
    assert isinstance(policy_of(step.undo.deed), Allowed)
    assert step.undo.body == {"sale": "40", "from": day(14).isoformat(), "to": day(1).isoformat()}
    told = {label: text for label, text, _ in EXTEND_QUOTE.preview(of, CSR, POLICY, {"day": day(40).isoformat()}, NOW).facts}
    assert told["Validity"] == "50 days in all, standard are 45: needs approval"


def test_an_extension_is_longer_than_before() -> None:
    with pytest.raises(Refused, match="choose a later day"):
        EXTEND_QUOTE.steps(parts(FIRM), {"day": day(1).isoformat()})


def test_a_draft_cannot_be_extended() -> None:
    of = parts(q.dossier(q.sale(state=q.DRAFT, stamp=NOW - timedelta(days=2))))
    assert "its validity begins when it is quoted" in why(EXTEND_QUOTE.check(of, MANAGER, POLICY))


def test_a_decline_cancels_it_with_the_reason() -> None:
    of = parts(FIRM)
    (step,) = DECLINE_QUOTE.plan(of, {"reason": "The buyer went elsewhere"}).steps
    assert (step.deed, step.body) == ("cancel_sale", {"sale": "40", "reason": "The buyer went elsewhere"})
    assert DECLINE_QUOTE.faults({"reason": ""}, NOW).keys() == {"reason"}
    assert isinstance(DECLINE_QUOTE.check(of, CSR, POLICY), Allowed)
    dear = parts(q.dossier(q.until(1, 12_000)))
    assert isinstance(DECLINE_QUOTE.check(dear, CSR, POLICY), NeedsApproval)
    assert isinstance(DECLINE_QUOTE.check(dear, SENIOR, POLICY), Allowed)


# ---- send ----


def enclosing(of: PanelParts, again: int = 3, **other: str) -> dict[str, str]:
    """The fields of sending once the screen has had the PDF made."""
    made = KeptFile("a" * 64, 18_734, sheet(of).name)
    return {"again": day(again).isoformat(), "paper": f"{sheet(of).rev}\n{written((made,))}", **other}


def test_a_sent_offer_is_noted_kept_and_told_and_the_case_waits() -> None:
    of = parts(FIRM)
    fields = enclosing(of)
    plan = SEND_QUOTE.plan(of, fields)
    assert [s.deed for s in plan.steps] == ["note", "keep_offer"]
    note, kept = plan.steps
    assert (note.rev, note.body["lines"]) == ("1", {"41": "l41", "42": "l42"})
    assert kept.body == {"sale": "40", "files": [{"sha256": "a" * 64, "size": 18_734, "name": "offer-SO00040.pdf"}]}
    assert plan.outcome is None
    assert SEND_QUOTE.waits_until(of, fields, NOW.date()) == day(3)
    assert plan.message.splitlines()[0] == "Our offer SO00040"
    for part in ("EUR 1,700.00 without tax", "until 25 November 2025", "enclosed is our offer"):
        assert part in plan.message
    with pytest.raises(Refused, match="later day"):
        SEND_QUOTE.steps(of, enclosing(of, 0))


def test_the_paper_goes_with_the_message_that_goes_by_mail() -> None:
    of = replace(parts(FIRM), post=Post("mail", "en", "buyer@example.com", NOW))
    fields = enclosing(of)
    plan = SEND_QUOTE.plan(of, fields)
    assert [s.deed for s in plan.steps] == ["note", "keep_offer", "send_message"]
    assert plan.steps[2].body["files"] == plan.steps[1].body["files"]
    assert of_body(plan.steps[2].body).files == (KeptFile("a" * 64, 18_734, "offer-SO00040.pdf"),)
    view = SEND_QUOTE.preview(of, CSR, POLICY, fields, NOW)
    assert [(e.source, e.field, e.after) for e in view.effects][1:] == [
        ("tryton", "offer kept", "offer-SO00040.pdf"),
        ("mail", "message to buyer@example.com", "Our offer SO00040"),
        ("mail", "enclosed", "offer-SO00040.pdf"),
    ]


def test_the_paper_bears_the_teams_version_and_none_where_nobody_offered_it_as_it_stands() -> None:
    for of, key, name in (
        (offered(FIRM, 1, 2, 3), "40.en.3", "offer-SO00040-v3.pdf"),
        (FIRM, "40.en", "offer-SO00040.pdf"),
        (offered(FIRM, 1, sale=q.until(2)), "40.en", "offer-SO00040.pdf"),
    ):
        made = sheet(parts(of))
        assert (made.file.key, made.name) == (key, name)
    one, two = (sheet(parts(offered(FIRM, *n))) for n in ((1,), (1, 2)))
    assert one.rev != two.rev, "what was made under another number does not go"


def test_without_its_paper_nothing_is_sent_nor_with_that_of_another_state() -> None:
    of = parts(FIRM)
    assert SEND_QUOTE.faults({"again": day(3).isoformat()}, NOW, SEND_QUOTE.asked(of)) == {"paper": "The PDF is not made yet"}
    fields = enclosing(of)
    assert of.quote is not None
    changed = replace(of, quote=replace(of.quote, lines=(replace(of.quote.lines[0], rev="l41b"), of.quote.lines[1])))
    with pytest.raises(Refused, match="changed since its PDF was made"):
        SEND_QUOTE.steps(changed, fields)


@pytest.mark.parametrize(
    ("of", "says"),
    [(q.cheap(), "nobody has approved it"), (q.dossier(q.until(-1)), "extend it first")],
)
def test_what_may_not_be_taken_is_not_sent(of: QuoteDossier, says: str) -> None:
    assert says in why(SEND_QUOTE.check(parts(of), MANAGER, POLICY))
