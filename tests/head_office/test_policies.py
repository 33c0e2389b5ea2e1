"""Publishing policies at head office: only upwards, only whole, and into the feed of every device."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from advisor_app.head_office import policies
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bucket, Change, Policy


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = create_bank(url, NewBank("江城银行"))
    yield engine
    engine.dispose()


def published(engine: Engine) -> list[int]:
    """Return the versions that devices are told of, in the order of the feed."""
    of_bank = select(Change.row_id).join(Bucket, Bucket.id == Change.bucket_id)
    with read(engine) as connection:
        rows = connection.execute(
            of_bank.where(Bucket.kind == "bank", Change.entity == "policies").order_by(Change.seq)
        )
        return [row.row_id for row in rows if row.row_id is not None]


def text(engine: Engine, version: int) -> str:
    """Return the default policy under another version."""
    with read(engine) as connection:
        default = connection.execute(select(Policy.text).where(Policy.id == 1)).scalar_one()
    return default.replace("version = 1", f"version = {version}")


def test_a_new_bank_has_the_default_policy(bank: Engine) -> None:
    assert published(bank) == [1]
    with bank.connect() as connection:
        assert policies.in_force(connection).version == 1


def test_a_newer_policy_is_published_and_in_force(bank: Engine) -> None:
    with bank.begin() as connection:
        policies.publish(connection, text(bank, 5))
    assert published(bank) == [1, 5]
    with bank.connect() as connection:
        assert policies.in_force(connection).version == 5


@pytest.mark.parametrize("version", [1, 4, 5])
def test_an_older_policy_or_the_same_version_is_refused(bank: Engine, version: int) -> None:
    with bank.begin() as connection:
        policies.publish(connection, text(bank, 5))
    with pytest.raises(policies.PolicyRefused, match=f"{version}.*5"), bank.begin() as connection:
        policies.publish(connection, text(bank, version))
    assert published(bank) == [1, 5]


def test_a_broken_policy_is_refused_and_the_one_before_stays(bank: Engine) -> None:
    broken = text(bank, 2).replace("cut_off = 50_000", "cut_off = 5_000_000")
    with pytest.raises(policies.PolicyRefused, match=r"tiers\[4\]\.cut_off"), bank.begin() as connection:
        policies.publish(connection, broken)
    with bank.connect() as connection:
        assert policies.in_force(connection).version == 1


def test_a_policy_of_a_later_program_is_passed_over(bank: Engine) -> None:
    with bank.begin() as connection:
        later = text(bank, 9).replace("format = 1", "format = 2")
        connection.execute(insert(Policy).values(id=9, text=later, published_at=0))
        assert policies.in_force(connection).version == 1
