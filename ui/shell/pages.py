"""Every place there is, in the order of the navigation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.queues import QUEUES, Queue
from ui.shell.page import Page

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

# Rooms are imported at the first visit: what is not on screen costs no start-up time.


def _cases(queue: Queue, console: Console, courier: Courier) -> QWidget:
    from ui.queues.page import QueuePage

    return QueuePage(console, courier, queue=queue)


def _orders(quotes: bool, console: Console, courier: Courier) -> QWidget:
    from ui.orders.lists import ORDERS, QUOTES
    from ui.orders.page import OrdersPage

    return OrdersPage(console, courier, shown=QUOTES if quotes else ORDERS)


def _customers(console: Console, courier: Courier) -> QWidget:
    from ui.customers.page import CustomerPage

    return CustomerPage(console, courier)


def _inventory(console: Console, courier: Courier) -> QWidget:
    from ui.inventory.page import InventoryPage

    return InventoryPage(console, courier)


def _holds(console: Console, courier: Courier) -> QWidget:
    from ui.charts.page import ChartPage

    return ChartPage(console, courier)


def _board(console: Console, courier: Courier) -> QWidget:
    from ui.charts.board import BoardPage

    return BoardPage(console, courier)


def _imports(console: Console, courier: Courier) -> QWidget:
    from ui.imports.page import ImportsPage

    return ImportsPage(console, courier)


def _imported(console: Console, courier: Courier) -> QWidget:
    from ui.charts.imported import ImportedPage

    return ImportedPage(console, courier)


def _approvals(console: Console, courier: Courier) -> QWidget:
    from ui.approvals.page import ApprovalsPage

    return ApprovalsPage(console, courier)


def _outbox(console: Console, courier: Courier) -> QWidget:
    from ui.outbox.page import OutboxPage

    return OutboxPage(console, courier)


def _schedule(console: Console, courier: Courier) -> QWidget:
    from ui.schedule.page import SchedulePage

    return SchedulePage(console, courier)


def _drafts(console: Console, courier: Courier) -> QWidget:
    from ui.quotes.page import DraftsPage

    return DraftsPage(console, courier)


def _policy(console: Console, courier: Courier) -> QWidget:
    from ui.policy.page import PolicyPage

    return PolicyPage(console, courier)


PAGES: tuple[Page, ...] = (
    Page("approvals", "A", "Approvals", "shield-check", "Queues", _approvals),
    *(Page(q.name, q.key, q.title, q.icon, "Queues", partial(_cases, q), queue=q.name) for q in QUEUES),
    Page("customers", "C", "Customers", "building-2", "Look up", _customers),
    Page("orders", "O", "Orders", "route", "Look up", partial(_orders, False)),
    Page("quotes", "U", "All quotes", "files", "Look up", partial(_orders, True)),
    Page("drafts", "E", "Quote drafts", "clipboard-check", "Look up", _drafts),
    Page("appointments", "N", "Appointments", "calendar-days", "Look up", _schedule),
    Page("inventory", "W", "Inventory", "package", "Look up", _inventory),
    Page("board", "K", "KPI board", "gauge", "Figures", _board),
    Page("holds", "H", "Holds over time", "chart-column", "Figures", _holds),
    Page("imported", "0", "Imported sales", "chart-line", "Figures", _imported),
    Page("imports", "X", "Imports", "database", "Rules and data", _imports),
    Page("outbox", "S", "Sync and outbox", "refresh-cw", "Rules and data", _outbox),
    Page("policy", "G", "Policy", "scroll-text", "Rules and data", _policy),
)
