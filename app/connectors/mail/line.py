"""One conversation with a mail server: its address, its security, its answers, and which of them prove that nothing was sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from app.connectors.http import is_loopback
from app.errors import NotAuthorized, OutcomeUnknown, Refused, RefusedByRemote, Throttled, Unreachable
from app.lanes.lane import assert_not_gui_thread

_PORTS = {"smtp": 587, "smtps": 465}
_LATER = 300.0  # seconds; greylisting wants a few minutes
_MAYBE = "It may have been sent. A mail server cannot be asked: send it again, with the same Message-ID, or leave it."
_LOST = (OSError, smtplib.SMTPServerDisconnected)


@dataclass(frozen=True, slots=True)
class Place:
    """``implicit``: encrypted from the first byte (smtps). Else STARTTLS is asked for, and only this machine may do without."""

    host: str
    port: int
    implicit: bool

    @property
    def here(self) -> bool:
        return is_loopback(self.host)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for each step, for all before the text is handed over, for the answer after it. Together below L (protocol.md 2.5)."""

    step: float = 8.0
    before: float = 40.0
    answer: float = 45.0


def place_of(url: str) -> Place:
    """ "smtp://mail.example.com" (STARTTLS, 587) or "smtps://mail.example.com" (465), or with a port. Refused where it is neither."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in _PORTS or parts.path.strip("/") or parts.username or parts.query:
        raise Refused("This is not the address of a mail server", "It should read smtp://mail.example.com.", about=url)
    return Place(host, port or _PORTS[parts.scheme], parts.scheme == "smtps")


class Line:
    """Greeted, encrypted and, after ``sign_in``, known. Made by ``opened``; one thread, never the GUI's."""

    def __init__(self, place: Place, talk: smtplib.SMTP, patience: Patience) -> None:
        self._place, self._talk, self._patience = place, talk, patience
        self._until = monotonic() + patience.before
        self.greeting = ""

    # ---- beginning ----

    def secure(self, context: ssl.SSLContext) -> bool:
        """Encrypted now. Unreachable where it cannot be, except on this machine."""
        if self._place.implicit:
            return True
        if self._talk.has_extn("starttls"):
            self._talk.starttls(context=context)
            self._talk.ehlo_or_helo_if_needed()
            return True
        if self._place.here:
            return False
        raise Unreachable(
            f"{self._place} offers no encryption",
            "Nothing was sent: without it passwords and letters would cross the network in the clear. Ask for its smtps address.",
            about=str(self._place),
        )

    def sign_in(self, login: str, password: str) -> None:
        """NotAuthorized where it refuses the name or password, or none is known. A server of this machine may ask for none."""
        if not self._talk.has_extn("auth") and self._place.here:
            return
        if not password:
            title = f"The password of {login} for {self._place} is not known here"
            raise NotAuthorized(title, "Sign in to it.", about=str(self._place))
        try:
            self._talk.login(login, password)
        except smtplib.SMTPNotSupportedError as e:
            raise Unreachable(
                f"{self._place} lets nobody sign in", "Check the address and the port.", about=str(self._place)
            ) from e
        except smtplib.SMTPAuthenticationError as e:
            if 400 <= e.smtp_code < 500:
                raise self._later("cannot check the sign-in now", e.smtp_code, e.smtp_error) from e
            title = f"{self._place} refused the sign-in of {login}"
            raise NotAuthorized(title, "Check the name and the password.", about=str(self._place)) from e

    # ---- one letter ----

    def hand_over(self, sender: str, to: str, text: bytes) -> str:
        """Exactly one attempt; the server's words. ``text``: headers and body, CRLF between lines.

        RefusedByRemote, Throttled, Unreachable: nothing was sent. OutcomeUnknown: the text was on its way and no answer came.
        """
        self._ask(self._talk.mail(sender), f"refused the sender {sender}")
        self._ask(self._talk.rcpt(to), f"refused {to}")
        self._ask(self._talk.docmd("DATA"), "refused the letter", good=3)
        if monotonic() > self._until:
            raise Unreachable(
                f"{self._place} is too slow now", "Nothing was sent. It will be tried again.", about=str(self._place)
            )
        code, words = self._answer_to(text)
        if code // 100 not in (2, 4, 5):
            raise OutcomeUnknown(f"{self._place} answered {code} to the letter", _MAYBE, about=str(self._place))
        self._ask((code, words), "refused the letter")
        return _plain(words)

    def _answer_to(self, text: bytes) -> tuple[int, bytes]:
        """From the first byte on nothing proves that the server will not deliver it."""
        body = b"".join(b"." + line if line.startswith(b".") else line for line in text.splitlines(keepends=True))
        try:
            assert self._talk.sock is not None
            self._talk.sock.settimeout(self._patience.answer)
            self._talk.send(body + b".\r\n")
            return self._talk.getreply()
        except (*_LOST, smtplib.SMTPException) as e:
            raise OutcomeUnknown(
                f"The connection to {self._place} broke after the letter was handed over",
                _MAYBE,
                about=str(self._place),
            ) from e

    def _ask(self, answer: tuple[int, bytes], refused: str, good: int = 2) -> None:
        code, words = answer
        if code // 100 == good:
            return
        if code // 100 == 4:
            raise self._later("takes it later", code, words)
        if code // 100 == 5:
            advice = "Nothing was sent. Correct the address and decide again, or tell the customer by hand."
            raise RefusedByRemote(f"{self._place} {refused}: {_plain(words)}", advice, about=str(self._place))
        raise Unreachable(f"{self._place} answered {code}", "Nothing was sent. It will be tried again.", about=str(self._place))

    def _later(self, what: str, code: int, words: bytes | str) -> Throttled:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        title = f"{self._place} {what} ({code} {_plain(said)})"
        return Throttled(title, "Nothing was sent. It will be tried again.", about=str(self._place), retry_after=_LATER)


@contextmanager
def opened(place: Place, patience: Patience, ca_file: Path | None) -> Iterator[Line]:
    """A line that was greeted and is encrypted; ended afterwards. Unreachable where that cannot be."""
    assert_not_gui_thread()
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    talk: smtplib.SMTP | None = None
    try:
        with _spoken(place):
            if place.implicit:
                talk = smtplib.SMTP_SSL(place.host, place.port, timeout=patience.step, context=context)
            else:
                talk = smtplib.SMTP(place.host, place.port, timeout=patience.step)
            talk.ehlo_or_helo_if_needed()
            line = Line(place, talk, patience)
            line.greeting = "encrypted, certificate checked" if line.secure(context) else "this machine, not encrypted"
            yield line
    finally:
        if talk is not None:
            with suppress(smtplib.SMTPException, OSError):
                talk.quit()
            talk.close()


@contextmanager
def _spoken(place: Place) -> Iterator[None]:
    """Every trouble of the line before a letter's text: nothing was sent."""
    try:
        yield
    except ssl.SSLError as e:
        wrong = isinstance(e, ssl.SSLCertVerificationError)
        raise Unreachable(
            f"The certificate of {place} cannot be trusted" if wrong else f"No encryption came about with {place}",
            "Nothing was sent. Ask your administrator for a valid certificate, the company's CA file, or the right port.",
            about=str(place),
        ) from e
    except smtplib.SMTPResponseException as e:
        said = _plain(e.smtp_error)
        raise Unreachable(
            f"{place} does not talk to us: {e.smtp_code} {said}", "It will be tried again.", about=str(place)
        ) from e
    except (*_LOST, smtplib.SMTPException) as e:
        raise Unreachable(f"{place} cannot be reached", "Nothing was sent. It will be tried again.", about=str(place)) from e


def _plain(words: bytes | str) -> str:
    """On one line, bounded: a stranger's words go to the screen."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(said.split())[:300]
