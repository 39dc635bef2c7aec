"""How a letter is taken in and kept: one file each, named by when it came and to whom it goes."""

from __future__ import annotations

import asyncio
import hmac
import re
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_SAFE = re.compile(r"[^A-Za-z0-9@._-]+")


def kept_under(folder: Path) -> tuple[Path, ...]:
    """The letters of a folder, the oldest first; each can be opened with any mail program."""
    return tuple(sorted(folder.glob("*.eml")))


class Box:
    """Lets in who knows a password of ``passwords`` (login -> password) and keeps what they send in ``folder``."""

    def __init__(self, folder: Path, passwords: dict[str, str]) -> None:
        self._folder, self.passwords = folder, passwords

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        """aiosmtpd asks this for every sign-in."""
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        known = self.passwords.get(given.login.decode("utf-8", "replace"), "")
        return AuthResult(success=bool(known) and hmac.compare_digest(known.encode(), given.password), handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only from those who signed in."""
        if not session.authenticated:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Taken in only once it is in its file."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{_SAFE.sub('_', ','.join(envelope.rcpt_tos))[:80]}.eml"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        file = self._folder / name
        file.write_bytes(content)
        file.chmod(0o600)
        return "250 OK kept"

    def protocol(self, tls: ssl.SSLContext | None = None) -> Callable[[], SMTP]:
        """What makes the server's side of one conversation."""
        return lambda: SMTP(
            self,
            hostname="letterbox.example",
            ident="Letter box",
            enable_SMTPUTF8=False,
            tls_context=tls,
            authenticator=self.authenticate,
            auth_require_tls=tls is not None,
            loop=asyncio.get_running_loop(),
        )
