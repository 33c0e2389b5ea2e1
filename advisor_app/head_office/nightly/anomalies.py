"""Unusual activity, found at night: what is new goes to the devices, and what is internal stays here.

What was found once stands as it was found, with its evidence and the policy of then; a later night, which compares
with another past, adds to it and rewrites nothing. Only where the bank itself has corrected the booking since, or the
money came back, it is found anew or withdrawn. All customers are looked at, those too who withdrew consent to
profiling: it is their money that is watched over, and nothing is offered because of it. Suspicion of money laundering,
as the policy marks it, is written into a table of head office alone, which has no place in the change feed.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from advisor_app.analysis.anomalies import Found, Inputs, Span, found
from advisor_app.analysis.anomalies.inputs import own_kinds
from advisor_app.domain.anomalies import Evidence
from advisor_app.domain.dates import start_of
from advisor_app.domain.ids import derived_id
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import DORMANT, NEW_PAYEE, NIGHT, SIZE, STRUCTURING, VELOCITY
from advisor_app.domain.records import Anomaly
from advisor_app.head_office.db.models import Anomaly as AnomalyRow
from advisor_app.head_office.db.models import Bank, FxRate, InternalAnomaly, Transaction
from advisor_app.head_office.nightly.corrections import corrected, goes_on, known_of
from advisor_app.head_office.nightly.engines import DUCKDB, frames
from advisor_app.head_office.nightly.feature_inputs import Of
from advisor_app.head_office.nightly.frames import CUSTOMER, FLOAT, INTEGER, TEXT, Frames, fetched
from advisor_app.head_office.nightly.inputs import owned_accounts
from advisor_app.head_office.nightly.months import Month, factors
from advisor_app.head_office.nightly.results import write_rows

_COLUMNS = Anomaly._fields
_TRANSACTION = {
    "id": INTEGER,
    "account_id": INTEGER,
    "day": INTEGER,
    "at": INTEGER,
    "amount_minor": INTEGER,
    "kind": TEXT,
    "category": TEXT,
    "counterparty": TEXT,
    "counterparty_bank": TEXT,
    "counterparty_account": TEXT,
}


class Written(NamedTuple):
    """How many were found that were not known, for devices and for head office alone, and how many were corrected."""

    sent: int
    internal: int
    corrected: int = 0


def write_anomalies(connection: Connection, policy: Policy, engine: str = DUCKDB) -> Written:
    """Find what is unusual as of the date of the data, and write what is not known yet."""
    if not policy.anomalies.kinds:
        return Written(0, 0)
    bank = Of(*connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one())
    span, days = Span.of(policy, bank.as_of), policy.anomalies.limit_days
    sent_before = known_of(connection, AnomalyRow, span.recent - days)
    kept_before = known_of(connection, InternalAnomaly, span.recent - days)
    known = sent_before | kept_before
    with frames(connection, engine) as made:
        given = inputs(made, policy, bank)
        gone = corrected(made, given, known.values(), policy, span)
        found_now = list(anomalies(made, policy, bank, given))
    changed = {
        key: one.withdrawn(bank.as_of)
        for key, one in known.items()
        if one.evidence.transaction in gone and one.evidence.withdrawn_on is None
    }
    sent: dict[bytes, Anomaly] = {}
    internal: dict[bytes, Anomaly] = {}
    for one, row in found_now:
        before = known.get(row.id)
        if before is not None:
            if before.evidence.withdrawn_on is not None or row.id in changed:
                changed[row.id] = row._replace(found_on=before.row.found_on)
        elif not goes_on(row, one.limit.code if one.limit else None, known.values(), days):
            (internal if _is_internal(one, policy) else sent)[row.id] = row
    put = {**sent, **{key: row for key, row in changed.items() if key in sent_before}}
    kept = {**internal, **{key: row for key, row in changed.items() if key in kept_before}}
    if kept:
        connection.execute(
            delete(InternalAnomaly).where(InternalAnomaly.id.in_(changed.keys() & kept.keys()))
        )
        connection.execute(insert(InternalAnomaly), [row._asdict() for row in kept.values()])
    if put:
        write_rows(connection, "anomalies", ("id",), _COLUMNS, [list(put.values())])
    return Written(len(sent), len(internal), len(changed))


def anomalies(
    made: Frames, policy: Policy, bank: Of, given: Inputs | None = None
) -> Iterator[tuple[Found, Anomaly]]:
    """Yield what is unusual, known already or not; nothing is written."""
    for one in found(given or inputs(made, policy, bank), policy, bank.as_of, made.kept):
        for batch in fetched(one.rows):
            for row in batch:
                yield one, _anomaly(one, row, policy, bank)


def inputs(made: Frames, policy: Policy, bank: Of) -> Inputs:
    """Return the frames that unusual activity is found in."""
    span = Span.of(policy, bank.as_of)
    rates = made.connection.execute(
        select(FxRate.currency, FxRate.day, FxRate.rate).where(
            FxRate.day >= bank.as_of - policy.aum.rate_valid_days, FxRate.day <= bank.as_of
        )
    )
    today = [Month(bank.as_of, bank.as_of + 1)]
    worth = list(factors(rates.all(), today, bank.currency, policy.aum.rate_valid_days))
    owned = owned_accounts().subquery()
    accounts = made.query(
        select(owned.c.id, owned.c.customer_id, owned.c.currency, owned.c.opened_on),
        account=INTEGER,
        customer=CUSTOMER,
        currency=TEXT,
        opened_on=INTEGER,
    )
    factor = made.rows([(currency, value) for currency, _, value in worth], currency=TEXT, factor=FLOAT)
    days = range(span.first, span.as_of + 1)
    return Inputs(
        accounts=made.kept(accounts.join(factor, on="currency")),
        transactions=made.query(
            select(*(getattr(Transaction, name) for name in _TRANSACTION)).where(
                Transaction.day >= span.first,
                Transaction.day <= span.as_of,
                Transaction.kind.in_(own_kinds(policy)),
            ),
            **{"account" if name == "account_id" else name: kind for name, kind in _TRANSACTION.items()},
        ),
        calendar=made.rows(
            [(day, start_of(day, bank.time_zone)) for day in days], day=INTEGER, begins=INTEGER
        ),
        unit=10 ** exponent(bank.currency),
    )


def _is_internal(one: Found, policy: Policy) -> bool:
    return one.kind in policy.anomalies.internal or bool(one.limit and one.limit.internal)


def _anomaly(one: Found, row: tuple[Any, ...], policy: Policy, bank: Of) -> Anomaly:
    (
        customer,
        account,
        day,
        transaction,
        out,
        category,
        booked,
        minor,
        payments,
        total,
        past,
        usual_minor,
        most_minor,
        most,
        last_on,
        hour,
    ) = row
    kind, limit = one.kind, one.limit
    evidence = Evidence(
        amount_minor=minor,
        currency=bank.currency,
        payments=payments,
        total_minor=total,
        outward=out,
        category=category or None,
        past=past,
        usual_minor=usual_minor,
        most_minor=most_minor,
        most=most if kind in (VELOCITY, NIGHT, STRUCTURING) else None,
        last_on=last_on if kind in (DORMANT, NEW_PAYEE) else None,
        hour=hour if kind == NIGHT else None,
        limit=limit.code if limit else None,
        limit_minor=limit.amount * 10 ** exponent(bank.currency) if limit else None,
        transaction=transaction,
        booked_minor=booked,
    )
    # The same on every night on which it is found; of an account only where the account is what it is about.
    about = account if kind == DORMANT else 0
    told = f"{kind} {day} {about} {out if kind == SIZE else ''} {limit.code if limit else ''}"
    return Anomaly(
        id=derived_id(customer, told.encode()),
        customer_id=customer,
        account_id=account,
        kind=kind,
        day=day,
        evidence=evidence.to_json(),
        found_on=bank.as_of,
        policy_version=policy.version,
    )
