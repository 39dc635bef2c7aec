"""The oracle counts because it catches planted bugs: each of these one-line changes of the rule is found within 600 random accounts."""

from __future__ import annotations

import inspect
import random
from decimal import Decimal
from types import ModuleType

import pytest

from app.domain.finding import Fires
from app.domain.order import OrderState, Sale
from app.rules import credit
from tests.app.rules.test_credit_oracle import Erp, refused_by_erp
from tests.app.rules.world import NOW, day, dossier, sale, standing

BUGS = {
    "equal counts as over": ("if over.minor <= 0 and not standing", "if over.minor < 0 and not standing"),
    "a held order uses up limit": ("if not isinstance(verdict, Fires) and sale", "if sale"),
    "a return makes room": ("isinstance(verdict, Fires) and sale.untaxed_company.minor > 0", "isinstance(verdict, Fires)"),
    "an expired quotation uses up limit": (" and not is_expired(sale, today):", ":"),
    "returns are checked": (
        "    if sale.untaxed_company.minor <= 0:\n        return Silent(\"not above zero: never checked\")\n    if not", "    if not"),
    "the unchecked way is checked": ("if not sale.ships_on_order:\n", "if False:\n"),
    "dunning is ignored": ("if over.minor <= 0 and not standing.dunning_block:", "if over.minor <= 0:"),
    "a limit of zero is taken for none": ("if standing.limit is None:\n        return {", "if not standing.limit:\n        return {"),
    "ship date is ignored": ("return sale.ship_date or date.max, int", "return date.max, int"),
    "no ship date comes first": ("return sale.ship_date or date.max, int", "return sale.ship_date or date.min, int"),
    "numbers are compared as text": ("int(key) if key.isdecimal() else 0, key", "0, key"),
    "offers fire": ("s.state is OrderState.QUOTED and is_ordered(s, refused)", "s.state is OrderState.QUOTED"),
    "drafts fire": ("s.state is OrderState.QUOTED and is_ordered(s, refused)", "is_ordered(s, refused)"),
    "every order is judged alone": ("used += sale.untaxed_company", "pass"),
}  # fmt: skip


def planted(old: str, new: str) -> ModuleType:
    source = inspect.getsource(credit)
    assert source.count(old) == 1, f"{source.count(old)} times in the rule: {old}"
    module = ModuleType("planted_credit")
    module.__dict__["__name__"] = credit.__name__  # dataclasses look their module up
    exec(compile(source.replace(old, new), "planted", "exec"), module.__dict__)
    return module


def account(dice: random.Random) -> tuple[tuple[Sale, ...], int, int | None, bool]:
    line = []
    for key in dice.sample(range(1, 120), dice.randint(1, 6)):
        made = dice.choice(["quoted", "quoted", "quoted", "offer", "draft"])
        ships = dice.choice([None, -1, 0, 1, 2, 3])
        line.append(
            sale(
                key,
                dice.choice([-300, 0, 100, 250, 400, 500, 1000, dice.randint(1, 900)]),
                ship_date=None if ships is None else day(ships),
                ships_on_order=dice.random() < 0.8,
                expires_on=dice.choice([None, None, day(-1), day(0)]),
                reference=None if made == "offer" else "PO",
                state=OrderState.DRAFT if made == "draft" else OrderState.QUOTED,
            )
        )
    return tuple(line), dice.choice([0, 100, 400, 500]), dice.choice([None, 0, 500, 1000, 1000, 1500]), dice.random() < 0.15


def disagreements(rule: ModuleType, accounts: int) -> int:
    dice, found = random.Random(7), 0
    for _ in range(accounts):
        line, exposure, limit, dunned = account(dice)
        of = dossier(*line, at=standing(exposure, limit, dunning_block="Level 3" if dunned else ""))
        erp = Erp(Decimal(exposure), None if limit is None else Decimal(limit), dunned)
        wrong_answer = False
        try:
            verdicts = rule.CREDIT.judge(of, NOW)
            held = {ref.key for (ref, cause), v in verdicts.items() if cause == "over_limit" and isinstance(v, Fires)}
            wrong_answer = held != refused_by_erp(line, erp)
        except (AssertionError, TypeError):
            wrong_answer = True
        found += wrong_answer
    return found


def test_the_rule_as_it_is_agrees_everywhere() -> None:
    assert disagreements(credit, 600) == 0


@pytest.mark.parametrize("bug", BUGS, ids=lambda b: b.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: str) -> None:
    assert disagreements(planted(*BUGS[bug]), 600) > 0
