"""The rule against an oracle that knows no rule: a small ERP in which a rep confirms sale by sale and is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.finding import Fires, Silent
from app.domain.order import OrderState, Sale
from tests.app.rules.world import confirmed, day, dossier, eur, judge, sale, standing


class CreditError(Exception):
    """The ERP's refusal."""


@dataclass
class Erp:
    """Knows its invoices' sum, its orders and its one check; nothing of queues, causes or groups. Amounts in euro."""

    receivable: Decimal
    limit: Decimal | None
    dunned: bool
    book: list[Decimal] = field(default_factory=list)

    def credit_amount(self) -> Decimal:
        return self.receivable + sum((a for a in self.book if a > 0), Decimal(0))

    def confirm(self, amount: Decimal, *, method: str, expired: bool) -> None:
        if method == "order" and amount > 0 and self.limit is not None:
            if self.credit_amount() + amount - self.limit > 0:
                raise CreditError
            if self.dunned:
                raise CreditError
        if expired:
            raise ValueError("the quotation has expired")
        self.book.append(amount)


def refused_by_erp(sales: tuple[Sale, ...], erp: Erp) -> set[str]:
    """Confirm every ordered quotation as the rep would, soonest ship date first, and note who is refused for credit."""
    todo = [s for s in sales if s.state is OrderState.QUOTED and s.reference]
    refused = set()
    while todo:
        dated = [s for s in todo if s.ship_date is not None]
        soonest = min((s.ship_date for s in dated), default=None)
        same_day = [s for s in dated if s.ship_date == soonest] or todo
        first = min(same_day, key=lambda s: int(s.ref.key))
        todo.remove(first)
        try:
            erp.confirm(
                first.untaxed_company.amount,
                method="order" if first.ships_on_order else "manual",
                expired=first.expires_on is not None and first.expires_on < day(0),
            )
        except CreditError:
            refused.add(first.ref.key)
        except ValueError:
            continue
    return refused


amounts = st.one_of(st.integers(-300, 900), st.sampled_from([0, 100, 500, 1000]))


@st.composite
def sales(draw: st.DrawFn) -> tuple[Sale, ...]:
    keys = draw(st.lists(st.integers(1, 120), unique=True, max_size=7))
    found = []
    for key in keys:
        made = draw(st.sampled_from(["quoted", "quoted", "quoted", "offer", "draft"]))
        found.append(
            sale(
                key,
                draw(amounts),
                ship_date=draw(st.none() | st.integers(-2, 4).map(day)),
                ships_on_order=draw(st.sampled_from([True, True, True, False])),
                expires_on=draw(st.sampled_from([None, None, None, day(-1), day(0)])),
                reference=None if made == "offer" else "PO",
                state=OrderState.DRAFT if made == "draft" else OrderState.QUOTED,
            )
        )
    return tuple(found)


@settings(max_examples=400, deadline=None)
@given(sales(), st.integers(-200, 1500), st.none() | st.sampled_from([0, 1]) | st.integers(0, 2500), st.booleans())
def test_the_held_are_exactly_those_a_rep_is_refused(
    line: tuple[Sale, ...], exposure: int, limit: int | None, dunned: bool
) -> None:
    of = dossier(*line, at=standing(exposure, limit, dunning_block="Level 3" if dunned else ""))
    erp = Erp(Decimal(exposure), None if limit is None else Decimal(limit), dunned)
    found = judge(of)
    held = {s.ref.key for s in line if isinstance(found.verdicts[s.ref.key, "over_limit"], Fires)}
    assert held == refused_by_erp(line, erp)


@settings(max_examples=200, deadline=None)
@given(sales(), st.integers(0, 1500), st.integers(0, 2500), st.randoms(use_true_random=False))
def test_the_order_in_which_records_arrive_changes_nothing(
    line: tuple[Sale, ...], exposure: int, limit: int, random: object
) -> None:
    mixed = list(line)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    at = standing(exposure, limit)
    assert judge(dossier(*line, at=at)).verdicts == judge(dossier(*mixed, at=at)).verdicts


@settings(max_examples=200, deadline=None)
@given(st.integers(-100, 2000), st.none() | st.integers(0, 2000), st.integers(-50, 900), st.booleans())
def test_past_the_check_fires_where_a_check_after_the_fact_would_refuse(
    exposure: int, limit: int | None, amount: int, checked: bool
) -> None:
    """The same order, taken out of the book and confirmed by the checked way, is refused exactly where the rule fires."""
    past = confirmed(1, amount, ships_on_order=checked)
    found = judge(dossier(past, at=standing(exposure, limit))).skipped(1)
    erp = Erp(Decimal(exposure - max(0, amount)), None if limit is None else Decimal(limit), dunned=False)
    try:
        erp.confirm(Decimal(amount), method="order", expired=False)
        over = False
    except CreditError:
        over = True
    assert isinstance(found, Fires if over and not checked else Silent)


@settings(max_examples=200, deadline=None)
@given(sales(), st.integers(0, 1500), st.integers(1, 2500))
def test_over_is_the_smallest_raise_that_lets_it_through(line: tuple[Sale, ...], exposure: int, limit: int) -> None:
    """With the limit raised by exactly ``over`` the first held order fits; by a cent less it does not."""
    verdicts = judge(dossier(*line, at=standing(exposure, limit))).verdicts
    held = [(key, v) for (key, cause), v in verdicts.items() if cause == "over_limit" and isinstance(v, Fires)]
    if not held:
        return
    order = [s.ref.key for s in sorted(line, key=lambda s: (s.ship_date is None, s.ship_date or day(0), int(s.ref.key)))]
    key, verdict = min(held, key=lambda found: order.index(found[0]))
    assert verdict.over is not None
    raised = eur(limit) + verdict.over
    enough = replace(standing(exposure, limit), limit=raised)
    assert isinstance(judge(dossier(*line, at=enough)).verdicts[key, "over_limit"], Silent)
    short = replace(enough, limit=raised - eur("0.01"))
    assert isinstance(judge(dossier(*line, at=short)).verdicts[key, "over_limit"], Fires)
