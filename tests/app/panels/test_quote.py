"""The page of an offer: its verdict in a sentence, how each price comes about, who approves, what the buyer would owe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.block import Facts, Gauge, Prices, Reasons
from app.domain.question import CasePanel
from app.domain.quote import Agreed, History, QuoteDossier, basis
from app.domain.version_list import VersionParts
from app.panels import panel_for, quote_versions
from tests.app.commands.quotes import parts
from tests.app.commands.test_barred import TEAM
from tests.app.policy.test_matrix import CSR, POLICY
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, dossier, eur, standing

LOW = q.dossier(q.sale(1550, payment_terms="Net 90"), q.line(each="75.00"), q.LINES[1])


def page(of: QuoteDossier, cause: str = "", **changes: object) -> CasePanel:
    shown = parts(of, cause, **changes)
    return panel_for(shown).build(shown, CSR, POLICY, NOW)


def facts(panel: CasePanel, title: str) -> dict[str, str]:
    found = next(b for b in panel.blocks if b.title == title)
    assert isinstance(found, Facts)
    return {f.label: f.text for f in found.facts}


@pytest.mark.parametrize(
    ("of", "cause", "says"),
    [
        (q.dossier(q.until(0)), "validity", "Today is its last day. 1,700.00 EUR are offered, and the buyer has not ordered."),
        (q.dossier(q.until(1)), "validity", "It ends Tue 25 Nov. "),
        (q.dossier(q.until(-1)), "validity", "It expired Sun 23 Nov. "),
        (
            q.dossier(q.sale(state=q.DRAFT, stamp=NOW - timedelta(days=2))),
            "unsent",
            "A draft over 1,700.00 EUR: it is not quoted, and nobody has worked on it since Sat 22 Nov.",
        ),
        (LOW, "limits", "HYD-18 earns 17.3 %, under the floor of 22 %, and 2 more things pass a limit. It needs approval"),
        (q.cheap(), "limits", "HYD-18 is 11.1 % below the customer's own price; 5 % are free. It needs approval"),
        (q.request(), "unanswered", "The shop's request over 1,000.00 EUR came 1 d ago, and the ERP has no offer for it yet."),
    ],
)
def test_the_verdict_is_a_sentence(of: QuoteDossier, cause: str, says: str) -> None:
    assert page(of, cause).verdict.startswith(says)


def test_every_step_of_a_price_ends_where_the_next_begins() -> None:
    block = page(LOW, "limits").blocks[0]
    assert isinstance(block, Prices)
    assert block.chosen == 0
    steps = block.rows[0].steps
    assert [(s.label, s.text, s.kind) for s in steps] == [
        ("List", "100.00", "list"),
        ("Contract", "\N{MINUS SIGN}10.00", "less"),
        ("By hand", "\N{MINUS SIGN}15.00", "hand"),
        ("Net", "75.00", "net"),
        ("Cost", "62.00", "cost"),
    ]
    assert [(s.begins, s.ends) for s in steps[:4]] == [(0, 100), (100, 90), (90, 75), (0, 75)]
    assert [cell.text for cell in block.rows[1].cells][-1] == "5 short"
    assert (block.rows[0].tone, block.rows[1].tone) == ("bad", "")


def test_whoever_wrote_a_price_by_hand_is_called_by_name() -> None:
    of = q.dossier(q.sale(created_by="omar"), q.line(each="75.00"), q.LINES[1])
    block = page(of, "limits", people=TEAM).blocks[0]
    assert isinstance(block, Prices)
    assert [s.note for s in block.rows[0].steps if s.kind == "hand"] == ["Omar Haddad"]
    assert [s.note for s in page(of, "limits", people=()).blocks[0].rows[0].steps if s.kind == "hand"] == ["omar"]  # type: ignore[union-attr]


def test_a_version_that_only_the_erp_has_names_whoever_wrote_it() -> None:
    listed = quote_versions.build(VersionParts(q.dossier(q.sale(created_by="omar")), TEAM, None), NOW)
    assert [row.who for row in listed.rows] == ["Omar Haddad"]


def test_a_price_above_the_customers_own_is_a_step_up() -> None:
    block = page(q.dossier(q.until(1, 1750), q.line(each="95.00"), q.LINES[1])).blocks[0]
    assert isinstance(block, Prices)
    assert [(s.label, s.text) for s in block.rows[0].steps][2] == ("By hand", "+5.00")


def test_the_margin_stands_between_floor_and_target() -> None:
    gauges = [b for b in (*page(LOW, "limits").blocks, *page(q.dossier(q.until(1))).blocks) if isinstance(b, Gauge)]
    assert [(g.text, g.tone) for g in gauges] == [("28.0 %", "ok"), ("34.4 %", "ok")]
    unknown = page(q.dossier(q.until(1), q.line(cost=None), q.LINES[1]), "validity").blocks
    assert [b.text for b in unknown if isinstance(b, Gauge)] == ["not known"]


def test_what_needs_approval_is_told_line_by_line_and_by_whom() -> None:
    panel = page(LOW, "limits")
    reasons = next(b for b in panel.blocks if isinstance(b, Reasons))
    assert [r.about for r in reasons.rows] == ["HYD-18", "HYD-18", "All of it"]
    told = facts(panel, "Approval")
    assert (told["As it stands"], told["Tier 1"], told["Tier 2"]) == ("not approved", "Pricing manager", "Finance director")
    assert LOW.sale is not None
    done = replace(LOW, agreed=(Agreed("approve_quote", basis(LOW.sale, LOW.lines), "petra"),))
    assert facts(page(done, "limits"), "Approval")["As it stands"] == "approved"
    assert facts(page(q.dossier(q.until(1))), "Approval") == {"Needed": "none: within every limit"}
    blind = page(q.dossier(q.until(1), complete=q.FEEDS - {"prices"}), "validity")
    assert facts(blind, "Approval") == {"Needed": "not known: the ERP's prices not read completely yet"}
    costless = page(q.dossier(None, q.line(cost=None), q.LINES[1]), "limits")
    assert "The ERP tells no cost of HYD-18" in costless.verdict


@pytest.mark.parametrize(
    ("salesperson", "says"),
    [
        (None, "Omar Haddad, who wrote it"),
        ("Karla Berg", "Omar Haddad, who wrote it; Karla Berg, who quoted it last"),
        ("Omar Haddad", "Omar Haddad, who wrote it"),
    ],
    ids=["nobody", "somebody else", "the same"],
)
def test_who_may_not_approve_is_named_whether_they_wrote_it_or_quoted_it_last(salesperson: str | None, says: str) -> None:
    of = q.dossier(q.sale(created_by="omar", salesperson=salesperson), q.line(each="80.00"), q.LINES[1])
    assert facts(page(of, "limits", people=TEAM), "Approval")["Not by"] == says


@pytest.mark.parametrize(
    ("exposure", "dunned", "says"),
    [
        (0, "", "fits, if ordered"),
        (9_000, "", "700.00 over the limit"),
        (0, "Level 3", "the account is blocked"),
        (0, None, "not known"),
    ],
)
def test_credit_is_told_as_if_the_buyer_ordered_now(exposure: int, dunned: str | None, says: str) -> None:
    sale = q.until(1)
    at = standing(exposure, 10_000, dunning_block=dunned)
    panel = page(q.dossier(sale, history=History(7, 4, eur(1000), eur(680))), dossier=dossier(sale, at=at))
    told = facts(panel, "Buyer")
    assert told["Credit"].startswith(says)
    assert (told["Won before"], told["Usual margin"]) == ("7 of 11 offers", "32.0 %")
