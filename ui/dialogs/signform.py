"""The sign-in form of any system: address, database where it has several, user name, password, and what is wrong with each, where it is."""

from __future__ import annotations

import functools
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ClearlineError, NotAuthorized, Refused, SecretsLocked, StoreTrouble, Unreachable
from ui.courier import Courier
from ui.dialogs.checks import Checks
from ui.dialogs.entry import Check, Way
from ui.theme.kit import Button, CheckBox, Field, H, Icon, Item, Labelled, Tabs, Text, announce, fill

PAUSE = 400  # ms without a key before the address is checked


class SignForm(QWidget):
    """Checks while one types, signs in on Return. ``entered`` carries what the program gave back.

    ``leave``: the words of a quiet button, on Esc, that goes on without it (``left``); "" where there is no going on.
    """

    entered = Signal(object)
    left = Signal()
    company = Signal(str)  # name of the known profile that is filled in, "" for another

    def __init__(self, way: Way, courier: Courier, leave: str = "") -> None:
        super().__init__()
        self._way, self._courier, self._leave = way, courier, leave
        self._system = way.named
        self._known = way.known()
        self._is_kept = False
        self._generation = 0
        self._entering = False
        self._build()
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._check)
        for field in (self.address.field, self.database.field):
            field.textChanged.connect(self._address_typed)
        self.login.field.textChanged.connect(self._ask_kept)
        for labelled in self._parts:
            labelled.field.returnPressed.connect(self.submit)
        self.password.field.textChanged.connect(self._password_typed)
        if self._known:
            self._choose(0)
        self._say_secrets()
        courier.deliver(way.kept("", "", ""), self._secrets_asked)  # answered once it is known where passwords can be kept

    # ---- parts ----

    def _build(self) -> None:
        offer = self._way.offer
        self._example = offer.example or f"https://{offer.role.lower()}.example.com"
        self.address = Labelled("Address", Field("", self._example, icon="server"))
        self.database = Labelled(offer.database, Field("", "", icon="database"))
        self.login = Labelled(offer.login, Field("", "", icon="user"))
        self.password = Labelled("Password", Field("", "", icon="key-round", secret=True))
        self._parts = [self.address, *([self.database] if offer.has_database else []), self.login, self.password]
        if not offer.has_database:
            self.database.hide()
        for part in (self.address, self.database, self.login):
            part.field.setEnabled(not self._way.is_fixed)
        self.button = Button("Sign in", "↵", "primary", h=32)
        self.button.clicked.connect(self.submit)
        self.leave_button = Button(self._leave, "Esc", "quiet", h=32)
        self.leave_button.clicked.connect(self.left)
        if not self._leave:
            self.leave_button.hide()
        self._shield = Icon("shield-check", "ok")
        self._kept = Text("", "text.2", 12, elide=True)
        self.session_only = CheckBox("Only for this session")
        self.session_only.toggled.connect(self._say_secrets)
        self.checks = Checks(offer.checks)
        self.profiles = Tabs([profile.name for profile in self._known])
        self.profiles.setVisible(len(self._known) > 1)
        self.profiles.chosen.connect(self._choose)
        intro = "Clearline works with your own rights. It can do nothing that you may not do there."
        person = H((self.login, 1), (self.password, 1), gap=12)
        layout = person.layout()
        assert layout is not None
        for part in (self.login, self.password):
            layout.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        items: list[Item] = [
            Text(f"Sign in to {self._system}", size=20, weight=600), 4, Text(intro, "text.2", 13, wrap=True), 24,
            H(self.profiles, None), 8 if len(self._known) > 1 else 0,
            self.address, 16, self.database, 16 if offer.has_database else 0, person, 4,
            H(self._shield, (self._kept, 1), self.session_only, gap=6), 20,
            H(self.button, self.leave_button, None), 24, self.checks,
        ]  # fmt: skip
        fill(QVBoxLayout(self), items, 0, 0)

    def focus_first(self) -> None:
        """To the first field that is still empty."""
        fields = [part.field for part in self._parts]
        next((f for f in fields if not f.text()), fields[-1]).setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: int) -> None:
        profile = self._known[index]
        self.address.field.setText(profile.address)
        self.database.field.setText(profile.database)
        self.login.field.setText(profile.login)
        self.password.field.clear()
        self._ask_kept()
        self.company.emit(profile.name)
        self.focus_first()

    @property
    def company_name(self) -> str:
        """The known profile whose address is in the fields, "" for a new one."""
        typed = (self._address(), self.database.field.text().strip())
        return next((p.name for p in self._known if (p.address, p.database) == typed), "")

    @property
    def kept(self) -> str:
        """Where the password will be, in words."""
        return self._kept.text()

    @property
    def is_checking(self) -> bool:
        """A check will be asked as soon as one pauses."""
        return self._pause.isActive()

    # ---- checking ----

    def _address(self) -> str:
        return self.address.field.text().strip().rstrip("/")

    def _address_typed(self) -> None:
        self._generation += 1
        self.company.emit(self.company_name)
        if self._readable_address():
            self._pause.start()
        else:
            self._pause.stop()
            self.checks.show_waiting("waits for the address")

    def _readable_address(self) -> bool:
        try:
            parts = urlsplit(self._address())
            return parts.scheme in self._way.offer.schemes and bool(parts.hostname)
        except ValueError:
            return False

    def _check(self) -> None:
        generation, began = self._generation, monotonic()
        asked = self._way.check(self._address(), self.database.field.text().strip())
        answered = functools.partial(self._checked, generation, began)
        self._courier.deliver(asked, answered, functools.partial(self._not_checked, generation))

    def _ask_kept(self) -> None:
        """A password that is in the keyring need not be typed."""
        self._show_kept("", False)
        login = self.login.field.text().strip()
        if self._known and login:
            address, database = self._address(), self.database.field.text().strip()
            self._courier.deliver(self._way.kept(address, database, login), functools.partial(self._show_kept, login))

    def _show_kept(self, login: str, is_kept: bool) -> None:
        if not login or login == self.login.field.text().strip():
            self._is_kept = is_kept
            self.password.field.setPlaceholderText("Kept in the system keyring" if is_kept else "")
            self._password_typed(self.password.field.text())

    def _checked(self, generation: int, began: float, checks: tuple[Check, ...]) -> None:
        if generation == self._generation:
            self.checks.show_checks(checks, monotonic() - began)
            self._say_secrets()

    def _not_checked(self, generation: int, error: ClearlineError) -> None:
        if generation == self._generation:
            self.checks.show_waiting(error.title)

    def _say_secrets(self) -> None:
        words = "Kept for this session only" if self.session_only.isChecked() else self._way.secrets_words()
        kept = "session" not in words.lower()
        self._shield.show_icon("shield-check" if kept else "info", "ok" if kept else "warn")
        self._kept.setText(words)

    def _secrets_asked(self, _nobody_s: bool) -> None:
        self._say_secrets()

    def _password_typed(self, text: str) -> None:
        if not self._entering:
            self.checks.show_sign_in("none", "Return signs in" if text or self._is_kept else "waits for the password")

    # ---- signing in ----

    def submit(self) -> None:
        if self._entering or not self._complete():
            return
        self._entering = True
        asking = f"{self._system} is being asked"
        self.button.set_off(asking[:1].upper() + asking[1:])
        self.checks.show_sign_in("wait", asking)
        asked = self._way.enter(
            self._address(),
            self.database.field.text().strip(),
            self.login.field.text().strip(),
            self.password.field.text(),
            not self.session_only.isChecked(),
        )
        self._courier.deliver(asked, self._entered, self._refused)

    def _complete(self) -> bool:
        """Every field filled; the first that is not says so and gets the keyboard."""
        faults = (
            (self.address, self._readable_address(), f"Write the whole address, such as {self._example}"),
            (self.database, self._named_database(), self._database_words()),
            (self.login, bool(self.login.field.text().strip()), f"Write the {self._login_word()} you use in {self._system}"),
            (self.password, bool(self.password.field.text()) or self._is_kept, f"Write your password for {self._system}"),
        )
        for labelled, good, words in faults:
            labelled.show_error("" if good else words)
        wrong = next((labelled for labelled, good, _words in faults if not good), None)
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return wrong is None

    def _named_database(self) -> bool:
        return not self._way.offer.has_database or bool(self.database.field.text().strip())

    def _database_words(self) -> str:
        asked = self._way.offer.database
        return "Write the name of the database" if asked == "Database" else f"Write the {asked[:1].lower()}{asked[1:]}"

    def _login_word(self) -> str:
        return "name" if self._way.offer.login == "User name" else self._way.offer.login.lower()

    def _entered(self, entered: Any) -> None:
        self._entering = False
        self.checks.show_sign_in("ok", "accepted")
        self._kept.setText(entered.secrets_words)
        self.entered.emit(entered)

    def _refused(self, error: ClearlineError) -> None:
        self._entering = False
        self.button.set_on()
        if isinstance(error, NotAuthorized):
            self._show_kept("", False)
        words = error.words if error.advice else error.title
        self.checks.show_sign_in("bad", error.title)
        place = self._place_of(error)
        if place is None:
            announce(self.button, words, assertive=True)
            return
        place.show_error(words)
        place.field.setFocus(Qt.FocusReason.OtherFocusReason)
        place.field.selectAll()

    def _place_of(self, error: ClearlineError) -> Labelled | None:
        """The field that the error is about."""
        if isinstance(error, NotAuthorized):
            return self.password
        if isinstance(error, SecretsLocked | StoreTrouble):
            return None
        elsewhere = isinstance(error, Unreachable | Refused) or not self._way.offer.has_database
        return self.address if elsewhere else self.database

    def stop(self) -> None:
        """The window closes: nothing is asked any more."""
        self._pause.stop()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._leave:
            self.left.emit()
        else:
            super().keyPressEvent(event)
