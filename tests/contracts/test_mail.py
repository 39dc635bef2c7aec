"""Letters to customers over a real mail server: sent once, refused with its words, later, unknown; encrypted or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from app.connectors.mail.connector import MailConnector
from app.connectors.mail.line import Patience
from app.connectors.mail.probe import probe
from app.domain.kept_file import KeptFile
from app.domain.letter import Guard, Letter, Unsure, canonical, queued
from app.domain.message import DEED, Message
from app.domain.steps import Plan, Step
from app.errors import NotAuthorized, OutcomeUnknown, Refused, RefusedByRemote, Throttled, Unreachable
from tests.app.connectors.test_http import certificate
from tests.contracts.post_office import LOGIN, PASSWORD, PostOffice, open_office

SENDER = "Nordhafen <orders@nordhafen.example>"
TEXT = "Good day,\n\nyour order leaves later.\n.\n..a line with dots\nGrüße, Ihr Team\n"
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def letter(
    to: str = "buyer@customer.example",
    text: str = TEXT,
    subject: str = "Neuer Termin für W1042",
    files: tuple[KeptFile, ...] = (),
) -> Letter:
    """The second step of a decision: what was done comes first."""
    told = Message(to, subject, text, "de", "promise_date", "W1042", files=files).step("mail")
    text_, sha = canonical(Plan("promise_date", (Step("erp", "reschedule", "W1042", {}), told)).payload())
    return queued(text_, sha, decision_id="d1", number=2, case_id="c1", spell=1, slot="outcome", actor="carla", at=NOW)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with open_office(tmp_path / "post") as made:
        yield made


def mail(office: PostOffice, password: str = PASSWORD, **more: object) -> MailConnector:
    return MailConnector(office.address, SENDER, LOGIN, password, **more)  # type: ignore[arg-type]


def test_it_arrives_as_it_was_written(office: PostOffice) -> None:
    connector, sent = mail(office), letter()
    promised = connector.preview(sent)
    assert not office.tried
    receipt = connector.deliver(sent)
    (got,) = office.letters
    assert promised == receipt.effects
    assert "250" in receipt.words or "kept" in receipt.words
    assert (got["From"], got["To"], got["Subject"]) == (SENDER, "buyer@customer.example", "Neuer Termin für W1042")
    assert (got["Message-ID"], got["Content-Language"]) == ("<d1.2@nordhafen.example>", "de")
    assert got.get_content().replace("\r\n", "\n") == TEXT


def test_what_is_enclosed_arrives_byte_for_byte(office: PostOffice) -> None:
    data = b"%PDF-1.7 " + bytes(range(256)) * 200
    one = KeptFile(sha256(data).hexdigest(), len(data), "offer-SO1-v1.pdf")
    connector, sent = mail(office, unsent={one.sha256: data}.get), letter(files=(one,))
    promised = connector.preview(sent)
    assert promised == connector.deliver(sent).effects
    assert [(e.field, e.after) for e in promised][1:] == [("enclosed", "offer-SO1-v1.pdf")]
    (got,) = office.letters
    (part,) = got.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("offer-SO1-v1.pdf", "application/pdf")
    assert part.get_payload(decode=True) == data
    words = got.get_body(("plain",))
    assert words is not None
    assert words.get_content().replace("\r\n", "\n") == TEXT


@pytest.mark.parametrize("there", [{}, {"0" * 64: b"another file"}], ids=["gone", "another"])
def test_without_what_was_to_go_with_it_nothing_is_sent(office: PostOffice, there: dict[str, bytes]) -> None:
    one = KeptFile("0" * 64, 3, "offer-SO1-v1.pdf")
    with pytest.raises(RefusedByRemote, match=r"offer-SO1-v1\.pdf is not on this machine"):
        mail(office, unsent=there.get).deliver(letter(files=(one,)))
    assert not office.letters


def test_a_blind_deed_that_nobody_can_verify(office: PostOffice) -> None:
    connector = mail(office)
    assert connector.guard(DEED) is Guard.BLIND
    assert connector.guard("release_hold") is None
    assert isinstance(connector.verify(letter()), Unsure)
    assert connector.capabilities() == {DEED: ""}


@pytest.mark.parametrize("fault", ["recipient", "sender", "data"])
def test_a_refusal_has_the_server_s_words_and_sends_nothing(office: PostOffice, fault: str) -> None:
    office.faults = [fault]
    with pytest.raises(RefusedByRemote, match=r"no such mailbox|not from here|do not like it"):
        mail(office).deliver(letter())
    assert not office.letters


@pytest.mark.parametrize("fault", ["greylist", "busy"])
def test_not_now_is_later(office: PostOffice, fault: str) -> None:
    office.faults = [fault]
    with pytest.raises(Throttled, match=r"come back later|no room now") as said:
        mail(office).deliver(letter())
    assert said.value.retry_after == 300
    assert not office.letters
    mail(office).deliver(letter())
    assert len(office.letters) == 1


def test_a_line_that_breaks_before_the_text_sent_nothing(office: PostOffice) -> None:
    office.faults = ["gone"]
    with pytest.raises(Unreachable):
        mail(office).deliver(letter())
    assert not office.tried


@pytest.mark.parametrize(("fault", "there"), [("lost", 1), ("dropped", 0)])
def test_after_the_text_nothing_is_certain(office: PostOffice, fault: str, there: int) -> None:
    office.faults = [fault]
    with pytest.raises(OutcomeUnknown, match="after the letter was handed over"):
        mail(office).deliver(letter())
    assert len(office.letters) == there


def test_sent_again_it_has_the_same_message_id(office: PostOffice) -> None:
    connector = mail(office)
    connector.deliver(letter())
    connector.deliver(letter())
    assert len({m["Message-ID"] for m in office.letters}) == 1


def test_a_wrong_password_and_none_at_all(office: PostOffice) -> None:
    with pytest.raises(NotAuthorized, match="refused the sign-in"):
        mail(office, "wrong").hello()
    with pytest.raises(NotAuthorized, match="not known here"):
        mail(office, "").deliver(letter())
    connector = mail(office, "")
    connector.admit(PASSWORD)
    assert connector.hello().user == LOGIN
    assert not office.tried


def test_nobody_there() -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        MailConnector("smtp://127.0.0.1:9", SENDER, LOGIN, PASSWORD, patience=Patience(step=1.0)).hello()


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("trusted", [True, False])
def test_encrypted_with_a_certificate_that_can_be_trusted(tmp_path: Path, implicit: bool, trusted: bool) -> None:
    context, public = certificate(tmp_path, "127.0.0.1")
    with open_office(tmp_path / "post", tls=context, implicit=implicit) as office:
        address = f"{'smtps' if implicit else 'smtp'}://127.0.0.1:{office.port}"
        connector = MailConnector(address, SENDER, LOGIN, PASSWORD, ca_file=public if trusted else None)
        if trusted:
            connector.deliver(letter())
        else:
            with pytest.raises(Unreachable, match="certificate"):
                connector.deliver(letter())
        assert len(office.letters) == trusted


def test_the_wrong_kind_of_encryption_is_said(office: PostOffice) -> None:
    connector = MailConnector(office.address.replace("smtp", "smtps"), SENDER, LOGIN, PASSWORD)
    with pytest.raises(Unreachable, match="No encryption"):
        connector.deliver(letter())


@pytest.mark.parametrize("to", ["two\r\nBcc: other@x.example", "jörg@customer.example", ""])
def test_an_address_that_cannot_be_written_is_refused(office: PostOffice, to: str) -> None:
    with pytest.raises(RefusedByRemote, match="No letter can be written"):
        mail(office).deliver(letter(to))
    with pytest.raises(RefusedByRemote, match="No letter can be written"):
        mail(office).deliver(letter(subject="one\r\nBcc: other@x.example"))
    assert not office.tried


@pytest.mark.parametrize("url", ["https://mail.example.com", "mail.example.com", "smtp://", "smtp://a:b@mail.example.com"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(Refused, match="not the address of a mail server"):
        MailConnector(url, SENDER, LOGIN, PASSWORD)


def test_what_is_said_before_anybody_signs_in(office: PostOffice) -> None:
    rows = probe(office.address, "orders@nordhafen.example", NOW)
    assert [(r.name, r.kind) for r in rows] == [("Address answers", "ok"), ("Encryption", "ok"), ("Sender", "ok")]
    assert rows[1].words == "this machine, not encrypted"
    away = probe("smtp://127.0.0.1:9", "nobody", NOW)
    assert [(r.name, r.kind) for r in away] == [("Address answers", "bad"), ("Sender", "none")]
