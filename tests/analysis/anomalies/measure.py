"""How much of what was planted is found, and how much of what is found was planted, beside a 3-sigma rule."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from advisor_app.domain.policy import Policy
from advisor_app.head_office.db.models import Bank as BankRow
from advisor_app.head_office.nightly.anomalies import anomalies
from advisor_app.head_office.nightly.feature_inputs import Of
from advisor_app.head_office.nightly.frames import Frames
from tests.analysis.anomalies.planted import Bank, Incident, Where

_SIGMAS = 3


class Measured(NamedTuple):
    """Shares from 0 to 1; `simple` is the recall of the 3-sigma rule at a precision at least as high.

    That may be none, so `at_three` are its recall and precision as it is used: at three standard deviations.
    """

    recall: float
    precision: float
    simple: float
    at_three: tuple[float, float]
    by_kind: dict[str, float]


def measure(connection: Connection, policy: Policy, seed: int, count: int) -> Measured:
    """Plant by a seed, look with both rules, and compare; the caller rolls back."""
    of = Of(*connection.execute(select(BankRow.as_of, BankRow.base_currency, BankRow.time_zone)).one())
    bank = Bank(connection, of.as_of, policy)
    planted = bank.plant(seed, count)
    with Frames(connection) as frames:
        found = {(row.customer_id, row.day) for _one, row in anomalies(frames, policy, of)}
    recall, precision = _recall(planted, found), _precision(planted, found)
    best, taken = 0.0, set[Where]()
    at_three = 0.0, 0.0
    for score, key in bank.by_three_sigma():
        taken.add(key)
        if score >= _SIGMAS:
            at_three = _recall(planted, taken), _precision(planted, taken)
        if _precision(planted, taken) >= precision:
            best = max(best, _recall(planted, taken))
    kinds = {one.kind for one in planted}
    by_kind = {kind: _recall([one for one in planted if one.kind == kind], found) for kind in sorted(kinds)}
    return Measured(recall, precision, best, at_three, by_kind)


def _recall(planted: Iterable[Incident], found: set[Where]) -> float:
    every = list(planted)
    return sum(not one.days.isdisjoint(found) for one in every) / len(every)


def _precision(planted: Iterable[Incident], found: set[Where]) -> float:
    wanted = {key for one in planted for key in one.days}
    return len(found & wanted) / len(found) if found else 0.0
