"""The window before the window: steps at the left; in the middle the sign-in to one system after the other, then the rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.question import AskOutbox, OutboxAnswer
from ui.courier import Courier
from ui.dialogs.entry import Entered, SignIn, Way
from ui.dialogs.rights import RightsPage
from ui.dialogs.signform import SignForm
from ui.dialogs.steps import Steps
from ui.theme.kit import H, Mark, Rule, Text, V, fill, rule

if TYPE_CHECKING:
    from app.console import Console

THROTTLE = 250  # ms between two looks at the first pull


class SignInWindow(QWidget):
    """``opened``: a console was built (whoever hears it starts it, and closes it at the end); ``entered``: the person wants its window."""

    opened = Signal(object)
    entered = Signal(object)

    def __init__(self, sign_in: SignIn, courier: Courier) -> None:
        super().__init__()
        self.setWindowTitle("Sign in – Clearline")
        self.setMinimumSize(1100, 700)
        self.resize(1440, 900)
        self._courier = courier
        self._console: Console | None = None
        self._reading = False
        self.steps = Steps()
        self.form = SignForm(sign_in, courier)
        self.rights: RightsPage | None = None
        self.shop: SignForm | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(_centred(self.form, 560))
        self._mark, self._where = Mark("none", 8), Text("Not connected", "text.2", 11)
        self._hints = H(gap=16)
        body = H(self.steps, rule(vertical=True), (self._stack, 1), gap=0)
        bar = V(
            Rule(), H(H(self._mark, self._where, gap=5), None, self._hints, gap=16, pad=(16, 0, 16, 0), h=23), ground="bg.window"
        )
        fill(QVBoxLayout(self), [(body, 1), bar], 0, 0)
        self._show_hints((("Tab", "next field"), ("↵", "sign in")))
        self.form.company.connect(self._name_company)
        self.form.entered.connect(self._opened)
        self._soon = QTimer(self, interval=THROTTLE, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._name_company(self.form.company_name)
        self.form.focus_first()

    def _name_company(self, name: str) -> None:
        self.steps.company.show_state("done" if name else "todo", name or "the ERP says which")

    def _opened(self, entered: Entered) -> None:
        console = self._console = entered.console
        login = self.form.login.field.text().strip()
        self.steps.erp.show_state("done", f"{login}, {self.form.database.field.text().strip()}")
        self._mark.show_kind("ok")
        self._say_company()
        console.watch(self._courier.hear(self._heard))
        self.opened.emit(console)
        shop = next((d for d in console.doors.all if d.offer.at_entry and not d.offer.several and not d.is_open), None)
        if shop is None:
            self.steps.shop.show_state("done", "signed in as before")
            self._show_rights()
        else:
            self._ask_shop(shop)

    def _ask_shop(self, way: Way) -> None:
        """The same form again; the ERP is read meanwhile."""
        self.shop = SignForm(way, self._courier, leave=f"Go on without {way.named}")
        self.shop.entered.connect(self._shop_opened)
        self.shop.left.connect(self._shop_left)
        self.steps.shop.show_state("now", f"{way.offer.title}, needs your sign-in")
        self._stack.setCurrentIndex(self._stack.addWidget(_centred(self.shop, 560)))
        self._show_hints((("Tab", "next field"), ("↵", "sign in"), ("Esc", f"without {way.named}")))
        self.shop.focus_first()

    def _shop_opened(self, _signed_in: object) -> None:
        if self.shop is not None:
            self.steps.shop.show_state("done", self.shop.login.field.text().strip())
            self._show_rights()

    def _shop_left(self) -> None:
        self.steps.shop.show_state("todo", "can be added in Sync")
        self._show_rights()

    def _show_rights(self) -> None:
        console = self._console
        if console is None or self.rights is not None:
            return
        names = {source: role[:1].upper() + role[1:] for source, role in console.doors.roles().items()}
        self.rights = RightsPage(console.rights(), names, has_role=bool(console.me.roles))
        self.rights.go_on.connect(self._go_on)
        self._stack.setCurrentIndex(self._stack.addWidget(_centred(self.rights, 680)))
        self.steps.rights.show_state("now", " and ".join(names.values()))
        self._show_hints((("↵", "open the queue"),))
        self.rights.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def _say_company(self) -> None:
        """Its name comes from the ERP; until then the address stands for it."""
        company = self._console.status().company if self._console is not None else ""
        self._name_company(company or self.form.address.field.text().strip())
        self._where.setText(f"Signed in to {company or 'the ERP'}")

    def _heard(self, _changes: Changes) -> None:
        if self._console is not None and not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        if self._console is not None and not self._reading and self.rights is not None:
            self._reading = True
            self._courier.deliver(self._console.read(AskOutbox()), self._looked)

    def _looked(self, answer: OutboxAnswer) -> None:
        self._reading = False
        if self.rights is not None and self._console is not None:
            self._say_company()
            self.rights.show_pull(answer, self._console.status().now)
            self.steps.pull.show_state("done" if self.rights.done else "now", self.rights.progress.text())

    def _go_on(self) -> None:
        """Once: a second Return may still be on its way to this window while the other one opens."""
        console, self._console = self._console, None
        self._soon.stop()
        if console is not None:
            self.entered.emit(console)

    def _show_hints(self, hints: tuple[tuple[str, str], ...]) -> None:
        layout = self._hints.layout()
        assert layout is not None
        while layout.count():
            item = layout.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.deleteLater()
        for key, word in hints:
            layout.addWidget(H(Text(key, "text.2", 11, 600), Text(word, "text.3", 11), gap=5))

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        for form in (self.form, self.shop):
            if form is not None:
                form.stop()
        self._soon.stop()
        self._console = None  # what it still says, or has said already, is for another window
        super().closeEvent(event)


def _centred(part: QWidget, wide: int) -> QFrame:
    part.setFixedWidth(wide)
    return H(None, V(None, part, None), None, ground="bg.surface")
