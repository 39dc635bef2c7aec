"""The people, orders and account that the screens of the tests show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.block import Aging, Block, Bucket, Exposure, Fact, Facts, LineRow, Lines
from app.domain.letter import LetterState
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import CasePanel, CaseRow, Event, LetterRow, PendingView

ME = Person("p-fb", "Fiona Brandt", frozenset({"credit_analyst"}))
OTHERS = {
    "OM": Person("p-om", "Omar Haddad", frozenset()),
    "PK": Person("p-pk", "Petra Kern", frozenset()),
    "FF": Person("p-ff", "Frank Falk", frozenset()),
}
CASH, LITTLE, SINGLE = "Covered by unapplied cash", "Up to 3 % over, never more than 5 days late", "One by one"

# number, customer, ships in days, order, over, due in minutes, owner, pending, group
SAMPLE: tuple[tuple[str, str, int, int, int | None, int, str, str, str], ...] = (
    ("SO-10455", "Brandt & Söhne GmbH", 0, 12480, 1120, 38, "", "", CASH),
    ("SO-10461", "Polder Techniek B.V.", 0, 6915, 402, 52, "", "", CASH),
    ("SO-10463", "Ateliers Rousseau SAS", 0, 22034, 3870, 130, "OM", "", CASH),
    ("SO-10470", "Iberclima Industrial S.L.", 0, 4260, 96, 140, "FB", "releasing", CASH),
    ("SO-10474", "Vantaan Sähkö Oy", 1, 18720, 2415, 185, "", "", CASH),
    ("SO-10482", "Halvorsen Marine AS", 0, 38640, 8420, 57, "FB", "", LITTLE),
    ("SO-10485", "Officine Marchetti S.p.A.", 0, 9984, 1204, 58, "", "", LITTLE),
    ("SO-10491", "Lindqvist Hydraulik AB", 1, 31150, 4690, 200, "", "", LITTLE),
    ("SO-10497", "Tatra Pneumatik s.r.o.", 1, 7344, 988, 211, "", "", LITTLE),
    ("SO-10502", "Kestrel Robotics Ltd", 1, 15872, 2030, 224, "PK", "", LITTLE),
    ("SO-10503", "Nordlys Offshore AS", 2, 27410, 3118, 372, "", "", LITTLE),
    ("SO-10507", "Van Houten Pompen B.V.", 2, 11096, 640, 400, "", "", LITTLE),
    ("SO-10418", "Cascade Automation Inc.", -1, 64200, 41880, -72, "", "", SINGLE),
    ("SO-10427", "Great Lakes Pump Co.", 0, 19375, 22640, -18, "", "", SINGLE),
    ("SO-10433", "Meridian Process GmbH", 0, 88140, 17905, 44, "FF", "", SINGLE),
    ("SO-10440", "Silvretta Seilbahn AG", 0, 5520, 5520, 90, "FB", "approval", SINGLE),
    ("SO-10449", "Porto Frio Lda", 1, 13208, 6774, 170, "", "", SINGLE),
    ("SO-10452", "Hexagon Dairy Systems", 1, 24990, None, 182, "", "", SINGLE),
    ("SO-10458", "Aalborg Kedelservice A/S", 1, 8432, 2911, 195, "", "", SINGLE),
    ("SO-10466", "Zephyr Ventilation SARL", 2, 16745, 9310, 365, "", "", SINGLE),
    ("SO-10471", "Bauer Fördertechnik KG", 2, 42600, 12087, 378, "", "", SINGLE),
    ("SO-10476", "Delmonte Packaging S.r.l.", 2, 3918, 1552, 393, "", "", SINGLE),
    ("SO-10479", "Ostrava Strojírny a.s.", 3, 29064, 7148, 1500, "", "", SINGLE),
    ("SO-10488", "Rheinwerk Anlagen GmbH", 3, 51300, 14226, 1560, "", "", SINGLE),
    ("SO-10493", "Sundsvall Energi AB", 3, 10455, 3090, 1560, "", "", SINGLE),
)


def eur(amount: int | str) -> Money:
    return Money.of(str(amount), "EUR")


def sample_rows(now: datetime) -> list[CaseRow]:
    rows = []
    for number, customer, ships, amount, over, minutes, owner, pending, group in SAMPLE:
        person = ME if owner == "FB" else OTHERS.get(owner)
        rows.append(
            CaseRow(
                case_id=f"case-{number}", rev=1, number=number, customer=customer,
                ship_date=now.astimezone().date() + timedelta(days=ships), amount=eur(amount),
                over=None if over is None else eur(over), due_at=now + timedelta(minutes=minutes, seconds=30),
                started_at=now - timedelta(minutes=240 - min(minutes, 240) + (0 if minutes < 240 else 10)),
                severity=1 if ships <= 0 else 2, group=group, state="open", outcome=None,
                owner=person.id if person else None, owner_initials=person.initials if person else "",
                owner_name=person.name if person else "", provisional=number == "SO-10452", pending=pending or None,
                stale=False, unread=number in ("SO-10455", "SO-10461", "SO-10485", "SO-10418", "SO-10427"),
            )
        )  # fmt: skip
    return rows


def history(now: datetime) -> tuple[Event, ...]:
    return (
        Event(now - timedelta(minutes=49), "Held on confirmation"),
        Event(now - timedelta(minutes=40), "Claimed by you"),
        Event(now - timedelta(days=82), "Released once, paid 2 d late", "Fiona Brandt", 1),
        Event(now - timedelta(days=165), "Released once, paid on time"),
    )


def waiting(row: CaseRow, now: datetime, *, asked_by: Person = ME, state: str = "approval") -> PendingView:
    """A decision in hand on a case."""
    return PendingView(
        "dec-1", "release_hold", f"Release once {row.number}", state, asked_by.name, asked_by.id, now - timedelta(minutes=12),
        "first order of the season", row.amount, 2, "a credit manager", (), "", "ab" * 32,
    )  # fmt: skip


def letter(
    number: str, state: LetterState, now: datetime, *, id: str = "7f31", receipt: str = "", minutes: int = 6, actor: str = "FB"
) -> LetterRow:
    words = {
        "queued": "In 38 s",
        "sending": "Answer in 10 s",
        "unknown": "Asks by key",
        "parked": "You decide",
        "refused": "Read why",
        "applied": "Done",
    }
    return LetterRow(
        id,
        state,
        "Release credit hold",
        number,
        "tryton",
        actor,
        now - timedelta(minutes=minutes),
        words.get(state.value, ""),
        receipt,
        f"case-{number}",
        1,
        "credit",
    )


_DOCS = (
    ("INV-2291", "due 12 Nov", eur("18210.50")),
    ("INV-2304", "due 15 Nov", eur("15499.50")),
    ("INV-2312", "due 2 Oct", eur("8250.00")),
)

HALVORSEN = CasePanel(
    row=sample_rows(datetime(2026, 11, 24, 9, tzinfo=UTC))[5],
    place="Bergen, NO",
    position=LITTLE,
    verdict=(
        "8,420.00 over the limit. 24,500.00 is in transit and would clear it on 26 Nov; "
        "the account has never been more than 5 days late."
    ),
    chips=(),
    blocks=(
        Exposure(
            "Exposure, EUR",
            eur(408420),
            eur(400000),
            "EUR",
            "102.1 %",
            (
                Bucket("not_due", "Open invoices, not due", 17, eur(214380)),
                Bucket("overdue", "Open invoices, overdue", 3, eur(41960), _DOCS),
                Bucket("delivered", "Delivered, not billed", 2, eur(28115)),
                Bucket("orders", "Other open orders", 4, eur(91525)),
                Bucket("this", "This order", 1, eur(38640)),
                Bucket("cash", "Unapplied cash", 1, eur(-6200)),
            ),
        ),
        Aging(
            "Open invoices by age",
            (("Not due", eur(214380)), ("1–30 d", eur(33710)), ("31–60 d", eur(8250)), ("61–90 d", eur(0)), ("> 90 d", eur(0))),
        ),
        Lines(
            "Order lines",
            (
                LineRow("VLV-2040-SS", "Ball valve 2 in, stainless", "40", eur("14480")),
                LineRow("ACT-110-24V", "Actuator 24 V", "12", eur("15960")),
                LineRow("SNS-PT100-6", "Temperature sensor PT100", "60", eur("5700")),
                LineRow("CBL-M12-5", "Cable M12, 5 m", "125", eur("2500")),
            ),
            "EUR",
            "Margin 31.4 %",
        ),
        Facts(
            "Account",
            (
                Fact("Unapplied cash", "6,200.00, 20 Nov", "ok"),
                Fact("In transit", "24,500.00 on 26 Nov"),
                Fact("Days late, 12 m", "3.2 average, 5 worst"),
                Fact("Promises kept", "", state="not_connected"),
                Fact("Risk class", "", state="not_connected"),
                Fact("Dunning", "not blocked", state="none"),
                Fact("Insured", "", state="not_connected"),
                Fact("Held as well", "SO-10503, 27,410"),
            ),
            "Terms 30 d net",
        ),
    ),
    rule=("Exposure above limit", "408,420.00 > 400,000.00, 2.1 % over", "credit.over_limit, version 1, 08:42"),
    history=(),
    notes=(),
    deeds=(),
    pending=None,
    asof=None,
    source_words="ERP, 40 s ago",
)


def with_blocks(panel: CasePanel, *blocks: Block) -> CasePanel:
    """Each in place of the panel's own of the same kind."""
    other = {type(b): b for b in blocks}
    return replace(panel, blocks=tuple(other.get(type(b), b) for b in panel.blocks))


def exposure_of(panel: CasePanel) -> Exposure:
    return next(b for b in panel.blocks if isinstance(b, Exposure))
