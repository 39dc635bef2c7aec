"""Passwords go to a trusted keyring or stay in memory; a plain-text, null, failing or silent keyring is never used."""

from __future__ import annotations

import threading
from typing import Any

import keyring.backend
import pytest

from app.settings import secrets
from app.settings.secrets import Secrets

WHERE = "https://erp.example/db"


class _Store:
    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, name: str, value: str) -> None:
        self.kept[service, name] = value

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


class Real(_Store):
    __module__ = "keyring.backends.SecretService"


class Plain(_Store):
    __module__ = "keyrings.alt.file"
    priority = 9


class Null(_Store):
    __module__ = "keyring.backends.SecretService"

    def get_password(self, service: str, name: str) -> str | None:
        return None


class Locked(_Store):
    __module__ = "keyring.backends.SecretService"

    def set_password(self, service: str, name: str, value: str) -> None:
        raise RuntimeError("Prompt dismissed")


class Silent(_Store):
    __module__ = "keyring.backends.SecretService"

    def __init__(self) -> None:
        super().__init__()
        self.never = threading.Event()

    def set_password(self, service: str, name: str, value: str) -> None:
        self.never.wait()


def backends(monkeypatch: pytest.MonkeyPatch, *found: Any) -> None:
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: list(found))


def test_a_trusted_keyring_keeps_it_for_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Real()
    backends(monkeypatch, Plain(), store)
    first = Secrets()
    assert first.probe()
    assert first.keep(WHERE, "fiona", "pw", remember=True)
    again = Secrets()
    assert again.probe()
    assert again.get(WHERE, "fiona") == "pw"
    assert not any("self-test" in name for _, name in store.kept)
    again.forget(WHERE, "fiona")
    assert again.get(WHERE, "fiona") is None
    assert not store.kept


@pytest.mark.parametrize("store", [Plain, Null, Locked])
def test_anything_else_means_this_session_only(monkeypatch: pytest.MonkeyPatch, store: type[_Store]) -> None:
    kept = store()
    backends(monkeypatch, kept)
    secrets_ = Secrets()
    assert not secrets_.probe()
    assert "this session only" in secrets_.words
    assert not secrets_.keep(WHERE, "fiona", "pw", remember=True)
    assert secrets_.get(WHERE, "fiona") == "pw"
    assert "pw" not in kept.kept.values()


def test_a_keyring_that_waits_for_ever_does_not_hold_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Silent()
    backends(monkeypatch, store)
    monkeypatch.setattr(secrets, "_PATIENCE", 0.05)
    assert not Secrets().probe()
    store.never.set()
