"""The assessments of a push: each is judged by the questions of the bank and by what the customer has had before."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from advisor_app.domain import assessments
from advisor_app.domain import policy as rules
from advisor_app.domain.policy import Policy, PolicyError
from advisor_app.head_office.db.models import Bank, Base
from advisor_app.head_office.db.models import Policy as PolicyRow
from advisor_app.head_office.db.raw import fetch_among
from advisor_app.head_office.policies import from_file

_KEPT = 32
_COLUMNS = ("customer_id", "assessed_on")


@dataclass
class Assessed:
    """What the assessments of a push are judged by; `days` are those of all that customers have had."""

    time_zone: str = ""
    policies: tuple[Policy, ...] = ()
    days: defaultdict[bytes, list[int]] = field(default_factory=lambda: defaultdict(list))

    def refusal(self, row: dict[str, Any]) -> str | None:
        """Return why an assessment is refused, or None; one that is not counts for those after it."""
        days = self.days[row["customer_id"]]
        code = assessments.refusal(row, days, self.policies, self.time_zone)
        if code is None:
            days.append(row["assessed_on"])
        return code


def read(connection: Connection, customers: Collection[bytes]) -> Assessed:
    """Read what the assessments of some customers are judged by; nothing where there are none of these."""
    found = Assessed()
    if not customers:
        return found
    found.time_zone = connection.execute(select(Bank.time_zone)).scalar_one()
    published = connection.execute(select(PolicyRow.id, PolicyRow.text).order_by(PolicyRow.id.desc()))
    read = (_parsed(text, version) for version, text in published)
    found.policies = tuple(policy for policy in read if policy is not None) or (_default(),)
    rows = fetch_among(
        connection, Base.metadata.tables["risk_assessments"], _COLUMNS, "customer_id", customers
    )
    for customer_id, day in rows:
        found.days[customer_id].append(day)
    return found


@lru_cache(maxsize=_KEPT)
def _parsed(text: str, version: int) -> Policy | None:
    """Return a published policy, completed as devices do it, or None for one that devices do not use."""
    try:
        policy = rules.parse(text)
    except PolicyError:
        return None
    if policy.version != version:
        return None
    asked = policy.risk_questionnaire or _default().risk_questionnaire
    return replace(policy, risk_questionnaire=asked)


@lru_cache(maxsize=1)
def _default() -> Policy:
    return from_file(None)
