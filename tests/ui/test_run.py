"""Without a screen there is a sentence and an exit code, and nothing is opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui import run

ROOT = Path(__file__).parents[2]


def test_no_display_is_said_and_nothing_is_built(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run.run(lambda: pytest.fail("built without a screen"), ["main.py"]) == run.NO_SCREEN
    said = capsys.readouterr()
    assert said.err.startswith("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).")
    assert "main.py round" in said.err
    assert said.out == ""


def test_a_display_that_does_not_answer() -> None:
    problem = run.screen_problem({"DISPLAY": ":987"}, "linux")
    assert problem.startswith("The screen :987 does not answer.") or problem.startswith("A system library that the window needs")


def test_other_systems_and_chosen_platforms_are_not_asked() -> None:
    assert run.screen_problem({}, "darwin") == ""
    assert run.screen_problem({"QT_QPA_PLATFORM": "offscreen"}, "linux") == ""


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> object:
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(run.importlib, "import_module", missing)
    problem = run.screen_problem({}, "linux")
    assert problem.startswith("A system library that the window needs is missing: libEGL.so.1")


def test_in_a_process_of_its_own_it_neither_aborts_nor_opens_a_window() -> None:
    environ = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    code = "import sys; from ui.run import run; sys.exit(run(lambda: sys.exit(99), ['main.py']))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == run.NO_SCREEN
    assert ended.stderr.count("\n") == 1
