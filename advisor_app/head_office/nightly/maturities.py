"""What the ledger of maturing money reads from head office's database: a customer's rows together, in one order.

Which amounts are looked at is kept in a table for the transaction. All that is known about their customers is read as
streams in the order of customers, so that the memory it takes does not grow with the bank.
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    case,
    func,
    or_,
    select,
)

from advisor_app.domain.dates import add_months, start_of
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.control import MATURITY_RULES, lead_days
from advisor_app.domain.prompts.types import DONE
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Bank,
    Holding,
    HoldingMonth,
    Interaction,
    PromptOutcome,
    Retained,
    Source,
    Transaction,
)
from advisor_app.head_office.nightly.beside import Beside, Streams


class Open(NamedTuple):
    """An amount that is not settled: a position that came free or will, and what the ledger says of it so far.

    `freed_on` is the day of its maturity, or that on which it was broken after its first prompt. `amount_minor` is what
    was put in, or else its last value, in `currency`.
    """

    customer_id: bytes
    holding_id: int
    freed_on: int
    matures_on: int
    amount_minor: int
    currency: str
    known_on: int | None
    known_arm: str | None
    known_settled_on: int | None

    @property
    def known(self) -> bool:
        """Whether the ledger has this maturity, and not an earlier one of the same position."""
        return self.known_on is not None and self.known_settled_on is None


class Maturities:
    """The amounts that one run looks at, and what there is to know about their customers.

    `today` is the business date, `until` the day up to which the data are whole, `least_minor` the smallest amount, in
    the base currency `currency`. What came free before the history of the policy or the first transaction is not
    looked at.
    """

    def __init__(self, connection: Connection, policy: Policy) -> None:
        self._connection, self._policy = connection, policy
        bank = connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one()
        self.today, self.currency, self.time_zone = bank
        trigger = policy.prompts.triggers[MATURITY_RULES[0]]
        self.least_minor = max(1, (trigger.amount or 0) * 10 ** exponent(self.currency))
        window = policy.ledger.window_days
        # A feed that fell silent long ago would keep all that follows from being settled.
        feeds = select(func.min(Source.as_of_day)).where(
            Source.entity.in_(("transactions", "holdings")), Source.as_of_day >= self.today - window
        )
        whole = connection.execute(feeds).scalar()
        self.until: int = self.today if whole is None else min(self.today, whole)
        self._table = Table(
            "maturing",
            MetaData(),
            Column("customer_id", LargeBinary(16), index=True),
            *(Column(name, Integer) for name in ("holding_id", "freed_on", "matures_on")),
            Column("amount_minor", BigInteger),
            Column("currency", Text),
            Column("known_on", Integer),
            Column("known_arm", Text),
            Column("known_settled_on", Integer),
            prefixes=["TEMPORARY"],
        )
        self._since = self.today
        self._streams = Streams(connection)

    def __enter__(self) -> Self:
        self._table.create(self._connection)
        first = self._connection.execute(select(func.min(Transaction.day))).scalar()
        if first is not None:  # without transactions nobody can tell what left
            history = add_months(self.today, 1 - self._policy.aum.history_months)
            self._connection.execute(
                self._table.insert().from_select(list(self._table.c.keys()), self._open(max(first, history)))
            )
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("ANALYZE maturing")
        oldest = self._connection.execute(select(func.min(self._table.c.freed_on))).scalar()
        self._since = self.today if oldest is None else oldest - self._policy.ledger.window_days
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._streams.close()
        if kind is None:  # else the transaction takes it along
            self._table.drop(self._connection)

    def by_customer(self) -> Iterator[list[Open]]:
        """Yield the open amounts of each customer."""
        kept: list[Open] = []
        ordered = select(self._table).order_by(self._table.c.customer_id, self._table.c.holding_id)
        for row in self._streams.rows(ordered):
            one = Open._make(row)
            if kept and one.customer_id != kept[0].customer_id:
                yield kept
                kept = []
            kept.append(one)
        if kept:
            yield kept

    def settled(self) -> Beside:
        """Return what is settled and may touch what is not: holding, day, whether it goes on, kept, moved, left."""
        return self._beside(
            select(
                Retained.customer_id,
                Retained.holding_id,
                Retained.matured_on,
                Holding.matures_on > Retained.matured_on,
                Retained.kept_minor,
                Retained.moved_minor,
                Retained.left_minor,
            )
            .join(Holding, Holding.id == Retained.holding_id)
            .where(Retained.settled_on.is_not(None), Retained.matured_on >= self._since),
            Retained.customer_id,
        )

    def bought(self) -> Beside:
        """Return what was put into new positions: holding, day, amount, currency."""
        return self._beside(
            select(Holding.customer_id, Holding.id, Holding.starts_on, _put_in(), Holding.currency).where(
                Holding.kind.in_(self._policy.aum.holdings),
                Holding.starts_on.between(self._since, self.until),
            ),
            Holding.customer_id,
        )

    def flows(self) -> Beside:
        """Return what left by day less what came, over own accounts: day, amount, currency."""
        internal = self._policy.flows.internal
        return self._beside(
            select(
                AccountHolder.customer_id,
                Transaction.day,
                func.sum(-Transaction.amount_minor),
                Account.currency,
            )
            .join(Account, Account.id == AccountHolder.account_id)
            .join(Transaction, Transaction.account_id == Account.id)
            .where(
                AccountHolder.role == "owner",
                Transaction.day.between(self._since, self.until),
                func.coalesce(Transaction.category, "").not_in(internal),
            )
            .group_by(AccountHolder.customer_id, Transaction.day, Account.currency),
            AccountHolder.customer_id,
        )

    def done(self) -> Beside:
        """Return the prompts for maturities that advisors did: subject, day."""
        return self._beside(
            select(PromptOutcome.customer_id, PromptOutcome.subject, PromptOutcome.shown_on).where(
                PromptOutcome.rule.in_(MATURITY_RULES),
                PromptOutcome.action == DONE,
                PromptOutcome.shown_on >= self._since - lead_days(self._policy),
            ),
            PromptOutcome.customer_id,
        )

    def contacts(self) -> Beside:
        """Return the contacts about maturing money in which both sides spoke: instant."""
        triggers = self._policy.prompts.triggers
        purposes = {code for rule in MATURITY_RULES for code in triggers[rule].answered_by}
        begins = start_of(self._since - lead_days(self._policy), self.time_zone)
        return self._beside(
            select(Interaction.customer_id, Interaction.happened_at).where(
                Interaction.purpose.in_(purposes),
                Interaction.outcome.in_(self._policy.rhythm.two_way_outcomes),
                Interaction.status.is_(None),
                Interaction.happened_at >= begins,
            ),
            Interaction.customer_id,
        )

    def _open(self, since: int) -> Any:
        """Return the amounts that came free from a day on or soon will, and are not settled.

        A position that goes on by itself has a later maturity than the ledger says; it is looked at until it is
        settled, and again when the later one is near.
        """
        lead = lead_days(self._policy)
        freed = _freed()
        in_time = and_(
            or_(Holding.closed_on.is_(None), Holding.closed_on >= Holding.matures_on - lead),
            freed.between(since, self.today + lead),
            or_(Retained.settled_on.is_(None), freed > Retained.settled_on),
            # Small amounts would be read again every night; what they are worth in other currencies is seen later.
            or_(Holding.currency != self.currency, _put_in() >= self.least_minor),
        )
        goes_on = and_(Retained.settled_on.is_(None), Retained.matured_on.is_not(None))
        kinds = self._policy.prompts.triggers[MATURITY_RULES[0]].kinds
        return (
            select(
                Holding.customer_id,
                Holding.id,
                freed,
                Holding.matures_on,
                _put_in(),
                Holding.currency,
                Retained.matured_on,
                Retained.arm,
                Retained.settled_on,
            )
            .outerjoin(
                Retained,
                and_(Retained.holding_id == Holding.id, Retained.customer_id == Holding.customer_id),
            )
            .where(
                Holding.kind.in_(kinds),
                Holding.matures_on.is_not(None),
                or_(in_time, goes_on),
            )
        )

    def _beside(self, statement: Any, customer: Any) -> Beside:
        of_open = statement.where(customer.in_(select(self._table.c.customer_id)))
        return Beside(self._streams.rows(of_open.order_by(customer)))


def _freed() -> ColumnElement[int]:
    """Return the day on which a position comes free: that of its maturity, or the one on which it was broken."""
    return case((Holding.closed_on < Holding.matures_on, Holding.closed_on), else_=Holding.matures_on)


def _put_in() -> ColumnElement[int]:
    """Return what was put into a position, or where that is not known the last value that it had."""
    last = (
        select(HoldingMonth.value_minor)
        .where(HoldingMonth.holding_id == Holding.id)
        .order_by(HoldingMonth.month.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(
        func.nullif(Holding.principal_minor, 0), func.nullif(Holding.value_minor, 0), last, 0
    )
