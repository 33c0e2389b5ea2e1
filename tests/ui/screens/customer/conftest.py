"""What tests of the view of a customer share: waiting for the book, and writing more into it."""

from collections.abc import Callable
from itertools import count

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.domain.profile import Profile
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from tests.support.factories import Book

Settle = Callable[[], None]
ProfileOf = Callable[[bytes], Profile]
_FREE = 100_000  # ids that the rich book does not use


@pytest.fixture
def settle(qtbot: QtBot, desk: Desk) -> Settle:
    """Return what waits until all that was asked of the book is answered, and what follows from it too."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)

    return wait


@pytest.fixture
def written(desk: Desk) -> Book:
    """Return what writes more records into the book of the desk."""
    book = Book(desk.book.store)
    book._numbers = count(_FREE)
    return book


@pytest.fixture
def profile_of(desk: Desk) -> ProfileOf:
    """Return what reads the profile of a customer as it now is."""
    return lambda customer: show_customer(desk.book, customer)
