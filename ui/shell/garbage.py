"""Python's cyclic garbage is collected on the GUI thread only: a widget must never die on a lane."""

from __future__ import annotations

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

EVERY = 1000  # ms
_OLD_EVERY = 30  # of these the oldest generation is counted, and gone through where it has grown by a quarter of all there is


class Garbage(QObject):
    """From its creation to ``stop`` the interpreter's own collector is off and this timer does its work.

    Where a process has several windows at a time, as tests have, it is off until the last of them stops.

    Left to itself the collector runs on whatever thread allocates next. A cycle with a widget in it would then be destroyed on a lane,
    which Qt answers with a crash some time later. What the program consists of when this is made, and what stands after the first time
    that all is gone through (the window), is not gone through again: with long lists that holds the window up.
    """

    _at_work: ClassVar[int] = 0  # in this process, whose collector is one as well
    _was_on: ClassVar[bool] = True  # before the first of them

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turn = 0
        if not Garbage._at_work:
            Garbage._was_on = gc.isenabled()
        Garbage._at_work += 1
        gc.disable()
        gc.freeze()
        self._stands = False
        self._old = 0  # objects of the oldest generation after it was last gone through
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        self._turn += 1
        if self._turn % _OLD_EVERY == 0 and _old() - self._old > (gc.get_freeze_count() + self._old) / 4:
            gc.collect(2)
            if not self._stands:
                gc.freeze()
                self._stands = True
            self._old = _old()
        else:
            gc.collect(1)

    def stop(self) -> None:
        if not self._timer.isActive():
            return
        self._timer.stop()
        Garbage._at_work -= 1
        if Garbage._at_work:
            return
        gc.unfreeze()
        if Garbage._was_on:
            gc.enable()


def _old() -> int:
    return len(gc.get_objects(generation=2))
