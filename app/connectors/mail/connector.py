"""Mail behind the connector contract: one person's sign-in at a mail server, and the one deed of sending a letter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from app.connectors.contract import Hello
from app.connectors.mail.line import Patience, opened, place_of
from app.domain.feed import Cursor, Feed, Page
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.message import DEED, Message, of_body
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
        return (effect(self.source, _message(letter)),)

    def deliver(self, letter: Letter) -> Receipt:
        """See the contract. Once the text is under way, every answer but the server's own is OutcomeUnknown."""
        message = _message(letter)
        text = wire(letter, message, self._sender, datetime.now(UTC))
        with opened(self._place, self._patience, self._ca_file) as line:
            line.sign_in(self._login, self._password)
            words = line.hand_over(parseaddr(self._sender)[1], message.to, text)
        return Receipt(f"sent to {message.to}: {words}", None, (effect(self.source, message),))

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        """Nobody can tell."""
        return Unsure(_UNSURE)

    def close(self) -> None:
        """No conversation outlives its call."""


def effect(source: str, message: Message) -> Effect:
    """In the words of preview and receipt alike."""
    return Effect(source, message.order, f"message to {message.to}", "", message.subject)


def message_id(letter_id: str, sender: str) -> str:
    """The same for one letter however often it is sent, so that mail programs show it once."""
    return f"<{letter_id.replace('/', '.')}@{parseaddr(sender)[1].rpartition('@')[2] or 'clearline.invalid'}>"


def wire(letter: Letter, message: Message, sender: str, now: datetime) -> bytes:
    """The letter as it is handed over: plain text in UTF-8. RefusedByRemote where an address or the subject cannot be written."""
    mail = EmailMessage(policy=SMTP)
    try:
        if not message.to.isascii() or "@" not in message.to:  # others need a server that says SMTPUTF8; few do
            raise ValueError(message.to)
        mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = message_id(letter.id, sender)
        mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
        mail["Content-Language"] = message.language
        return mail.as_bytes()
    except (ValueError, IndexError) as e:
        raise RefusedByRemote(f"No letter can be written to {message.to}", "Nothing was sent. Correct the address.") from e


def _message(letter: Letter) -> Message:
    try:
        return of_body(letter.body())
    except KeyError as e:
        raise RefusedByRemote("This letter has no text or no address", "Nothing was sent.") from e
