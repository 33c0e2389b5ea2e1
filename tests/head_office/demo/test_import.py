"""The demo bank takes the way of a real one: the ordinary importer reads its files and rejects nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from advisor_app.domain.dates import to_day, to_instant
from advisor_app.head_office import assignments
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import Account, Bank, BookMember, Customer, Transaction
from advisor_app.head_office.demo import AS_OF
from advisor_app.head_office.importing import import_folder, load_mapping
from tests.head_office.demo.conftest import Extracts, fen


@pytest.fixture(scope="module")
def engine(extracts: Extracts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database into which the demo bank was imported once."""
    folder = tmp_path_factory.mktemp("office")
    engine = create_bank(f"sqlite:///{folder / 'office.db'}", NewBank("江城银行", demo=True))
    report = import_folder(engine, load_mapping("native"), extracts.summary.extracts, rejects_dir=folder)
    assert {file.entity: (file.status, file.loaded, file.rejected) for file in report.files} == {
        name: ("loaded", rows, 0) for name, rows in extracts.summary.rows.items()
    }
    yield engine
    engine.dispose()


def test_what_was_imported_is_what_was_written(engine: Engine, extracts: Extracts) -> None:
    with engine.connect() as connection:
        assert connection.execute(select(Bank.as_of)).scalar_one() == to_day(AS_OF)
        total = sum(fen(row["amount"]) for row in extracts.files["transactions"])
        assert connection.execute(select(func.sum(Transaction.amount_minor))).scalar_one() == total
        balances = sum(fen(row["balance"]) for row in extracts.files["accounts"])
        assert connection.execute(select(func.sum(Account.balance_minor))).scalar_one() == balances
        names = connection.execute(select(Customer.name)).scalars()
        assert sorted(filter(None, names)) == sorted(row["name"] for row in extracts.files["customers"])


def test_instants_are_in_the_time_of_the_bank(engine: Engine, extracts: Extracts) -> None:
    row = extracts.files["transactions"][100]
    at = datetime.fromisoformat(row["at"])
    assert at.utcoffset() == timedelta(hours=8)
    with engine.connect() as connection:
        found = select(Transaction.at).where(Transaction.source_key == row["key"])
        assert connection.execute(found).scalar_one() == to_instant(at.astimezone(UTC))


def test_a_second_import_changes_nothing(engine: Engine, extracts: Extracts, tmp_path: Path) -> None:
    report = import_folder(engine, load_mapping("native"), extracts.summary.extracts, rejects_dir=tmp_path)
    assert [(file.loaded, file.changed, file.rejected) for file in report.files] == [(0, 0, 0)] * 18


def test_every_customer_and_prospect_comes_into_a_book(engine: Engine, extracts: Extracts) -> None:
    with engine.begin() as connection:
        wanted = assignments.read_file(extracts.summary.assignments)
        assert assignments.assign(connection, assignments.from_numbers(connection, wanted)) == 300
        sizes = select(func.count()).select_from(BookMember).group_by(BookMember.bucket_id)
        assert connection.execute(sizes).scalars().all() == [100, 100, 100]
