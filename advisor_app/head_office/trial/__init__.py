"""What a policy would change if it were published: tiers of all customers, and the prompts of each book.

Nothing is written. Tiers are computed as after an import; prompts by the same rules as on devices, over what head
office has of each book. Quiet hours are left out of account, so that the answer does not depend on when it is asked.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from advisor_app.domain.policy import Policy, standing
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Moment
from advisor_app.errors import InputError
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Advisor, Bank, BookMember, Bucket, Customer
from advisor_app.head_office.nightly.frames import Frames
from advisor_app.head_office.trial.books import CHANGES, Compared, Example, Side, compared
from advisor_app.head_office.trial.rows import Terms
from advisor_app.head_office.trial.snapshots import of_book
from advisor_app.head_office.trial.tiers import Move, Tiers
from advisor_app.i18n import N_
from advisor_app.working_days import calendar_in

__all__ = ["Book", "Example", "Move", "Trial", "try_policy"]

Told = Callable[[int, int], None]


class Book(NamedTuple):
    """The prompts of one book by the policy in force and by the one that is tried."""

    advisor: str
    name: str
    customers: int
    compared: Compared


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found. `moves` count all customers of the bank; the others are of the books that were looked at.

    `examples` come with the number of the customer, None for one who has none.
    """

    old: Policy
    new: Policy
    currency: str
    moves: tuple[Move, ...]
    books: tuple[Book, ...]
    examples: tuple[tuple[Example, str | None], ...]

    @property
    def rules(self) -> tuple[tuple[str, int, int], ...]:
        """The rules that have prompts, with how many are open before and after, in the order of the new policy."""
        before = Counter[str]()
        after = Counter[str]()
        for book in self.books:
            before += book.compared.before.rules
            after += book.compared.after.rules
        order = {rule: place for place, rule in enumerate(self.new.prompts.triggers)}
        found = sorted(before.keys() | after.keys(), key=lambda rule: (order.get(rule, len(order)), rule))
        return tuple((rule, before[rule], after[rule]) for rule in found)


def try_policy(
    connection: Connection,
    text: str,
    now: int,
    *,
    advisors: Sequence[str] = (),
    examples: int = 3,
    told: Told | None = None,
) -> Trial:
    """Return what a document would change, in all books or in those of some advisors; `now` is UTC µs.

    Of each kind of change there are at most so many examples, those with the most money at stake.
    Raises PolicyRefused for one that could not be published, InputError for an advisor who has no book.
    """
    new, old = policies.check(connection, text), policies.in_force(connection)
    bank = connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one()
    found: list[Book] = []
    best: dict[object, Example] = {}
    wanted = _books(connection, advisors)
    with Frames(connection) as frames:
        both = _Both(connection, (old, new), bank, now, Tiers(frames, new))
        for bucket, advisor, name, customers in wanted:
            result = both.compare(bucket)
            found.append(Book(advisor, name, customers, result))
            for one in result.examples:
                if (kept := best.get(one.about)) is None or one.score > kept.score:
                    best[one.about] = one
            if told is not None:
                told(len(found), len(wanted))
        moves = both.tiers.moves()
    by_score = sorted(best.values(), key=lambda one: (-one.score, one.customer))
    ranked: list[Example] = []
    for change in CHANGES:
        ranked += [one for one in by_score if one.change == change][:examples]
    numbers = _numbers(connection, [one.customer for one in ranked])
    chosen = tuple((one, numbers.get(one.customer)) for one in ranked)
    return Trial(old, new, bank.base_currency, moves, tuple(found), chosen)


class _Both:
    """Two policies applied to one book after another."""

    def __init__(
        self, connection: Connection, policies_: tuple[Policy, Policy], bank: Any, now: int, tiers: Tiers
    ) -> None:
        self._connection, self.tiers = connection, tiers
        calendar, default = calendar_in(bank.time_zone), policies.from_file(None)
        sides, terms = [], []
        for policy in (standing.completed(one, default) for one in policies_):  # as devices do
            at_any_hour = replace(policy, consent=replace(policy.consent, quiet_channels=()))
            moment = Moment.of(now, bank.as_of, bank.time_zone, policy)
            sides.append(Side(policy, Engine(at_any_hour, moment, bank.base_currency, calendar)))
            terms.append(Terms.of(connection, policy, moment, bank.base_currency))
        self._old, self._new = sides
        self._terms = terms
        old, new = policies_
        self._other_averages = (old.aum, old.bank) != (new.aum, new.bank)

    def compare(self, bucket: int) -> Compared:
        """Return a book by both; what both look back at alike is read once."""
        stored, tried = self.tiers.of_book(bucket)
        read = of_book(self._connection, bucket, self._terms[0])
        again = read
        if self._terms[0] != self._terms[1]:
            again = of_book(self._connection, bucket, self._terms[1])
        averages = self.tiers.averages(bucket) if self._other_averages else {}
        before = {key: one._replace(tier=stored.get(key)) for key, one in read.items()}
        after = {key: _as_tried(one, tried, averages) for key, one in again.items()}
        return compared(self._old, self._new, before, after)


def _as_tried(one: CustomerSnapshot, tiers: Any, averages: dict[bytes, int]) -> CustomerSnapshot:
    return one._replace(tier=tiers.get(one.id), aum_minor=averages.get(one.id, one.aum_minor))


def _books(connection: Connection, advisors: Sequence[str]) -> list[tuple[int, str, str, int]]:
    """Return the books of advisors, or all that have customers: bucket, advisor's number and name, customers."""
    statement = (
        select(Bucket.id, Advisor.number, Advisor.name, func.count())
        .join(Advisor, Advisor.id == Bucket.advisor_id)
        .join(BookMember, BookMember.bucket_id == Bucket.id)
        .where(Bucket.kind == "book")
        .group_by(Bucket.id, Advisor.number, Advisor.name)
        .order_by(Advisor.number)
    )
    if advisors:
        statement = statement.where(Advisor.number.in_(advisors))
    found = [(row[0], row[1], row[2], row[3]) for row in connection.execute(statement)]
    if missing := set(advisors) - {row[1] for row in found}:
        raise InputError(N_("Advisor {number} has no book."), number=", ".join(sorted(missing)))
    return found


def _numbers(connection: Connection, customers: Sequence[bytes]) -> dict[bytes, str | None]:
    rows = connection.execute(select(Customer.id, Customer.number).where(Customer.id.in_(customers)))
    return {row[0]: row[1] for row in rows}
