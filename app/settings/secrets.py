"""Passwords: in the operating system's keyring where there is a real one, else in memory for this session only."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimedOut
from pathlib import Path
from threading import Thread
from typing import Any

from app.errors import SecretsLocked

# Only stores that the operating system guards. keyrings.alt and chained files keep plain text and are never used (protocol.md T6).
_TRUSTED = ("keyring.backends.SecretService", "keyring.backends.kwallet", "keyring.backends.macOS", "keyring.backends.Windows")
_SERVICE = "clearline"
_PATIENCE = 8.0  # seconds; a locked keyring may wait for a prompt that nobody sees


class Secrets:
    """Passwords by (source url, login). ``words`` says in one sentence where they are kept."""

    def __init__(self, password_file: Path | None = None) -> None:
        self._session: dict[str, str] = {}
        self._file = password_file
        self._backend: Any | None = None
        self.words = "The system keyring has not been asked yet."

    def probe(self) -> bool:
        """Find a trusted keyring and try it with a throw-away entry; True if passwords can be kept. Blocks a few seconds at most."""
        try:
            self._backend = _in_time(_trusted_backend)
        except SecretsLocked as e:
            self.words = f"{e.title}: kept for this session only"
            return False
        self.words = "Kept in the system keyring, never in a file of ours"
        return True

    def get(self, where: str, login: str) -> str | None:
        """The password, or None where the person must be asked."""
        name = f"{where} {login}"
        if name in self._session:
            return self._session[name]
        if self._file is not None:
            found = json.loads(self._file.read_text(encoding="utf-8")).get(login)
            return str(found) if found is not None else None
        if self._backend is None:
            return None
        backend = self._backend
        value = _in_time(lambda: backend.get_password(_SERVICE, name))
        return str(value) if value is not None else None

    def keep(self, where: str, login: str, password: str, *, remember: bool) -> bool:
        """Keep for the session, and in the keyring if asked and possible; True if it will be there next time."""
        name = f"{where} {login}"
        self._session[name] = password
        if not remember or self._backend is None:
            return False
        backend = self._backend
        _in_time(lambda: backend.set_password(_SERVICE, name, password))
        return True

    def forget(self, where: str, login: str) -> None:
        """Drop it everywhere: a password that the server refused must not be tried again."""
        name = f"{where} {login}"
        self._session.pop(name, None)
        if self._backend is not None:
            backend = self._backend
            if _in_time(lambda: backend.get_password(_SERVICE, name)) is not None:
                _in_time(lambda: backend.delete_password(_SERVICE, name))


def _trusted_backend() -> Any:
    import keyring.backend

    candidates = sorted(keyring.backend.get_all_keyring(), key=lambda b: b.priority, reverse=True)
    for backend in candidates:
        if not type(backend).__module__.startswith(_TRUSTED):
            continue
        name, value = f"self-test {uuid.uuid4()}", str(uuid.uuid4())
        backend.set_password(_SERVICE, name, value)
        found = backend.get_password(_SERVICE, name)
        backend.delete_password(_SERVICE, name)
        if found == value:
            return backend
    raise SecretsLocked("This machine has no system keyring")


def _in_time(work: Any) -> Any:
    """Run on a daemon thread with a deadline: a keyring may wait for a prompt for ever and must not hold the program's end."""
    future: Future[Any] = Future()

    def go() -> None:
        try:
            future.set_result(work())
        except BaseException as e:  # noqa: BLE001 - carried to the caller, where it is judged
            future.set_exception(e)

    Thread(target=go, name="clearline-keyring", daemon=True).start()
    try:
        return future.result(_PATIENCE)
    except TimedOut as e:
        raise SecretsLocked("The system keyring did not answer", "Unlock it and sign in again, or go on for this session.") from e
    except SecretsLocked:
        raise
    except Exception as e:
        raise SecretsLocked("The system keyring refused", f"{type(e).__name__}: {e}") from e
