"""Cards of the bank's own history: judged in time order, and none where the policy's limits say no."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, select

from advisor_app.analysis.scorecards import evaluation, model_card, publishing
from advisor_app.analysis.scorecards.controls import Control
from advisor_app.analysis.scorecards.evaluation import Block, Figures
from advisor_app.analysis.scorecards.model_card import Naming
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHURN, CONTACT, NEED
from advisor_app.domain.scorecards import Scorecard
from advisor_app.errors import AppError, InputError, RefusedError
from advisor_app.head_office.db.models import Bank
from advisor_app.head_office.nightly.feature_inputs import Of
from advisor_app.head_office.training import cases, contacts, history, published
from advisor_app.head_office.training.outcomes import Churn, Need, Outcome
from advisor_app.i18n import N_

Told = Callable[[int, int], None]

TASKS = (NEED, CHURN, CONTACT)
"""What is trained on a bank's own history."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came out for a task: figures by name, blocks, and the card, or why there is none."""

    task: str
    family: str | None
    cases: int = 0
    events: int = 0
    blocks: Sequence[Block] = ()
    figures: Mapping[str, Figures] | None = None
    card: Scorecard | None = None
    refused: AppError | None = None


def wanted_of(task: str, family: str | None, policy: Policy) -> list[tuple[str, str | None]]:
    """Return the cards that are asked for: of all families of needs where none is named.

    Raises InputError for a family that the policy does not have, and for a policy that has none.
    """
    if task != NEED:
        return [(task, None)]
    families = [one.code for one in policy.predictions.families]
    if not families:
        raise InputError(
            N_("The policy names no families of products, so there is no need to train for."),
            what_to_do=N_("Publish one with [[predictions.families]], or name a file with --policy."),
        )
    if family is not None and family not in families:
        raise InputError(
            N_("The policy has no family “{family}”; it has {known}."),
            family=family,
            known=", ".join(families),
        )
    return [(task, code) for code in families if family in (None, code)]


def publish(engine: Engine, run: Run) -> None:
    """Send the card of a run to all devices, in a transaction of its own: others write while cards are trained."""
    if run.card is not None:
        with engine.begin() as connection:
            published.publish(connection, run.card, run.family)


class Trainer:
    """Trains on one bank; its past is computed once, however many cards are trained.

    A quick one looks at the newest `months` only, and has each card judged on the newest `blocks` of them.
    """

    def __init__(
        self,
        connection: Connection,
        policy: Policy,
        told: Told | None = None,
        *,
        months: int | None = None,
        blocks: int | None = None,
    ) -> None:
        self._blocks = blocks
        self._connection, self._policy = connection, policy
        self._bank = Of(*connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one())
        days = history.ends(connection, self._bank.as_of)[-(months or 0) :]
        found = history.snapshots(connection, policy, self._bank, days, policy.predictions.cases)
        self._history: list[history.Snapshot] = []
        for number, month in enumerate(found, 1):
            self._history.append(month)
            if told:
                told(number, len(days))

    @property
    def naming(self) -> Naming:
        """By what names and in what currency the model cards of this bank are read."""
        return Naming(self._policy, self._bank.currency)

    def run(
        self, task: str, family: str | None, controls: Mapping[str, Control], told: Told | None = None
    ) -> Run:
        """Train one card; why there is none is said in what is returned."""
        run = Run(task, family)
        try:
            made, horizon_days = self._cases(task, family)
            table = made.table
            run = replace(run, cases=len(table), events=int(table.events.sum()))
            publishing.check_leaks(table, made.training, made.limits)
            parts = made.parts[-(self._blocks or 0) :]
            judged, figures = evaluation.evaluate(table, made.training, controls, told, parts)
            run = replace(run, blocks=judged, figures=figures)
            card = publishing.publish(
                task,
                published.next_version(self._connection, task, family),
                table,
                made.training,
                made.limits,
                judged,
                figures,
                horizon_days=horizon_days,
            )
        except (InputError, RefusedError) as error:
            return replace(run, refused=error)
        scored = {each.field for each in card.characteristics}
        further = (field.column for field in table.fields if field.column not in scored)
        left_out = dict.fromkeys(
            map(history.scored_name, history.LEFT_OUT), model_card.AS_TODAY
        ) | dict.fromkeys(further, model_card.TOO_MANY)
        return replace(run, card=model_card.of_bank(card, left_out, made.days))

    def _cases(self, task: str, family: str | None) -> tuple[cases.Cases, int | None]:
        """Return the cases with their horizon; a contact's outcome is known at once. Raises RefusedError."""
        settings = publishing.of_policy(self._policy.training)
        if task == CONTACT:
            made = contacts.cases_of(self._connection, self._history, self._policy, self._bank, settings)
            return made, None
        outcome = self._outcome(task, family)
        known = [month for month in self._history if outcome.known_on(month.day) <= self._bank.as_of]
        return cases.cases(known, outcome, self._policy, settings), outcome.horizon_days

    def _outcome(self, task: str, family: str | None) -> Outcome:
        if task == CHURN:
            return Churn(self._connection, self._policy, self._bank)
        chosen = self._policy.predictions.family(family)
        if chosen is None:
            raise ValueError(f"no family {family}")
        return Need(self._connection, self._policy, chosen)
