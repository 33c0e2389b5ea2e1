"""One run over the bank's own history: judged in time order, published unless the policy's limits say no."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from advisor_app.analysis.scorecards import evaluation, model_card, publishing
from advisor_app.analysis.scorecards.controls import Control
from advisor_app.analysis.scorecards.evaluation import Block, Figures
from advisor_app.domain.policy import Policy
from advisor_app.domain.scorecards import Scorecard
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.db.models import Bank
from advisor_app.head_office.nightly.feature_inputs import Of
from advisor_app.head_office.training import cases, history, published
from advisor_app.head_office.training.outcomes import Churn, Need, Outcome
from advisor_app.i18n import N_

NEED, CHURN = "need", "churn"
TASKS = (NEED, CHURN)

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What came out for a task: figures by name, blocks, and the card with its model card, or why there is none."""

    task: str
    family: str | None
    cases: int = 0
    events: int = 0
    blocks: Sequence[Block] = ()
    figures: Mapping[str, Figures] | None = None
    card: Scorecard | None = None
    model_card: str = ""
    refused: RefusedError | None = None


def wanted_of(task: str, family: str | None, policy: Policy) -> list[tuple[str, str | None]]:
    """Return the cards that are asked for: of all families of needs where none is named.

    Raises InputError for a family that the policy does not have.
    """
    if task != NEED:
        return [(task, None)]
    families = [one.code for one in policy.predictions.families]
    if family is not None and family not in families:
        raise InputError(
            N_("The policy has no family “{family}”; it has {known}."),
            family=family,
            known=", ".join(families) or "–",
        )
    return [(task, code) for code in families if family in (None, code)]


class Trainer:
    """Trains on one bank; its past is computed once, however many cards are trained."""

    def __init__(self, connection: Connection, policy: Policy, told: Told | None = None) -> None:
        self._connection, self._policy = connection, policy
        self._bank = Of(*connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one())
        days = history.ends(connection, self._bank.as_of)
        found = history.snapshots(connection, policy, self._bank, days, policy.predictions.cases)
        self._history: list[history.Snapshot] = []
        for number, month in enumerate(found, 1):
            self._history.append(month)
            if told:
                told(number, len(days))

    def run(
        self,
        task: str,
        family: str | None,
        controls: Mapping[str, Control],
        *,
        publish: bool,
        told: Told | None = None,
    ) -> Run:
        """Train one card, and publish it where that is wanted and nothing stands against it.

        Raises InputError where a single field knows the outcome.
        """
        outcome = self._outcome(task, family)
        known = [month for month in self._history if outcome.known_on(month.day) <= self._bank.as_of]
        try:
            made = cases.cases(known, outcome, self._policy, publishing.of_policy(self._policy.training))
        except RefusedError as error:
            return Run(task, family, refused=error)
        table = made.table
        publishing.check_leaks(table, made.training, made.limits)
        judged, figures = evaluation.evaluate(table, made.training, controls, told, made.parts)
        found: dict[str, Any] = {
            "cases": len(table),
            "events": int(table.events.sum()),
            "blocks": judged,
            "figures": figures,
        }
        version = published.next_version(self._connection, task, family)
        try:
            card = publishing.publish(
                task,
                version,
                table,
                made.training,
                made.limits,
                judged,
                figures,
                horizon_days=outcome.horizon_days,
            )
        except RefusedError as error:
            return Run(task, family, **found, refused=error)
        card = card._replace(trained={**card.trained, "first_on": made.days[0], "last_on": made.days[-1]})
        if publish:
            published.publish(self._connection, card, family)
        name = task if family is None else f"{task} {family}"
        text = model_card.of(
            card, "the bank's own history", cases.columns_of(name, table.fields, self._policy)
        )
        return Run(task, family, **found, card=card, model_card=text)

    def _outcome(self, task: str, family: str | None) -> Outcome:
        if task == CHURN:
            return Churn(self._connection, self._policy, self._bank)
        chosen = self._policy.predictions.family(family)
        if chosen is None:
            raise ValueError(f"no family {family}")
        return Need(self._connection, self._policy, chosen)
