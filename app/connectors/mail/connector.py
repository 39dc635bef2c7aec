"""Mail behind the connector contract: one person's sign-in at a mail server, and the one deed of sending a letter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from mimetypes import guess_type
from pathlib import Path

from app.connectors.contract import Hello
from app.connectors.mail.line import Patience, opened, place_of
from app.domain.feed import Cursor, Feed, Page
from app.domain.kept_file import KeptFile
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.message import DEED, Message, effects, of_body
from app.domain.pricing import AskPrices, Priced
from app.domain.tally import Mark
from app.errors import RefusedByRemote
from app.lanes.stop import Stop

_UNSURE = "A mail server cannot be asked whether it took a letter: it may have been sent"


class MailConnector:
    """See ``Connector``. ``url``: smtp:// or smtps://; ``database``: the sender's address. Each call is a conversation of its own."""

    def __init__(
        self,
        url: str,
        database: str,
        login: str,
        password: str,
        *,
        source: str = "mail",
        patience: Patience | None = None,
        ca_file: Path | None = None,
        unsent: Callable[[str], bytes | None] | None = None,
    ) -> None:
        self.source = source
        self.feeds: tuple[Feed, ...] = ()
        self._place, self._sender, self._login, self._password = place_of(url), database, login, password
        self._patience = patience or Patience()
        self._ca_file = ca_file
        self._unsent = unsent

    def hello(self) -> Hello:
        """Sign in and take leave."""
        with opened(self._place, self._patience, self._ca_file) as line:
            line.sign_in(self._login, self._password)
        epoch = hashlib.sha256(str(self._place).encode()).hexdigest()[:32]
        return Hello("SMTP", None, epoch, self._login, self._login, "", "", datetime.now(UTC))

    def admit(self, password: str) -> None:
        """See the contract."""
        self._password = password

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        """There is nothing to read."""
        return iter(())

    def keys(self, feed: Feed, stop: Stop) -> Iterator[Mapping[str, Mark | None]]:
        """There is nothing to read."""
        return iter(())

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[object, ...]:
        """There is nothing to read."""
        return ()

    def content(self, model: str, key: str) -> bytes:
        """See the contract."""
        raise RefusedByRemote("A mail server keeps no files", about=key)

    def price(self, ask: AskPrices, told: Callable[[int, int], None], stop: Stop) -> Priced | None:
        """See the contract."""
        raise RefusedByRemote("A mail server prices no quotes", about=ask.customer.key)

    def guard(self, deed: str) -> Guard | None:
        """BLIND: nothing keeps a letter from arriving twice, and nobody can look."""
        return Guard.BLIND if deed == DEED else None

    def capabilities(self) -> Mapping[str, str]:
        """Whoever is let in may send."""
        return {DEED: ""}

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """What is sent to whom, without asking the server: it says no sooner than it is handed a letter."""
        return effects(self.source, _message(letter))

    def deliver(self, letter: Letter) -> Receipt:
        """See the contract. Once the text is under way, every answer but the server's own is OutcomeUnknown."""
        message = _message(letter)
        text = wire(letter, message, self._sender, datetime.now(UTC), [self._file(one) for one in message.files])
        with opened(self._place, self._patience, self._ca_file) as line:
            line.sign_in(self._login, self._password)
            words = line.hand_over(parseaddr(self._sender)[1], message.to, text)
        return Receipt(f"sent to {message.to}: {words}", None, effects(self.source, message))

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        """Nobody can tell."""
        return Unsure(_UNSURE)

    def _file(self, one: KeptFile) -> bytes:
        """RefusedByRemote where it is not the file that was shown."""
        data = self._unsent(one.sha256) if self._unsent is not None else None
        if data is None or hashlib.sha256(data).hexdigest() != one.sha256:
            advice = "Nothing was sent. Send it again where the file is."
            raise RefusedByRemote(f"{one.name} is not on this machine any more", advice, about=one.name)
        return data

    def close(self) -> None:
        """No conversation outlives its call."""


def message_id(letter_id: str, sender: str) -> str:
    """The same for one letter however often it is sent, so that mail programs show it once."""
    return f"<{letter_id.replace('/', '.')}@{parseaddr(sender)[1].rpartition('@')[2] or 'clearline.invalid'}>"


def wire(letter: Letter, message: Message, sender: str, now: datetime, files: Sequence[bytes] = ()) -> bytes:
    """The letter as it is handed over: plain text in UTF-8, then what is in its files.

    RefusedByRemote where an address or the subject cannot be written.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        if not message.to.isascii() or "@" not in message.to:  # others need a server that says SMTPUTF8; few do
            raise ValueError(message.to)
        mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = message_id(letter.id, sender)
        mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
        mail["Content-Language"] = message.language
        for one, data in zip(message.files, files, strict=True):
            kind, _, sort = (guess_type(one.name)[0] or "application/octet-stream").partition("/")
            mail.add_attachment(data, maintype=kind, subtype=sort, filename=one.name)
        return mail.as_bytes()
    except (ValueError, IndexError) as e:
        raise RefusedByRemote(f"No letter can be written to {message.to}", "Nothing was sent. Correct the address.") from e


def _message(letter: Letter) -> Message:
    try:
        return of_body(letter.body())
    except KeyError as e:
        raise RefusedByRemote("This letter has no text or no address", "Nothing was sent.") from e
