"""The servers' environment: pinned with hashes, without addresses, complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo import environment


def test_the_lock_has_hashes_and_no_addresses() -> None:
    text = environment.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--find-links" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_everything_wanted_is_pinned_and_setuptools_builds_the_addon() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", environment.LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {
        re.split(r"[~=\[; ]", line)[0]
        for line in environment.WANTED.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert wanted <= locked
    assert "setuptools" in locked


def test_modules_are_named_as_tryton_names_them() -> None:
    assert {"sale", "sale_credit_limit", "account_dunning"} <= set(environment.modules())


def test_the_addons_key_follows_its_sources_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ADDON", tmp_path)
    assert environment.addon_key() == "none"
    (tmp_path / "pyproject.toml").write_text("[project]")
    first = environment.addon_key()
    for ignored in ("tests", "build", "__pycache__", "x.egg-info"):
        (tmp_path / ignored).mkdir()
        (tmp_path / ignored / "file.py").write_text("1")
    assert environment.addon_key() == first
    (tmp_path / "module.py").write_text("1")
    assert environment.addon_key() != first
