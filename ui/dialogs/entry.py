"""What the sign-in page asks of the program: checks, the sign-in itself, known profiles. Shapes only; the program implements them."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

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


class Offer(Protocol):
    """One kind of system: ``title`` its product, ``role`` what it is to a person, ``login`` how its user names are called."""

    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def login(self) -> str: ...
    @property
    def checks(self) -> tuple[str, ...]: ...
    @property
    def has_database(self) -> bool: ...
    @property
    def database(self) -> str: ...
    @property
    def schemes(self) -> tuple[str, ...]: ...
    @property
    def example(self) -> str: ...


@runtime_checkable
class Way(Protocol):
    """The way in to one system. Works on a lane of its own; every future ends in a value or a ClearlineError.

    ``named``: what it is to a person ("the shop", "another ERP"). ``is_fixed``: where and as whom is settled, only the password is asked.
    """

    @property
    def offer(self) -> Offer: ...
    @property
    def named(self) -> str: ...
    @property
    def is_fixed(self) -> bool: ...

    def check(self, address: str, database: str) -> Future[Any]:
        """A tuple of Check."""
        ...

    def kept(self, address: str, database: str, login: str) -> Future[bool]:
        """Is this password known already, so that it may be left empty?"""
        ...

    def enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Future[Any]:
        """NotAuthorized: the password or the user name is wrong. Unreachable: no way to the server, TLS included.

        Gives an object with ``secrets_words``: where the password is kept now.
        """
        ...

    def known(self) -> tuple[Profile, ...]: ...

    def secrets_words(self) -> str:
        """Where a password will be kept, in one sentence."""
        ...


class Entered(Protocol):
    """The first system let the person in. ``console`` is built and not yet started; its ``doors`` lead to the others."""

    @property
    def console(self) -> Console: ...
    @property
    def secrets_words(self) -> str: ...


@runtime_checkable
class SignIn(Way, Protocol):
    """The way in to the first system, whose sign-in gives ``Entered``."""

    def close(self) -> None: ...
