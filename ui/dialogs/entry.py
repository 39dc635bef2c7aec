"""What the sign-in page asks of the program: checks, the sign-in itself, known profiles. Shapes only; the program implements them."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from app.console import Console


class Check(Protocol):
    """One line of "Checked while you type". ``kind``: ok, warn, bad, or none (not yet)."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def words(self) -> str: ...


class Profile(Protocol):
    """A sign-in that this machine has seen before."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def database(self) -> str: ...
    @property
    def login(self) -> str: ...


class Entered(Protocol):
    """The way in is open. ``console`` is built and not yet started; ``rights``: (deed, "may" | "propose" | "may not", how far)."""

    @property
    def console(self) -> Console: ...
    @property
    def rights(self) -> tuple[tuple[str, str, str], ...]: ...
    @property
    def secrets_words(self) -> str: ...


@runtime_checkable
class SignIn(Protocol):
    """Works on a lane of its own; every future ends in a value or a ClearlineError."""

    def check(self, address: str, database: str) -> Future[tuple[Check, ...]]: ...

    def enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Future[Entered]:
        """NotAuthorized: the password or the user name is wrong. Unreachable: no way to the server, TLS included."""
        ...

    def known(self) -> tuple[Profile, ...]: ...

    def secrets_words(self) -> str:
        """Where a password will be kept, in one sentence."""
        ...

    def close(self) -> None: ...
