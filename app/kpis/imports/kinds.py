"""What a file can be: its columns, the words by which their heads are known in English, German and French, and how a line is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.figures_read import Unreadable
from app.domain.imports import COSTS, SALES, SATISFACTION, SCORES, SESSIONS
from app.domain.money import Money
from app.kpis.imports import values
from app.kpis.imports.touchpoints import TOUCHPOINTS, touchpoint

PIECES = 10_000  # of one piece
MARGIN, DISCOUNT = "margin", "discount"  # options that a lifetime value asks for


@dataclass(frozen=True, slots=True)
class Role:
    """What a column can say. ``heads``: words of its head, the likeliest first; ``kind``: text, day, month, number."""

    name: str
    title: str
    heads: str
    kind: str = "text"
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """What no column says. ``answers``: of which one holds; free text where there are none. ``needed``: there is no default.

    unless: a role whose column says it. only: the role with whose column alone it is needed.
    """

    name: str
    title: str
    answers: tuple[tuple[str, str], ...] = ()
    default: str = ""
    needed: bool = False
    note: str = ""
    unless: str = ""
    only: str = ""

    def wanted(self, roles: Collection[str]) -> bool:
        """Whether it has to be answered where these roles have a column."""
        return self.only in roles if self.only else self.needed and self.unless not in roles


class Line:
    """One line with the columns that its file has. ``text`` is stripped; days, amounts and counts are read as the form says."""

    __slots__ = ("_at", "_days", "_mark", "_numbers", "_order", "cells", "options")

    def __init__(self, at: Mapping[str, int], options: Mapping[str, str], order: str, mark: str) -> None:
        self._at, self.options, self._order, self._mark = at, options, order, mark
        self.cells: Sequence[str] = ()
        self._days: dict[tuple[str, bool], date] = {}
        self._numbers: dict[str, Decimal] = {}

    def has(self, role: str) -> bool:
        return role in self._at

    def text(self, role: str) -> str:
        i = self._at.get(role, -1)
        return self.cells[i].strip() if 0 <= i < len(self.cells) else ""

    def name(self, role: str) -> str:
        text = self.text(role)
        return values.named(text) if text else ""

    def day(self, role: str, *, month: bool = False) -> date:
        text = self.text(role)
        found = self._days.get((text, month))
        if found is None:
            found = (values.month if month else values.day)(text, self._order)
            if len(self._days) < 200_000:
                self._days[text, month] = found
        return found

    def number(self, role: str) -> Decimal:
        text = self.text(role)
        found = self._numbers.get(text)
        if found is None:
            found = values.number(text, self._mark)
            if len(self._numbers) < 100_000:
                self._numbers[text] = found
        return found

    def count(self, role: str) -> int | None:
        """None where nothing is written."""
        text = self.text(role)
        return None if text.casefold() in values.BLANK else values.whole(text, self._mark)


Taken = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """``take``: a line as it is kept, its day first; Unreadable with the reason where it is left out. ``key``: by which a row is
    known in other imports of the same name ("" where nothing tells); ``keyed``: what that is called. ``columns``: heads of what is kept.
    ``shown``: a kept row as a person reads it. ``notes``: what to count of rows, as words with a place for the number."""

    name: str
    title: str
    about: str
    roles: tuple[Role, ...]
    options: tuple[Option, ...]
    columns: tuple[str, ...]
    take: Callable[[Line], Taken]
    key: Callable[[Taken], str]
    keyed: str
    notes: tuple[tuple[str, Callable[[Taken], bool]], ...] = ()
    money_at: tuple[int, ...] = ()
    pieces_at: tuple[int, ...] = ()
    either: tuple[str, ...] = ()  # roles of which one is needed

    def role(self, name: str) -> Role:
        return next(r for r in self.roles if r.name == name)

    def title_of(self, name: str) -> str:
        """Of a role or an option, as a person knows it."""
        titles = {role.name: role.title for role in self.roles} | {option.name: option.title for option in self.options}
        return titles.get(name, name.capitalize())


_NAME = Option("name", "Name", needed=True, note="Files of one name add up; a line that is in one of them already is left out.")
_CURRENCY = Option("currency", "Currency", needed=True, note="Three letters, as EUR.")
_REPEATED = Option(
    "repeated",
    "Lines that repeat another in every column",
    (("keep", "Keep them"), ("leave", "Leave them out")),
    "keep",
)
_DAY = Role(
    "day",
    "Day",
    "date datum day tag jour invoicedate orderdate belegdatum rechnungsdatum bestelldatum created submitted",
    "day",
    True,
)
_CUSTOMER = Role(
    "customer", "Customer", "customer customerid customerno kunde kundennr kundennummer client debitor account firma company"
)


def currency_of(line: Line) -> str:
    found = line.options.get("currency", "").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise Unreadable("No currency is given")
    return found


def _money(line: Line, role: str) -> int:
    return Money.of(line.number(role), currency_of(line)).minor


# ---- documents of sales: one line each ----


def _sale(line: Line) -> Taken:
    document = line.name("document")
    if not document:
        raise Unreadable("No document number")
    on = line.day("day")
    if not line.text("quantity"):
        raise Unreadable("No quantity")
    quantity = line.number("quantity")
    if not quantity:
        raise Unreadable("The quantity is zero")
    if quantity * PIECES % 1:
        raise Unreadable("The quantity has more than four digits after the mark")
    if line.has("price"):
        if not line.text("price"):
            raise Unreadable("No price")
        price = line.number("price")
        if price < 0:
            raise Unreadable("The price is below zero: an adjustment, not a sale")
        worth = Money.of(quantity * price, currency_of(line)).minor
    else:
        if not line.text("amount"):
            raise Unreadable("No amount")
        worth = _money(line, "amount")
        if (worth < 0) != (quantity < 0) and worth:
            raise Unreadable("Quantity and amount have different signs")
    if line.options.get("letters") == "leave" and document[:1].isalpha() and document[:1] not in "Cc":
        raise Unreadable(f"The document begins with {document[0]}: an adjustment, not a sale")
    item, about = line.name("item"), " ".join(line.text("about").split())
    return (
        on.isoformat(), document, item, about[:200], int(quantity * PIECES), worth, line.name("customer") or None,
        line.name("country") or None,
    )  # fmt: skip


_SALES = Kind(
    SALES,
    "Sales documents",
    "One line for each line of an order or invoice. Negative quantities are returns.",
    (
        Role("document", "Document number", "invoiceno invoice invoicenumber orderno order ordernumber document belegnr belegnummer "
             "rechnungsnr rechnungsnummer bestellnr auftragsnr beleg rechnung auftrag facture commande numéro", needed=True),
        _DAY,
        Role("quantity", "Quantity", "quantity qty menge anzahl stück quantité qté pieces units", "number", True),
        Role("price", "Price of one", "unitprice price einzelpreis stückpreis preis prix prixunitaire rate", "number"),
        Role("amount", "Amount of the line", "amount linetotal total betrag gesamt summe montant net netto umsatz revenue", "number"),
        Role("item", "Article", "stockcode sku article artikel artikelnr artikelnummer item itemcode product produkt référence code"),
        Role("about", "Description", "description beschreibung bezeichnung désignation name title text"),
        _CUSTOMER,
        Role("country", "Country", "country land pays region"),
    ),
    (
        _NAME,
        _CURRENCY,
        _REPEATED,
        Option(
            "letters",
            "Documents that begin with another letter than C",
            (("auto", "Leave them out where the others are digits"), ("keep", "Count them"), ("leave", "Leave them out")),
            "auto",
            note="Where most numbers are digits only, C marks cancellations and other letters mark entries of the ledger.",
        ),
        Option(MARGIN, "Margin, % of revenue", note="Optional: without it there is no lifetime value."),
        Option(DISCOUNT, "Discount rate, % a year", note="Optional: for the lifetime value."),
    ),
    ("Day", "Document", "Article", "Description", "Quantity", "Worth", "Customer", "Country"),
    _sale,
    lambda row: str(row[1]),
    "Document",
    notes=(
        ("{n} × no customer: figures of customers do not know it.", lambda r: r[6] is None),
        ("{n} × a return: the quantity is below zero.", lambda r: int(r[4] or 0) < 0),
        ("{n} × worth nothing: it counts as a line, not as revenue.", lambda r: r[5] == 0),
    ),
    pieces_at=(4,),
    money_at=(5,),
    either=("price", "amount"),
)  # fmt: skip


# ---- surveys ----


def _answer(most: int, least: int) -> Callable[[Line], Taken]:
    def take(line: Line) -> Taken:
        on = line.day("day")
        about = line.text("touchpoint") if line.has("touchpoint") else line.options.get("point", "")
        point = touchpoint(about)
        said = line.count("score")
        if said is not None and not least <= said <= most:
            raise Unreadable(f"A score of {said} is not between {least} and {most}")
        return (
            on.isoformat(), point, said, line.name("contact") or None, line.name("customer") or None, line.name("order") or None,
            " ".join(line.text("comment").split())[:500],
        )  # fmt: skip

    return take


def _asked(row: Taken) -> str:
    """Who answered what on which day; nothing where nobody is named."""
    return "" if not any(row[3:6]) else "|".join(str(x or "") for x in (row[0], row[1], *row[3:6]))


_ANSWER_ROLES = (
    _DAY,
    Role(
        "score",
        "Score",
        "score note punkte bewertung nps rating wertung réponse answer csat zufriedenheit satisfaction",
        "number",
        True,
    ),
    Role("touchpoint", "Touchpoint", "touchpoint kontaktpunkt anlass point trigger survey umfrage event étape step question"),
    Role("contact", "Contact", "contact respondent email ansprechpartner teilnehmer répondant person mail"),
    _CUSTOMER,
    Role("order", "Order", "order orderno ordernumber auftrag auftragsnr bestellung commande bestellnr"),
    Role("comment", "Comment", "comment kommentar remarque text verbatim bemerkung commentaire"),
)
_POINT = Option("point", "All lines are about", TOUCHPOINTS, needed=True, unless="touchpoint")
_ANSWER_NOTES: tuple[tuple[str, Callable[[Taken], bool]], ...] = (
    ("{n} × no score: asked, and not answered.", lambda r: r[2] is None),
    ("{n} × nobody named: a file that overlaps with this one cannot be told.", lambda r: not any(r[3:6])),
)
_ANSWER_COLUMNS = ("Day", "Touchpoint", "Score", "Contact", "Customer", "Order", "Comment")


def _survey(name: str, title: str, about: str, least: int, most: int) -> Kind:
    return Kind(
        name, title, about, _ANSWER_ROLES, (_NAME, _POINT, _REPEATED), _ANSWER_COLUMNS, _answer(most, least), _asked, "Answer",
        notes=_ANSWER_NOTES,
    )  # fmt: skip


_SCORES = _survey(SCORES, "Survey: would recommend", "Scores from 0 to 10 with the touchpoint they are about.", 0, 10)
_SATISFACTION = _survey(SATISFACTION, "Survey: satisfaction", "Scores from 1 to 5 with the touchpoint they are about.", 1, 5)


# ---- web analytics ----

_COUNTS = ("sessions", "visitors", "views", "bounces", "seconds", "orders", "carts", "impressions", "clicks")


def _session(line: Line) -> Taken:
    on = line.day("day")
    counts = tuple(line.count(role) for role in _COUNTS)
    if all(x is None for x in counts):
        raise Unreadable("No figure in this line")
    sessions, bounces = counts[0], counts[3]
    if sessions is not None and bounces is not None and bounces > sessions:
        raise Unreadable("More bounces than sessions")
    impressions, clicks = counts[7], counts[8]
    if impressions is not None and clicks is not None and clicks > impressions:
        raise Unreadable("More clicks than impressions")
    revenue = _money(line, "revenue") if line.has("revenue") and line.text("revenue") else None
    return (on.isoformat(), line.name("channel"), line.name("device").casefold(), line.name("page"), *counts, revenue)


_SESSIONS = Kind(
    SESSIONS,
    "Web analytics",
    "One line for each day, and channel, device or page where the file has them.",
    (
        _DAY,
        Role("sessions", "Sessions", "sessions visits sitzungen besuche visites séances", "number", True),
        Role("channel", "Channel or source", "channel source sourcemedium medium kanal quelle canal defaultchannelgroup sessionsource"),
        Role("device", "Device", "device devicecategory gerät appareil"),
        Role("page", "Landing page", "landingpage landing page seite einstiegsseite"),
        Role("visitors", "Visitors", "visitors users totalusers activeusers besucher nutzer visiteurs utilisateurs", "number"),
        Role("views", "Page views", "views pageviews screenpageviews seitenaufrufe aufrufe vues", "number"),
        Role("bounces", "Bounces", "bounces absprünge rebonds", "number"),
        Role("seconds", "Engaged seconds", "engagedseconds engagement seconds userengagementduration duration sekunden secondes", "number"),
        Role("orders", "Orders", "orders transactions purchases ecommercepurchases bestellungen käufe commandes achats", "number"),
        Role("carts", "Carts", "carts cartscreated warenkörbe paniers addtocarts", "number"),
        Role("impressions", "Impressions", "impressions impressionen", "number"),
        Role("clicks", "Clicks", "clicks klicks clics", "number"),
        Role("revenue", "Revenue", "revenue totalrevenue umsatz chiffre", "number"),
    ),
    (_NAME, Option("currency", "Currency", note="Three letters, as EUR.", only="revenue")),
    ("Day", "Channel", "Device", "Page", "Sessions", "Visitors", "Views", "Bounces", "Seconds", "Orders", "Carts", "Impressions", "Clicks",
     "Revenue"),
    _session,
    lambda row: "|".join(str(x) for x in row[:4]),
    "Day and channel",
    money_at=(13,),
)  # fmt: skip


# ---- cost centres ----

OPERATING, ACQUISITION = "operating", "acquisition"
_SPENT_ON = ("acqui", "market", "werb", "akqui", "neukund", "publicit", "sales", "vertrieb")


def _cost(line: Line) -> Taken:
    month = line.day("day", month=True)
    if not line.text("amount"):
        raise Unreadable("No amount")
    about = line.name("purpose")
    purpose = ACQUISITION if any(about.casefold().startswith(x) for x in _SPENT_ON) else OPERATING
    return month.isoformat(), line.name("centre"), purpose, about, _money(line, "amount")


_COSTS = Kind(
    COSTS,
    "Cost centres",
    "One line for each month and cost centre: operating expense, and what is spent on new customers.",
    (
        Role("day", "Month", "month monat mois period periode période date datum", "month", True),
        Role("amount", "Amount", "amount betrag montant cost kosten expense aufwand coût total", "number", True),
        Role("centre", "Cost centre", "costcentre costcenter kostenstelle centre center department abteilung"),
        Role("purpose", "What for", "purpose kind category zweck art kategorie type objet kostenart account konto"),
    ),
    (_NAME, _CURRENCY, _REPEATED),
    ("Month", "Cost centre", "Counts as", "What for", "Amount"),
    _cost,
    lambda row: "|".join(str(x) for x in row[:2]),
    "Month and cost centre",
    notes=(("{n} lines are spent on new customers, by what they are for.", lambda r: r[2] == ACQUISITION),),
    money_at=(4,),
)

KINDS: tuple[Kind, ...] = (_SALES, _SCORES, _SATISFACTION, _SESSIONS, _COSTS)
BY_NAME: dict[str, Kind] = {k.name: k for k in KINDS}
