"""What is planted by chance among real transactions is found better than by a 3-sigma rule at equal precision.

The seeds are drawn when the test runs, and said where it fails.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import STRUCTURING
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.demo import generate
from advisor_app.head_office.importing import import_folder, load_mapping
from advisor_app.head_office.policies import from_file
from tests.analysis.anomalies.measure import measure

EACH = 12
"""Incidents of each kind, so sixty of a seed."""


@pytest.fixture
def berka(tmp_path: Path, shared_data: Callable[..., Path]) -> Iterator[Engine]:
    engine = create_bank(
        f"sqlite:///{tmp_path / 'bank.db'}", NewBank("Berka", "CZK", "Europe/Prague", demo=True)
    )
    files = shared_data("berka", "client.asc").parent
    import_folder(engine, load_mapping("berka"), files, rejects_dir=tmp_path / "rejects")
    yield engine
    engine.dispose()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Engine]:
    engine = create_bank(f"sqlite:///{tmp_path / 'bank.db'}", NewBank("江城银行", demo=True))
    made = generate(
        tmp_path / "made", seed=2026, customers=400, advisors=1, months=14, as_of=date(2026, 11, 24)
    )
    import_folder(engine, load_mapping("native"), made.extracts, rejects_dir=tmp_path / "rejects")
    yield engine
    engine.dispose()


@pytest.fixture
def policy() -> Policy:
    return from_file(None)


def test_more_is_found_among_real_payments_than_by_three_sigma(berka: Engine, policy: Policy) -> None:
    # In crowns of 1994, a payment of 5,000 is what one of 20,000 yuan is now.
    rules = replace(policy.anomalies, payee_amount=5_000)
    _compare(berka, replace(policy, anomalies=rules), 3, 0.65, 0.9)


def test_more_is_found_among_invented_payments_than_by_three_sigma(demo: Engine, policy: Policy) -> None:
    _compare(demo, policy, 2, 0.6, 0.85)


def _compare(engine: Engine, policy: Policy, seeds: int, recall: float, precision: float) -> None:
    for _ in range(seeds):
        seed = secrets.randbits(32)
        with engine.connect() as connection:
            planting = connection.begin()
            found = measure(connection, policy, seed, EACH)
            planting.rollback()
        assert found.recall > found.simple, (seed, found)
        assert found.recall > found.at_three[0], (seed, found)
        assert found.precision > found.at_three[1], (seed, found)
        assert found.recall >= recall, (seed, found)
        assert found.precision >= precision, (seed, found)
        assert found.by_kind[STRUCTURING] == 1.0, (seed, found)
