"""Keys: how they are bound, and the sheet that shows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from app.commands import of_type
from app.queues import QUEUES
from ui.theme.kit import H, KeyCap, Text, V, rule
from ui.theme.layer import Layer

KeyWord = tuple[str, str]  # ("Ctrl K", "find or do")

EVERYWHERE: tuple[KeyWord, ...] = (
    ("Ctrl K", "find or do"),
    ("Ctrl Z", "take back the newest"),
    ("F6", "next pane"),
    ("Shift F6", "previous pane"),
    ("Esc", "close a layer, leave a field"),
    ("?", "this sheet"),
)


def sequence(cap: str) -> QKeySequence:
    """What is printed on a cap as Qt reads it: "Ctrl ↵" is Ctrl+Return, "G Q" is G and then Q."""
    parts = cap.replace("+", " ").replace("↵", "Return").split()
    held = [part for part in parts if part in ("Ctrl", "Shift", "Alt")]
    struck = parts[len(held) :]
    return QKeySequence(", ".join("+".join([*held, key]) for key in struck))


def deed_keys() -> dict[str, list[KeyWord]]:
    """Per queue, the keys of the deeds for its cases."""
    return {queue.name: [(spec.key_in(queue.type), spec.title) for spec in of_type(queue.type)] for queue in QUEUES}


def printed(key: str) -> str:
    """A declared key as it stands on a cap: "Ctrl+Z" becomes "Ctrl Z"."""
    return key.replace("+", " ") if len(key) > 1 else key


class Keys(QObject):
    """The window's shortcuts. A field takes letters for itself, so they act only while no field has the keyboard."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._bound: dict[str, QShortcut] = {}

    def bind(self, cap: str, call: Callable[[], object]) -> None:
        """The first binding of a key wins: a key means one thing."""
        if printed(cap) in self._bound:
            return
        shortcut = QShortcut(sequence(cap), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(call)
        self._bound[printed(cap)] = shortcut

    def rest(self, resting: bool) -> None:
        """While a layer has the keyboard, nothing below it hears a key."""
        for shortcut in self._bound.values():
            shortcut.setEnabled(not resting)


_CAPS, _TO = 84, 48  # px for the keys of a line; of the way to a place


class KeySheet(Layer):
    """All keys: here, with the case, everywhere."""

    def __init__(
        self,
        window: QWidget,
        here: Sequence[KeyWord],
        deeds: Sequence[KeyWord],
        own: Sequence[KeyWord],
        places: Iterable[KeyWord],
    ) -> None:
        """``deeds``: those for the cases of a queue; ``own``: the page's other deeds, which fill the first column where it is no queue."""
        here = (*here, *own) if deeds else here
        near = [*([_block("Here", here)] if here else []), _block("Everywhere", EVERYWHERE)]
        columns = [(V(*_spaced([block]), None), wide) for block, wide in _to(tuple(places))]
        if deeds or own:
            columns.insert(0, (V(_block("With the case", deeds) if deeds else _block("On this page", own), None), 3))
        columns.append((V(*_spaced(near), None), 3))
        head = H(
            Text("All keys", size=15, weight=600), None, Text("close", "text.3", 12), KeyCap("Esc"), pad=(20, 0, 20, 0), h=48
        )
        body = H(*columns, gap=24, pad=(20, 12, 20, 20))
        content = V(head, rule(), (body, 1))
        super().__init__(window, content, 1000, content.sizeHint().height() + 8)
        self.setAccessibleName("All keys")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def open(self) -> None:
        super().open()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _to(places: Sequence[KeyWord]) -> list[tuple[QFrame, int]]:
    """In two columns: below each other they would be higher than the lowest window."""
    half = (len(places) + 1) // 2
    return [(_block("Go to", places[:half], _TO), 2), (_block("", places[half:], _TO), 2)]


def _block(title: str, keys: Iterable[KeyWord], caps: int = _CAPS) -> QFrame:
    return V(Text(title, "text.3", 11, 500), 4, *[_line(cap, word, caps) for cap, word in keys])


def _line(cap: str, word: str, wide: int) -> QFrame:
    caps = H(*[KeyCap(part) for part in printed(cap).split()], None, gap=4, w=wide)
    return H(caps, (Text(word, size=13, elide=True), 1), gap=8, h=24)


def _spaced(blocks: Sequence[QFrame]) -> list[QWidget | int]:
    spaced: list[QWidget | int] = []
    for block in blocks:
        spaced += [block, 16]
    return spaced[:-1]
