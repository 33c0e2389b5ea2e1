"""What advisors did with prompts, by rule, advisor or branch: counted where it lies, with n and an interval.

Head office hears of a prompt only when something was done with it; how many were never touched nobody but the
advisor's own device can tell.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from advisor_app.domain.prompts import tuning
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED
from advisor_app.domain.surveys import Share, csat
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Advisor, Branch, Customer, PromptOutcome

RULE, ADVISOR, BRANCH = "rule", "advisor", "branch"
BY = (RULE, ADVISOR, BRANCH)


class Answered(NamedTuple):
    """What became of prompts of one rule, advisor or branch; `code` is None for what belongs to none.

    `done_share` is of the done and dismissed. `by_contact` of the done were cleared by a contact. `weight_percent` is
    what outcomes make of the rule's rank by the present policy, None where rules are taken together.
    """

    code: str | None
    name: str | None
    done: int
    by_contact: int
    snoozed: int
    dismissed: int
    done_share: Share
    weight_percent: int | None


def answered(
    connection: Connection, by: str, *, since: int | None = None, until: int | None = None
) -> list[Answered]:
    """Return what was done with prompts between two days on which they were shown, both included, by `by`."""
    key, name, statement = _by(by)
    for condition in (
        None if since is None else PromptOutcome.shown_on >= since,
        None if until is None else PromptOutcome.shown_on <= until,
    ):
        if condition is not None:
            statement = statement.where(condition)
    statement = statement.group_by(key, name, PromptOutcome.action)
    counts: dict[tuple[str | None, str | None], Counter[str]] = {}
    for code, called, action, count, contacts in connection.execute(statement):
        found = counts.setdefault((code, called), Counter())
        found[action] += count
        found[_CONTACT] += contacts if action == DONE else 0
    rules = policies.in_force(connection).prompts.tuning if by == RULE else None
    made = [_made(code, called, found, rules) for (code, called), found in counts.items()]
    return sorted(made, key=lambda one: (one.code is None, -one.done_share.n, one.code or ""))


_CONTACT = "contact"


def _by(by: str) -> tuple[Any, Any, Any]:
    if by == RULE:
        key = name = PromptOutcome.rule
    elif by == ADVISOR:
        key, name = Advisor.number, Advisor.name
    else:
        key, name = Branch.code, Branch.name
    counted = (PromptOutcome.action, func.count(), func.count(PromptOutcome.interaction_id))
    statement: Any = select(key, name, *counted)
    if by == ADVISOR:
        statement = statement.outerjoin(Advisor, Advisor.id == PromptOutcome.advisor_id)
    elif by == BRANCH:
        statement = statement.join(Customer, Customer.id == PromptOutcome.customer_id).outerjoin(
            Branch, Branch.id == Customer.branch_id
        )
    return key, name, statement.select_from(PromptOutcome)


def _made(code: str | None, name: str | None, found: Mapping[str, int], rules: Any) -> Answered:
    done, dismissed = found[DONE], found[DISMISSED]
    return Answered(
        code=code,
        name=None if rules else name,
        done=done,
        by_contact=found[_CONTACT],
        snoozed=found[SNOOZED],
        dismissed=dismissed,
        done_share=csat(done, done + dismissed),
        weight_percent=tuning.weight(done, dismissed, rules) if rules else None,
    )
