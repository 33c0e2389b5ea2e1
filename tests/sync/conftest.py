"""A head office with two books, served on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bank import Filled, fill
from tests.support.office import Office, demo_bank, serving


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "office"
    folder.mkdir()
    engine = demo_bank(folder)
    with serving(engine, folder / "tls") as found:
        yield found
    engine.dispose()


@pytest.fixture
def filled(office: Office) -> Filled:
    return fill(office.engine, advisors=2, customers=30, transactions=40)
