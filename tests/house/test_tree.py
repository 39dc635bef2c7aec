"""The tree keeps its word: sizes, docstrings, no address of a machine, no tool of a workplace."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]
PROGRAM = [p for p in TRACKED if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in ("app", "ui", "demo", "main.py")]
ids = {"ids": lambda p: str(p.relative_to(ROOT))}


@pytest.mark.parametrize("file", PROGRAM, **ids)
def test_a_file_holds_one_thing(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert file.read_text(encoding="utf-8").count("\n") <= 400
    if file.stat().st_size:
        assert ast.get_docstring(tree), "a module says in its docstring why it would change"
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and "migrations" not in file.parts]
    long = [n.name for n in functions if (n.end_lineno or n.lineno) - n.lineno + 1 > 60]
    assert not long


@pytest.mark.parametrize(
    "file", [p for p in TRACKED if p.suffix in (".py", ".md", ".toml", ".lock", ".in", ".json", ".xml", "")], **ids
)
def test_no_address_of_a_machine(file: Path) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    assert not re.search(r"(?<![\w./-])/(work|farm|root|tmp/bash_jobs)/", text)
    assert "/simple" + "/" not in text or file == Path(__file__)


def test_no_package_named_packaging() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would hide the library of that name"


def test_no_library_that_keeps_passwords_in_plain_files() -> None:
    assert "keyrings" + "-alt" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [p for p in PROGRAM if p.relative_to(ROOT).parts[0] in ("app", "ui")], **ids)
def test_no_name_of_a_day_or_month_follows_the_locale(file: Path) -> None:
    """Qt sets the process locale from the desktop: what strftime names would be German among English words. app.domain.days names them."""
    written = [n.value for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Constant)]
    assert not [text for text in written if isinstance(text, str) and re.search(r"(?<!\d )%-?[aAbBhpcxX]\b", text)]
