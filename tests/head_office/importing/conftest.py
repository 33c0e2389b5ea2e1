"""A bank on each of the two databases, and the import into it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.importing import Limits, Mapping, Report, import_folder, load_mapping

Import = Callable[..., Report]


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return the engine of a new bank, on encrypted SQLite and on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = create_bank(url, NewBank("江城银行"))
    yield engine
    engine.dispose()


@pytest.fixture
def load(bank: Engine, tmp_path: Path) -> Import:
    """Return the function that imports a folder, by default through the native mapping."""

    def run(
        folder: Path,
        mapping: Mapping | None = None,
        *,
        as_of: date | None = None,
        limits: Limits | None = None,
    ) -> Report:
        return import_folder(
            bank,
            mapping or load_mapping("native"),
            folder,
            rejects_dir=tmp_path / "rejects",
            as_of=as_of,
            limits=limits,
        )

    return run
