"""A version of a quotation: what was offered, by whom, and what the ERP had said just before; in words and figures, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.money import Money
from app.domain.ref import Ref

KIND = "quote_version"  # the kind of the team's observation
OFFERED, EXTENDED, BACK, TAKEN_OVER, CONVERTED = "offered", "extended", "taken back", "taken over", "converted"
_TERMS = {  # what a customer reads of the head
    "delivery": "delivery terms",
    "payment": "payment terms",
    "valid_until": "the last day",
    "outside": "the printed note",
}


@dataclass(frozen=True, slots=True)
class Stands:
    """A quotation as its ERP read it right after a letter. sale: its key; prices are set, whoever set them. net: without tax.
    number: "" where it has none."""

    sale: str
    content: Content
    net: Money | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Makes:
    """The version that a decision makes, as it is known before. base: what the ERP said until then; None of a new quotation.

    answers: source|key of the shop's request that is answered by it, "" for none.
    """

    how: str
    content: Content
    base: Content | None = None
    net: Money | None = None
    answers: str = ""


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version as the team keeps it; ``body``: JSON. number: from 1, by the order in which the team store took them, not by a clock."""

    source: str
    sale: str
    number: int
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class QuoteVersion:
    """``by``: id of the person who decided it; ``decision``: in which. at: by the team's clock. net: without tax, None where not told.

    answers: source|key of the shop's request that it answers, "" for none.
    """

    sale: Ref
    number: int
    how: str
    by: str
    at: datetime
    decision: str
    document: str
    content: Content
    base: Content | None
    net: Money | None
    answers: str = ""


# ---- what it says ----------------------------------------------------------------------------------------------------------------


def same(a: Content, b: Content) -> bool:
    """The customer reads the same: terms, and the goods with their prices and notes in whatever order."""
    return not differences(a, b)


def differences(a: Content, b: Content) -> tuple[str, ...]:
    """What the customer reads otherwise, in a few words each."""
    found = [label for name, label in _TERMS.items() if _term(a.head, name) != _term(b.head, name)]
    left, right = _goods(a), _goods(b)
    names = {_line(x): x.sku or x.name for c in (a, b) for x in c.lines}
    return (*found, *dict.fromkeys(names[x] for x in (*(left - right), *(right - left))))


def _term(head: DraftHead, name: str) -> object:
    value = getattr(head, name)
    return value.strip() if isinstance(value, str) else value


def _goods(content: Content) -> Counter[tuple[object, ...]]:
    return Counter(_line(x) for x in content.lines if not x.empty)


def _line(x: DraftLine) -> tuple[object, ...]:
    return x.product or x.sku, x.quantity or Decimal(0), x.price or Decimal(0), x.note.strip()


def annotated(stands: Content, planned: Content) -> Content:
    """What the ERP says, with what only the person knew: the product's name, the discount, its reason, the note for colleagues."""
    left = list(planned.lines)
    lines: list[DraftLine] = []
    for x in stands.lines:
        known = next((p for p in left if p.key == x.key), None) or next((p for p in left if _line(p) == _line(x)), None)
        known = known or next((p for p in left if p.product == x.product), None)
        if known is None:
            lines.append(x)
            continue
        left.remove(known)
        sku, name = x.sku or known.sku, known.name or x.name
        lines.append(replace(x, sku=sku, name=name, discount=known.discount, reason=known.reason))
    return Content(replace(stands.head, inside=planned.head.inside), tuple(lines))


# ---- as JSON ---------------------------------------------------------------------------------------------------------------------


def told(made: Makes) -> dict[str, object]:
    """JSON types, for a decision's payload."""
    found: dict[str, object] = {"how": made.how, "content": written(made.content)}
    if made.base is not None:
        found["base"] = written(made.base)
    if made.answers:
        found["answers"] = made.answers
    return found if made.net is None else {**found, "net": [made.net.minor, made.net.currency]}


def makes(body: object) -> Makes | None:
    """The opposite of ``told``; None where it is nothing of the kind."""
    if not isinstance(body, Mapping) or "content" not in body:
        return None
    base = body.get("base")
    return Makes(
        str(body.get("how", "")),
        content_of(body["content"]),
        None if base is None else content_of(base),
        Money.told(body.get("net")),
        str(body.get("answers") or ""),
    )


def body_of(made: Makes, *, by: str, decision: str, document: str) -> dict[str, object]:
    """What the team keeps of it beside its number."""
    return {**told(made), "by": by, "decision": decision, "document": document}


def version(kept: KeptVersion, body: Mapping[str, Any]) -> QuoteVersion | None:
    """``body``: of ``kept``, read. None where it is no version: of an older program."""
    made = makes(body)
    if made is None:
        return None
    return QuoteVersion(
        sale=Ref(kept.source, "sale", kept.sale),
        number=kept.number,
        how=made.how,
        by=str(body.get("by", "")),
        at=kept.at,
        decision=str(body.get("decision", "")),
        document=str(body.get("document", "")),
        content=made.content,
        base=made.base,
        net=made.net,
        answers=made.answers,
    )


def written(content: Content) -> dict[str, object]:
    head = {name: value for name, value in asdict(content.head).items() if value}
    until = content.head.valid_until
    lines = [{k: _text(v) for k, v in asdict(x).items() if v not in (None, "")} for x in content.lines if not x.empty]
    return {"head": {**head, **({"valid_until": until.isoformat()} if until else {})}, "lines": lines}


def content_of(body: object) -> Content:
    """ValueError where it is none."""
    if not isinstance(body, Mapping):
        raise ValueError("not what a quotation says")
    said = dict(body.get("head") or {})
    until = said.pop("valid_until", None)
    head = DraftHead(**{str(k): str(v) for k, v in said.items()}, valid_until=date.fromisoformat(until) if until else None)
    return Content(head, tuple(_read(x) for x in body.get("lines") or ()))


def _read(x: Mapping[str, str]) -> DraftLine:
    try:
        figures = {name: Decimal(x[name]) for name in ("quantity", "price", "discount") if name in x}
    except InvalidOperation as e:
        raise ValueError("not a figure of a quotation") from e
    key, sku, name, product, reason, note = (str(x.get(n, "")) for n in ("key", "sku", "name", "product", "reason", "note"))
    return DraftLine(key, sku, name, product, **figures, reason=reason, note=note)


def _text(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


# ---- their order -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Now:
    """The quotation as the mirror has it. by: login of who keyed it, "" where unknown; seen: when it was read, aware UTC."""

    content: Content
    net: Money
    by: str
    seen: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list. version: None of what the ERP said without any console: between two versions, or now. number: "2", or ""
    of what has none. current: it is what stands in the ERP."""

    version: QuoteVersion | None
    content: Content
    net: Money | None
    number: str
    how: str
    by: str
    at: datetime | None
    current: bool = False


OUTSIDE, FIRST, STANDS = "changed in the ERP", "written in the ERP", "as it stands in the ERP"


def entries(versions: Iterable[QuoteVersion], now: Now | None) -> tuple[Entry, ...]:
    """The newest first, with what changed outside between two versions. now: None where the ERP's quotation is no offer any more, or
    cannot be read."""
    found: list[Entry] = []
    before: Content | None = None
    for v in sorted(versions, key=lambda v: v.number):
        if v.base is not None and (before is None or not same(before, v.base)):
            found.append(Entry(None, v.base, None, "", OUTSIDE if before is not None else FIRST, "", None))
        found.append(Entry(v, v.content, v.net, str(v.number), v.how, v.by, v.at))
        before = v.content
    if now is not None and before is not None and same(before, now.content):
        found[-1] = replace(found[-1], current=True, net=found[-1].net or now.net)
    elif now is not None:
        how = STANDS if before is None else OUTSIDE
        found.append(Entry(None, now.content, now.net, "", how, now.by if before is None else "", now.seen, current=True))
    return tuple(reversed(found))


def standing(versions: Iterable[QuoteVersion], now: Content) -> QuoteVersion | None:
    """The version that the ERP's quotation is; None where nobody offered it as it stands there."""
    latest = max(versions, key=lambda v: v.number, default=None)
    return latest if latest is not None and same(latest.content, now) else None


def drift(versions: Iterable[QuoteVersion], now: Content) -> tuple[QuoteVersion, tuple[str, ...]] | None:
    """The last version, and in what the ERP's quotation differs from it by now; None where it does not, or there is none."""
    latest = max(versions, key=lambda v: v.number, default=None)
    if latest is None:
        return None
    found = differences(latest.content, now)
    return (latest, found) if found else None
