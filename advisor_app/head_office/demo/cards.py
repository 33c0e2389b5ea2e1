"""The scorecards of the demo bank: trained in a quarter of a minute, on a sample and the newest months alone.

Their model cards say so: a real bank trains on all of its past (`train --from-bank`), with every control beside it.
"""

from dataclasses import replace

from sqlalchemy import Engine

from advisor_app.domain.policy import Policy
from advisor_app.head_office import policies
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.training import bank
from advisor_app.head_office.training.bank import Run, Trainer

_CUSTOMERS, _MONTHS, _BLOCKS = 1_500, 9, 2


def publish_cards(engine: Engine) -> tuple[list[Run], Policy]:
    """Train a card for each task and publish those that the policy's limits allow; return all, with the policy."""
    with read(engine) as connection:
        policy = policies.in_force(connection)
        quick = replace(
            policy,
            predictions=replace(policy.predictions, cases=_CUSTOMERS),
            training=replace(policy.training, stronger_percent=()),
        )
        trainer = Trainer(connection, quick, months=_MONTHS, blocks=_BLOCKS)
        wanted = [one for task in bank.TASKS for one in bank.wanted_of(task, None, policy)]
        runs = [trainer.run(task, family, {}) for task, family in wanted]
    for run in runs:
        bank.publish(engine, run)
    return runs, policy
