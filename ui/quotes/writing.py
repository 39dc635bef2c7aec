"""The quote that is being written: every edit is kept; a screen shows what it holds and never waits for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.beside import Suggestion
from app.domain.catalogue import Catalogue
from app.domain.draft import Base, Content, Draft, DraftLine, Typing
from app.domain.draft_edits import Become, Edit, History, Remove, SetLine, Several, inserted
from app.domain.draft_entry import entered, pasted_at, set_cell, set_head
from app.domain.draft_merge import Clash, Merge, Side, Where, merge, settled
from app.domain.draft_rows import Row, Totals, row, rows, totals
from app.domain.figures_read import Unreadable
from app.domain.offer import OfferView
from app.domain.pasted import Missed, read
from app.domain.pricing import AskPrices, Priced, asked
from app.errors import ClearlineError
from ui.quotes.context import Context
from ui.quotes.prices import Prices

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

NEWS = 20_000  # ms in which what is sold and lies there is read again at most once


class Writing(QObject):
    changed = Signal()  # what the quote says
    figures = Signal()  # what the ERP says of it, or how far it is
    failed = Signal(object)  # ClearlineError: it could not be kept
    clashed = Signal()  # what is to be settled with the ERP's quotation has changed
    previewed = Signal(object)  # OfferView
    outdated = Signal()  # what an offer would do was asked of another draft or of other prices by now
    going = Signal(bool)  # the offer is being taken down: until it is, or is not, nothing is written in it
    sent = Signal(object)  # Draft: the offer was taken down
    refused = Signal(object)  # ClearlineError: it was not
    named = Signal()  # the names that fields of the head take are known
    merged = Signal(int)  # so many words of theirs were taken by themselves

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self.draft: Draft | None = None
        self.history = History(Content())
        self.catalogue = Catalogue()
        self.names: Mapping[str, tuple[str, ...]] = {}  # by field of the head, those that the ERP knows
        self.prices = Prices(console.pricing, courier, self._question, self)
        self.prices.changed.connect(self.figures)
        self.prices.came.connect(self.outdated)
        self.context = Context(console, courier, self)
        self.context.changed.connect(self.figures)
        self.theirs: Base | None = None  # the quotation as it is by now, while that is not what this began from
        self.choices: dict[Where, Side] = {}
        self.gone = ""  # why the quotation cannot be changed any more
        self._shown: tuple[Draft, Priced | None] | None = None  # of what the last preview was
        self.is_going = False
        self._quote = 0  # how many were opened: what belongs to one before is late
        self._kept = False  # something of it is on the disk
        self._news = QTimer(self, singleShot=True, interval=NEWS)
        self._news.timeout.connect(self._learn)

    # ---- which one -----------------------------------------------------------------------------------------------------
    def begin(self, draft: Draft, *, kept: bool) -> None:
        """Write on at this one. ``kept``: it is on the disk already."""
        self.leave()
        self.draft, self._kept = draft, kept
        self.history = History(draft.content)
        self.prices.begin()
        self.catalogue, self.names = Catalogue(), {}
        self.theirs, self.choices, self.gone = None, {}, ""
        self.context.begin(draft)
        self._learn()
        self.changed.emit()
        self.clashed.emit()
        self.prices.ask()
        self.look()

    def leave(self) -> None:
        """Nothing is asked for it any more; all that was written is kept already."""
        self._quote += 1
        self._news.stop()
        self.prices.stop()
        self.draft = None
        self._go(False)

    def learn(self) -> None:
        """What is sold or lies there has changed, as it does all day."""
        if self.draft is not None and not self._news.isActive():
            self._news.start()

    def _learn(self) -> None:
        if self.draft is not None:
            answer = self._console.drafts.catalogue(self.draft.customer.source)
            self._courier.deliver(answer, partial(self._learnt, self._quote))
            names = self._console.drafts.head_names(self.draft.customer.source)
            self._courier.deliver(names, partial(self._named, self._quote))

    def _named(self, quote: int, names: Mapping[str, tuple[str, ...]]) -> None:
        if quote == self._quote:
            self.names = names
            self.named.emit()

    def _learnt(self, quote: int, catalogue: Catalogue) -> None:
        """Another quote may be of another ERP, whose keys mean other products."""
        if quote == self._quote:
            again = bool(self.catalogue.products)
            self.catalogue = catalogue
            if again:
                self.context.learn()
            self.figures.emit()

    # ---- the quotation, which others may change meanwhile ----------------------------------------------------------------
    def look(self) -> None:
        """Is it still what this began from?"""
        if self.draft is not None and self.draft.base is not None:
            answer = self._console.drafts.theirs(self.draft.base.sale)
            self._courier.deliver(answer, partial(self._looked, self._quote), partial(self._cannot, self._quote))

    def _looked(self, quote: int, theirs: Base) -> None:
        if quote != self._quote or self.draft is None or self.draft.base is None or self.is_going:
            return
        self.gone = ""
        before = self._clashes()
        self.theirs = None if set(theirs.revs) == set(self.draft.base.revs) else theirs
        now = self._clashes()
        self.choices = {where: side for where, side in self.choices.items() if where in now and now[where] == before.get(where)}
        self._settle()
        self.clashed.emit()
        self.figures.emit()

    def _cannot(self, quote: int, error: ClearlineError) -> None:
        if quote == self._quote:
            self.gone = f"{error.words} What you wrote stays here."
            self.figures.emit()

    @property
    def merge(self) -> Merge | None:
        """With the quotation as it is by now; None while that is not another."""
        if self.theirs is None or self.draft is None or self.draft.base is None:
            return None
        return merge(self.draft.base.content, self.content, self.theirs.content)

    def _clashes(self) -> dict[Where, Clash]:
        found = self.merge
        return {x.where: x for x in found.clashes} if found is not None else {}

    def choose(self, where: Where, side: Side) -> None:
        """Settles one clash; with the last one the quote goes on from theirs."""
        if self.is_going:
            return
        self.choices[where] = side
        self._settle()
        self.clashed.emit()

    def _settle(self) -> None:
        found = self.merge
        if found is None or self.theirs is None or self.draft is None:
            return
        content = settled(found, self.theirs.content, self.choices)
        if content is None:
            return
        self.draft = replace(self.draft, base=self.theirs)
        self.theirs, self.choices = None, {}
        self.do(Become(content))
        self._keep()
        self.changed.emit()
        self.merged.emit(len(found.taken))

    # ---- edits -----------------------------------------------------------------------------------------------------------
    @property
    def content(self) -> Content:
        return self.history.content

    def do(self, edit: Edit) -> None:
        self._become(self.history.do(edit))

    def undo(self) -> None:
        self._become(self.history.undo())

    def redo(self) -> None:
        self._become(self.history.redo())

    def enter(self, key: str, field: str, text: str) -> str:
        """A cell, "" for a new line. Why it cannot be taken; "" where it was."""
        if not key and not text.strip():
            self.type("", "", "")
            return ""
        try:
            self.do(set_cell(self.content, key or _new(), field, text, self.catalogue))
        except Unreadable as e:
            return str(e)
        self.type("", "", "")
        return ""

    def enter_head(self, field: str, text: str) -> str:
        try:
            self.do(set_head(field, text, _today(), self.names))
        except Unreadable as e:
            return str(e)
        self.type("", "", "")
        return ""

    def type(self, key: str, field: str, text: str) -> None:
        """What stands in a field that was not left yet; an empty field: nothing does."""
        typing = Typing(key, field, text) if field else None
        if self.draft is not None and typing != self.draft.typing and not self.is_going:
            self.draft = replace(self.draft, typing=typing)
            self._keep()
            self.outdated.emit()

    def clear(self, cells: tuple[tuple[str, str], ...]) -> None:
        """Empty these (line, field)."""
        edits: list[Edit] = []
        for key, field in dict.fromkeys(cells):
            line = self.content.line(key)
            if line is not None:
                edits.append(SetLine(key, entered(line, field, "", self.catalogue)))
        self.do(Several(tuple(edits)))

    def remove(self, keys: tuple[str, ...]) -> None:
        self.do(Remove(frozenset(keys)))

    def insert(self, at: int) -> None:
        self.do(inserted(self.content, at, [DraftLine(_new())]))

    def take(self, key: str, one: Suggestion) -> str:
        """In place of the line's product, without what was agreed for that; or on a line of its own below it, which it answers."""
        if one.instead:
            self.enter(key, "sku", one.sku)
            return key
        at = self.content.keys.index(key) + 1 if key in self.content.keys else len(self.content.lines)
        made = DraftLine(_new(), one.sku, one.name, one.product)
        self.do(inserted(self.content, at, [made]))
        return made.key

    def paste(self, text: str, at: int) -> tuple[int, tuple[Missed, ...], str]:
        """(lines taken, what did not match, how the columns were read)."""
        found = read(text, self.catalogue)
        if found.lines:
            self.do(pasted_at(self.content, at, found.lines, _new))
        return len(found.lines), found.missed, found.read_as

    def _become(self, history: History) -> None:
        if history is self.history or self.draft is None or self.is_going:
            return
        self.history = history
        self.draft = replace(self.draft, content=history.content)
        self._keep()
        self.prices.ask_soon()
        self.changed.emit()
        if self.theirs is not None:
            self.clashed.emit()

    def _keep(self) -> None:
        """A quote in which nothing was ever written leaves nothing behind."""
        if self.draft is not None and (self._kept or self.draft.changed or self.draft.typing is not None):
            self._kept = True
            self._courier.deliver(self._console.drafts.keep(self.draft), self._was_kept, self._not_kept)

    def _was_kept(self, _nothing: object) -> None:
        pass

    def _not_kept(self, error: ClearlineError) -> None:
        self.failed.emit(error)

    # ---- prices ------------------------------------------------------------------------------------------------------------
    def _question(self) -> AskPrices | None:
        return None if self.draft is None or self.is_going else asked(self.draft)

    # ---- offering --------------------------------------------------------------------------------------------------------
    def preview(self) -> None:
        """What offering it would do; nothing is sent. Told only if draft and prices are still the same when the answer comes. Prices that
        are old are asked for again: nothing is offered by those that are shown meanwhile."""
        if self.draft is not None:
            if self.prices.priced is not None and self.prices.fresh is None and self.prices.progress is None:
                self.prices.ask()
            of = (self.draft, self.prices.fresh)
            answer = self._console.offering.preview(*of)
            self._courier.deliver(answer, partial(self._previewed, of), partial(self._not_previewed, of))

    def _previewed(self, of: tuple[Draft, Priced | None], view: OfferView) -> None:
        if self._is_current(of):
            self._shown = of
            self.previewed.emit(view)

    def _not_previewed(self, of: tuple[Draft, Priced | None], error: ClearlineError) -> None:
        if self._is_current(of):
            self.refused.emit(error)

    def _is_current(self, of: tuple[Draft, Priced | None]) -> bool:
        return of[0] is self.draft and of[1] is self.prices.fresh and not self.is_going

    def send(self) -> None:
        """Just what was told last; if that is not what stands here any more, it has to be asked again."""
        if self._shown is None or not self._is_current(self._shown):
            self.outdated.emit()
        else:
            self._go(True)
            answer = self._console.offering.send(*self._shown)
            self._courier.deliver(answer, partial(self._sent, self._quote), partial(self._unsent, self._quote))

    def _go(self, going: bool) -> None:
        if going != self.is_going:
            self.is_going = going
            self.going.emit(going)

    def _sent(self, quote: int, draft: Draft) -> None:
        if quote == self._quote:
            self._go(False)
            self.sent.emit(draft)

    def _unsent(self, quote: int, error: ClearlineError) -> None:
        if quote == self._quote:
            self._go(False)
            self.refused.emit(error)
            self.look()

    # ---- what is shown -----------------------------------------------------------------------------------------------------
    def rows(self) -> tuple[Row, ...]:
        return rows(self.content.lines, self.prices.priced, self.catalogue)

    def totals(self) -> Totals | None:
        return totals(self.content, self.prices.priced)

    def row(self, key: str) -> Row | None:
        line = self.content.line(key)
        return None if line is None else row(line, self.prices.priced, self.catalogue)

    def price_words(self, now: datetime) -> tuple[str, str]:
        """(shape, how the figures stand) in a few words."""
        return self.prices.words(asked(self.draft) if self.draft is not None else None, now)


def _new() -> str:
    return f"new-{uuid.uuid4()}"


def _today() -> date:
    """The reader's own."""
    return datetime.now().astimezone().date()
