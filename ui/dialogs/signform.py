"""The sign-in form: address, database, user name, password, and what is wrong with each, where it is."""

from __future__ import annotations

import functools
from time import monotonic
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ClearlineError, NotAuthorized, SecretsLocked, Unreachable
from ui.courier import Courier
from ui.dialogs.checks import Checks
from ui.dialogs.entry import Check, Entered, SignIn
from ui.theme.kit import Button, CheckBox, Field, H, Icon, Item, Labelled, Tabs, Text, announce, fill

PAUSE = 400  # ms without a key before the address is checked


class SignForm(QWidget):
    """Checks while one types, signs in on Return. ``entered`` carries what the program gave back."""

    entered = Signal(object)
    company = Signal(str)  # name of the known profile that is filled in, "" for another

    def __init__(self, sign_in: SignIn, courier: Courier) -> None:
        super().__init__()
        self._sign_in, self._courier = sign_in, courier
        self._known = sign_in.known()
        self._generation = 0
        self._entering = False
        self._build()
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._check)
        for field in (self.address.field, self.database.field):
            field.textChanged.connect(self._address_typed)
        for labelled in (self.address, self.database, self.login, self.password):
            labelled.field.returnPressed.connect(self.submit)
        self.password.field.textChanged.connect(self._password_typed)
        if self._known:
            self._choose(0)
        self._say_secrets()

    # ---- parts ----

    def _build(self) -> None:
        self.address = Labelled("Address", Field("", "https://erp.example.com", icon="server"))
        self.database = Labelled("Database", Field("", "", icon="database"))
        self.login = Labelled("User name", Field("", "", icon="user"))
        self.password = Labelled("Password", Field("", "", icon="key-round", secret=True))
        self.button = Button("Sign in", "↵", "primary", h=32)
        self.button.clicked.connect(self.submit)
        self._shield = Icon("shield-check", "ok")
        self._kept = Text("", "text.2", 12, elide=True)
        self.session_only = CheckBox("Only for this session")
        self.session_only.toggled.connect(self._say_secrets)
        self.checks = Checks()
        self.profiles = Tabs([profile.name for profile in self._known])
        self.profiles.setVisible(len(self._known) > 1)
        self.profiles.chosen.connect(self._choose)
        intro = Text("Clearline works with your own rights. It can do nothing the ERP refuses you.", "text.2", 13, wrap=True)
        person = H((self.login, 1), (self.password, 1), gap=12)
        layout = person.layout()
        assert layout is not None
        for part in (self.login, self.password):
            layout.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        items: list[Item] = [
            Text("Sign in to the ERP", size=20, weight=600), 4, intro, 24,
            H(self.profiles, None), 8 if len(self._known) > 1 else 0,
            self.address, 16, self.database, 16, person, 4,
            H(self._shield, (self._kept, 1), self.session_only, gap=6), 20,
            H(self.button, None), 24, self.checks,
        ]  # fmt: skip
        fill(QVBoxLayout(self), items, 0, 0)

    def focus_first(self) -> None:
        """To the first field that is still empty."""
        fields = [part.field for part in (self.address, self.database, self.login, self.password)]
        next((f for f in fields if not f.text()), fields[-1]).setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: int) -> None:
        profile = self._known[index]
        self.address.field.setText(profile.address)
        self.database.field.setText(profile.database)
        self.login.field.setText(profile.login)
        self.password.field.clear()
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
            return parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            return False

    def _check(self) -> None:
        generation, began = self._generation, monotonic()
        asked = self._sign_in.check(self._address(), self.database.field.text().strip())
        answered = functools.partial(self._checked, generation, began)
        self._courier.deliver(asked, answered, functools.partial(self._not_checked, generation))

    def _checked(self, generation: int, began: float, checks: tuple[Check, ...]) -> None:
        if generation == self._generation:
            self.checks.show_checks(checks, monotonic() - began)
            self._say_secrets()

    def _not_checked(self, generation: int, error: ClearlineError) -> None:
        if generation == self._generation:
            self.checks.show_waiting(error.title)

    def _say_secrets(self) -> None:
        words = "Kept for this session only" if self.session_only.isChecked() else self._sign_in.secrets_words()
        kept = "session" not in words.lower()
        self._shield.show_icon("shield-check" if kept else "info", "ok" if kept else "warn")
        self._kept.setText(words)

    def _password_typed(self, text: str) -> None:
        if not self._entering:
            self.checks.show_sign_in("none", "Return signs in" if text else "waits for the password")

    # ---- signing in ----

    def submit(self) -> None:
        if self._entering or not self._complete():
            return
        self._entering = True
        self.button.set_off("The ERP is being asked")
        self.checks.show_sign_in("wait", "the ERP is being asked")
        asked = self._sign_in.enter(
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
            (self.address, "" if self._readable_address() else "Write the whole address, such as https://erp.example.com"),
            (self.database, "" if self.database.field.text().strip() else "Write the name of the database"),
            (self.login, "" if self.login.field.text().strip() else "Write the name you use in the ERP"),
            (self.password, "" if self.password.field.text() else "Write your password for the ERP"),
        )
        for labelled, words in faults:
            labelled.show_error(words)
        wrong = next((labelled for labelled, words in faults if words), None)
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return wrong is None

    def _entered(self, entered: Entered) -> None:
        self._entering = False
        self.checks.show_sign_in("ok", "accepted")
        self._kept.setText(entered.secrets_words)
        self.entered.emit(entered)

    def _refused(self, error: ClearlineError) -> None:
        self._entering = False
        self.button.set_on()
        words = f"{error.title}. {error.advice}".strip() if error.advice else error.title
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
        if isinstance(error, Unreachable):
            return self.address
        return None if isinstance(error, SecretsLocked) else self.database

    def stop(self) -> None:
        """The window closes: nothing is asked any more."""
        self._pause.stop()
