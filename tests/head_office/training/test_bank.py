"""A bank with a past: its features of then, the outcome that followed, and the cards that come out or do not."""

import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from advisor_app.analysis.scorecards import model_card
from advisor_app.domain import scorecards
from advisor_app.domain.dates import add_months, start_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.predictions import PREDICTIONS_UNSAID
from advisor_app.domain.predictions import CHURN, CONTACT, HOUR, NEED
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.db.models import (
    Base,
    Bucket,
    Change,
    Customer,
    Interaction,
    Scorecard,
)
from advisor_app.head_office.nightly.feature_inputs import Of
from advisor_app.head_office.training import history, published
from advisor_app.head_office.training.bank import Trainer, wanted_of
from advisor_app.i18n import using
from tests.head_office.nightly.conftest import day
from tests.head_office.training.conftest import AS_OF, BEGIN, MONTHS, PEOPLE

HOUR_MICROS = 3_600_000_000


def known(connection: Connection, policy: Policy, then: int) -> dict[bytes, tuple[str, ...]]:
    of = Of(AS_OF, "CNY", "Asia/Shanghai")
    [found] = history.snapshots(connection, policy, of, [then], 1000)
    return {
        key: tuple(str(found.values[name][place]) for name in sorted(found.values))
        for place, key in enumerate(found.customers)
    }


def test_the_features_of_a_day_do_not_know_what_came_after(bank: Engine, policy: Policy) -> None:
    then, tables = day("2026-03-31"), Base.metadata.tables
    with bank.connect() as connection:
        before = known(connection, policy, then)
        connection.execute(tables["holdings"].delete().where(tables["holdings"].c.starts_on > then))
        connection.execute(tables["transactions"].delete().where(tables["transactions"].c.day > then))
        connection.execute(tables["aum_months"].delete().where(tables["aum_months"].c.month > then))
        connection.execute(tables["accounts"].update().values(balance_minor=5_000_000_00))
        after = known(connection, policy, then)
        connection.execute(tables["transactions"].delete())
        without = known(connection, policy, then)
        connection.rollback()
    assert len(before) == PEOPLE
    assert after == before
    assert without != before  # what came before counts


def test_a_card_that_ranks_is_published_to_every_device(bank: Engine, policy: Policy) -> None:
    with bank.connect() as connection:
        trainer = Trainer(connection, policy)
        run = trainer.run(NEED, "fund", {})
        assert run.refused is None
        assert run.card is not None
        assert run.figures is not None
        assert run.figures["scorecard"].auc > 0.65
        with using("en"):
            text = model_card.markdown(run.card, run.family, trainer.naming)
        assert f"{run.figures['scorecard'].auc:.4f}" in text
        assert "deposits, loans, kinds of products held" in text
        assert "buy of “Funds” within 60 days" in text
        assert "at the ends of months from 2026-01-31 to 2026-07-31" in text
        assert len(run.card.judged["each_block"]) == len(run.blocks)
        published.publish(connection, run.card, "fund")
        [row] = connection.execute(select(Scorecard.__table__)).all()
        assert (row.task, row.family, row.version) == (NEED, "fund", 1)
        card = scorecards.from_json(row.text)
        assert card == scorecards.from_json(scorecards.to_json(run.card))
        assert card.horizon_days == policy.predictions.need_days
        assert "age_years" in [each.field for each in card.characteristics]
        sent = select(Change.row_id).join(Bucket, Bucket.id == Change.bucket_id)
        assert row.id in connection.execute(sent.where(Change.entity == "scorecards")).scalars().all()
        again = trainer.run(NEED, "fund", {}).card
        assert again is not None
        assert again.version == 2
        # Nobody loses anything in this bank, nobody buys a bond, and nobody is called.
        for task, family in ((CHURN, None), (NEED, "bond"), (CONTACT, None)):
            refused = trainer.run(task, family, {})
            assert refused.card is None
            assert isinstance(refused.refused, RefusedError)
        connection.rollback()


def test_a_card_below_the_floor_of_the_policy_is_refused(bank: Engine, policy: Policy) -> None:
    floor = replace(policy, training=replace(policy.training, floor_auc=990))
    with bank.connect() as connection:
        refused = Trainer(connection, floor).run(NEED, "fund", {})
    assert refused.card is None
    assert refused.figures is not None  # how badly it ranks is told
    assert "0.99" in str(refused.refused)


def test_who_answers_is_learned_from_contacts(bank: Engine, policy: Policy) -> None:
    with bank.connect() as connection:
        called(connection)
        run = Trainer(connection, policy).run(CONTACT, None, {})
        connection.rollback()
    assert run.refused is None
    assert run.card is not None
    assert run.card.horizon_days is None
    assert run.figures is not None
    assert run.figures["scorecard"].auc > 0.65
    # Old people answer in the morning; whom a visit finds at home is always met, which teaches nothing.
    [hour] = [one for one in run.card.characteristics if one.field == HOUR]
    assert hour.bands[0].points > hour.bands[-2].points
    codes = [code for one in run.card.characteristics for band in one.bands for code in band.codes]
    assert "outreach_visit" not in codes


def called(connection: Connection) -> None:
    """Let everybody be called twice a month for a year, answered in the morning more than in the afternoon."""
    draw = random.Random(5)
    people = connection.execute(select(Customer.id)).scalars().all()
    rows = []
    for months in range(8, MONTHS):
        for person in people:
            for hour, often in ((9, 0.8), (15, 0.3)):
                at = (
                    start_of(add_months(BEGIN, months) + draw.randrange(27), "Asia/Shanghai")
                    + hour * HOUR_MICROS
                )
                outcome = "connected" if draw.random() < often else "no_answer"
                rows.append(contact(person, at, "phone", outcome))
            rows.append(contact(person, at, "outreach_visit", "met"))
    connection.execute(insert(Interaction), rows)


def contact(person: bytes, at: int, channel: str, outcome: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": person,
        "happened_at": at,
        "channel": channel,
        "direction": "out",
        "outcome": outcome,
    }


def test_families_are_those_of_the_policy(policy: Policy) -> None:
    assert wanted_of(NEED, "fund", policy) == [(NEED, "fund")]
    assert (NEED, "insurance") in wanted_of(NEED, None, policy)
    assert wanted_of(CHURN, None, policy) == [(CHURN, None)]
    with pytest.raises(InputError, match="moon"):
        wanted_of(NEED, "moon", policy)
    with pytest.raises(InputError, match=r"no families|没有"):
        wanted_of(NEED, None, replace(policy, predictions=PREDICTIONS_UNSAID))
