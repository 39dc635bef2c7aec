"""A real mail server on loopback whose next letters can be made to fail, in every way that a mail server fails."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo import ports
from demo.letterbox import Box, kept_under
from tests.patience import PATIENCE

LOGIN, PASSWORD = "carla@nordhafen.example", "harbour"


class PostOffice(Box):
    """The demo company's letter box; ``faults`` are used up one a letter: "sender", "recipient", "greylist", "data", "busy",
    "lost" (taken in, never answered), "dropped" (not taken in, never answered), "gone" (the line breaks before the text)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {LOGIN: PASSWORD})
        self.folder, self.port = folder, ports.choose(None)
        self.faults: list[str] = []
        self.tried = 0

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[EmailMessage]:
        found = [message_from_bytes(f.read_bytes(), policy=default) for f in kept_under(self.folder)]
        return [m for m in found if isinstance(m, EmailMessage)]

    def _fails(self, fault: str) -> bool:
        return bool(self.faults) and self.faults[0] == fault and bool(self.faults.pop(0))

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self._fails("sender"):
            return "550 5.7.1 not from here"
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self._fails("recipient"):
            return "550 5.1.1 no such mailbox"
        if self._fails("greylist"):
            return "451 4.7.1 come back later"
        if self._fails("gone"):
            _cut(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        if self._fails("data"):
            return "554 5.6.0 we do not like it"
        if self._fails("busy"):
            return "452 4.3.1 no room now"
        if self._fails("dropped"):
            _cut(server)
            return "250 never heard"
        answer = await super().handle_DATA(server, session, envelope)
        if self._fails("lost"):
            _cut(server)
        return answer


def _cut(server: SMTP) -> None:
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    transport.abort()


@contextmanager
def open_office(folder: Path, *, tls: ssl.SSLContext | None = None, implicit: bool = False) -> Iterator[PostOffice]:
    """Serving on a thread of its own until the end. ``tls``: offered with STARTTLS, or spoken from the first byte if ``implicit``."""
    folder.mkdir(exist_ok=True)
    office = PostOffice(folder)
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def serve(stop: asyncio.Event) -> None:
        side = office.protocol(None if implicit else tls)
        server = await loop.create_server(side, "127.0.0.1", office.port, ssl=tls if implicit else None)
        ready.set()
        await stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(stop),), name="clearline-test-post")
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        loop.close()
