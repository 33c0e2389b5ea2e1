"""How promises to customers were kept, for the branch: by branch, and by the advisor who made them.

Where a promise stands follows the rules of `domain.promises`, here in SQL so that promises are counted where
they lie; a test holds the two equal. The day that counts is the bank's business date. Advisor and branch answer
for what the advisor promised, whoever has the customer now.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, case, func, select

from advisor_app.domain.promises import KEPT, WITHDRAWN, PromiseFigures, Standing
from advisor_app.errors import InputError
from advisor_app.head_office.db.models import Advisor, Bank, Branch, Promise
from advisor_app.i18n import N_
from advisor_app.words import NOTHING

_CODES_NAMED = 20  # of those that there are, where another one was asked for


class Scope(NamedTuple):
    """Which promises count; None is no limit. `since` and `until` are the first and the last day on which due."""

    branch: str | None = None
    advisor: str | None = None
    since: int | None = None
    until: int | None = None


class AdvisorPromises(NamedTuple):
    """How the promises of one advisor stand; without a number, those of which it is not known who made them."""

    number: str | None
    name: str | None
    figures: PromiseFigures


class BranchPromises(NamedTuple):
    """How the promises of a branch stand, and of its advisors who made any; without a code, of those in no branch."""

    code: str | None
    name: str | None
    figures: PromiseFigures
    advisors: Sequence[AdvisorPromises]


def by_branch(connection: Connection, scope: Scope) -> list[BranchPromises]:
    """Return the figures of branches and advisors with promises in scope, in the order of codes and numbers.

    Raises InputError for a branch or an advisor that the bank does not have.
    """
    _check(connection, scope)
    counted: dict[Any, dict[Any, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in connection.execute(_counts(scope)):
        advisor = counted[row.code, row.branch][row.number, row.advisor]
        advisor[row.standing] = row.promises
        if row.standing == Standing.OPEN.value:
            advisor["due_today"] = row.due_today
    return [
        _branch(code, name, sorted(advisors.items(), key=_last_without))
        for (code, name), advisors in sorted(counted.items(), key=_last_without)
    ]


def _branch(code: str | None, name: str | None, counted: Sequence[Any]) -> BranchPromises:
    nothing = dict.fromkeys(PromiseFigures._fields, 0)
    advisors = [
        AdvisorPromises(number, advisor, PromiseFigures(**nothing | counts))
        for (number, advisor), counts in counted
    ]
    whole = PromiseFigures(*map(sum, zip(*(advisor.figures for advisor in advisors), strict=True)))
    return BranchPromises(code, name, whole, advisors)


def _last_without(item: tuple[tuple[str | None, str | None], Any]) -> tuple[bool, str]:
    key = item[0][0]
    return key is None, key or ""


def _counts(scope: Scope) -> Select[Any]:
    """Count promises by advisor and standing; the order and the bounds are those of `domain.promises.standing`."""
    today = select(Bank.as_of).scalar_subquery()
    standing = case(
        (Promise.outcome == WITHDRAWN, Standing.WITHDRAWN.value),
        (and_(Promise.outcome == KEPT, Promise.settled_on > Promise.due_on), Standing.LATE.value),
        (Promise.outcome == KEPT, Standing.KEPT.value),
        (Promise.due_on < today, Standing.BROKEN.value),
        else_=Standing.OPEN.value,
    )
    judged = select(
        Promise.advisor_id, standing.label("standing"), (Promise.due_on == today).label("due_today")
    )
    if scope.since is not None:
        judged = judged.where(Promise.due_on >= scope.since)
    if scope.until is not None:
        judged = judged.where(Promise.due_on <= scope.until)
    each = judged.subquery()
    counts = (
        select(
            each.c.advisor_id,
            each.c.standing,
            func.count().label("promises"),
            func.count().filter(each.c.due_today).label("due_today"),
        )
        .group_by(each.c.advisor_id, each.c.standing)
        .subquery()
    )
    found = (
        select(
            Branch.code,
            Branch.name.label("branch"),
            Advisor.number,
            Advisor.name.label("advisor"),
            counts.c.standing,
            counts.c.promises,
            counts.c.due_today,
        )
        .select_from(counts)
        .outerjoin(Advisor, Advisor.id == counts.c.advisor_id)
        .outerjoin(Branch, Branch.id == Advisor.branch_id)
    )
    if scope.branch is not None:
        found = found.where(Branch.code == scope.branch)
    if scope.advisor is not None:
        found = found.where(Advisor.number == scope.advisor)
    return found


def _check(connection: Connection, scope: Scope) -> None:
    branches, advisors = connection.execute(select(Branch.code)), connection.execute(select(Advisor.number))
    if scope.branch is not None and scope.branch not in (codes := set(branches.scalars())):
        raise InputError(
            N_("No branch has the code {code}."),
            what_to_do=N_("There are: {codes}."),
            code=scope.branch,
            codes=_named(codes),
        )
    if scope.advisor is not None and scope.advisor not in (numbers := set(advisors.scalars())):
        raise InputError(
            N_("No advisor has the number {number}."),
            what_to_do=N_("There are: {codes}."),
            number=scope.advisor,
            codes=_named(numbers),
        )


def _named(codes: set[str]) -> str:
    some = sorted(codes)[:_CODES_NAMED]
    return ", ".join([*some, *["…"] * (len(codes) > len(some))]) or NOTHING
