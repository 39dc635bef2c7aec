"""What the window expects of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.domain.changes import Changes
from app.domain.question import Deed

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier


@dataclass(frozen=True, slots=True)
class Page:
    """A place one can go to. ``name`` is what `goto` says; ``key`` follows G; ``queue``: the queue whose count it shows.

    group: under which heading it stands in the navigation.
    """

    name: str
    key: str
    title: str
    icon: str
    group: str
    factory: Callable[[Console, Courier], QWidget]
    queue: str = ""


class PageWidget(Protocol):
    """A page's side of the agreement, besides being a QWidget.

    Signals: ``toast(kind, title, note, undo)`` with kind bad, warn, ok or wait and undo a callable or None;
    ``goto(page name, argument)``; ``hints_changed()``.
    Where a page has them: ``open(argument)`` shows what `goto` carried; ``panes()`` are the stops of F6 within the page;
    ``back()`` (a signal) goes to the page that was on screen before;
    ``sign_in(way)`` (a signal) asks for the sign-in to a system, see ``ui.dialogs.entry.Way``;
    ``subject()`` is what its deeds are about, for the palette ("SO-1042, Halvorsen Marine AS").
    """

    title: str

    def hints(self) -> tuple[tuple[str, str], ...]:
        """(key, word): the four keys that matter here and now."""
        ...

    def deeds(self) -> tuple[Deed, ...]:
        """What can be done with what is current, forbidden ones with their reason."""
        ...

    def run_deed(self, name: str) -> None: ...

    def on_changes(self, changes: Changes) -> None: ...

    def focus_first(self) -> None: ...
