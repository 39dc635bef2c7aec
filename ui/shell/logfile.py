"""The log of this person: what went wrong, and which version it was; at most 1 MB and one older file."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from app.version import this_build

log = logging.getLogger("clearline")
_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def place() -> Path:
    return Path(platformdirs.user_log_dir("clearline", appauthor=False)) / "clearline.log"


def start_log() -> Path:
    """Write warnings and bugs to the file, and Qt's words with them; returns its path."""
    file = place()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    logging.getLogger().addHandler(handler)
    qInstallMessageHandler(_qt_says)
    log.warning("%s starts", this_build().words)  # at this level, for nothing below it is kept
    return file


def _qt_says(kind: QtMsgType, _context: Any, words: str) -> None:
    log.log(_LEVELS.get(kind, logging.INFO), "Qt: %s", words)
