"""Whom a campaign is for, as one SELECT: the customers of the whole bank to whom the audience applies."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal, or_, select, union_all

from advisor_app.domain.campaigns import Audience
from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.money import exponent
from advisor_app.domain.permission import ALL, MARKETING
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import DEPOSIT, OWNER
from advisor_app.errors import InputError
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    AumMonth,
    Bank,
    Branch,
    Consent,
    Customer,
    CustomerTier,
    Holding,
    Loan,
)
from advisor_app.i18n import N_


def check(connection: Connection, audience: Audience, policy: Policy) -> None:
    """Raise InputError for the first name in an audience that this bank does not know."""
    codes = policy.codes
    kinds = {*codes.product_kinds, *codes.account_kinds, *codes.loan_kinds, DEPOSIT}
    branches = connection.execute(select(Branch.code)).scalars()
    for key, used, known in (
        ("tiers", audience.tiers, {tier.code for tier in policy.tiers}),
        ("branches", audience.branches, set(branches)),
        ("holds", audience.holds, kinds),
        ("holds_not", audience.holds_not, kinds),
        ("consent", audience.consent, {*codes.contact_channels, *codes.consent_channels} - {ALL}),
    ):
        if unknown := sorted(set(used) - set(known)):
            raise InputError(
                N_("audience.{key}: “{value}” is not known; there are: {known}."),
                key=key,
                value=unknown[0],
                known=", ".join(sorted(known)),
            )


def chosen(connection: Connection, audience: Audience, policy: Policy) -> Select[Any]:
    """Return the SELECT of the ids of an audience, those with the largest AUM first."""
    bank = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    newest = (
        select(AumMonth.customer_id, func.max(AumMonth.month).label("month"))
        .group_by(AumMonth.customer_id)
        .subquery()
    )
    aum = (
        select(AumMonth.customer_id, AumMonth.average_minor)
        .join(newest, and_(newest.c.customer_id == AumMonth.customer_id, newest.c.month == AumMonth.month))
        .where(AumMonth.currency == bank.base_currency)
        .subquery()
    )
    ids = (
        select(Customer.id)
        .outerjoin(aum, aum.c.customer_id == Customer.id)
        .where(Customer.kind == "customer", Customer.closed_on.is_(None))
        .order_by(func.coalesce(aum.c.average_minor, -1).desc(), Customer.id)
    )
    unit = 10 ** exponent(bank.base_currency)
    if audience.aum_from is not None:
        ids = ids.where(aum.c.average_minor >= audience.aum_from * unit)
    if audience.aum_below is not None:
        ids = ids.where(aum.c.average_minor < audience.aum_below * unit)
    if audience.tiers:
        ids = ids.where(
            Customer.id.in_(select(CustomerTier.customer_id).where(CustomerTier.tier.in_(audience.tiers)))
        )
    if audience.branches:
        ids = ids.where(Customer.branch_id.in_(select(Branch.id).where(Branch.code.in_(audience.branches))))
    if audience.age_from is not None:
        ids = ids.where(Customer.birth_day <= _born(bank.as_of, audience.age_from))
    if audience.age_below is not None:
        ids = ids.where(Customer.birth_day > _born(bank.as_of, audience.age_below))
    if audience.holds:
        ids = ids.where(Customer.id.in_(_holders(audience.holds, bank.as_of)))
    if audience.holds_not:
        ids = ids.where(Customer.id.not_in(_holders(audience.holds_not, bank.as_of)))
    if audience.consent:
        ids = ids.where(_agreed(audience.consent, policy))
    return ids


def _born(as_of: int, years: int) -> int:
    """Return the latest birthday of somebody who is that old; on 29 February one is a year older on 1 March."""
    today = from_day(as_of)
    if today.year - years < 1:
        return to_day(date.min)
    try:
        return to_day(today.replace(year=today.year - years))
    except ValueError:
        return to_day(date(today.year - years, 2, 28))


def _holders(kinds: Iterable[str], as_of: int) -> Select[Any]:
    """Return the SELECT of those who have a position of one of some kinds on a day."""
    open_holding = or_(Holding.closed_on.is_(None), Holding.closed_on > as_of)
    open_account = and_(
        or_(Account.closed_on.is_(None), Account.closed_on > as_of), AccountHolder.closed_on.is_(None)
    )
    open_loan = or_(Loan.closed_on.is_(None), Loan.closed_on > as_of)
    accounts = select(AccountHolder.customer_id).where(AccountHolder.role == OWNER)
    every = union_all(
        select(Holding.customer_id.label("customer_id"), Holding.kind.label("kind")).where(
            open_holding, or_(Holding.starts_on.is_(None), Holding.starts_on <= as_of)
        ),
        accounts.add_columns(Account.kind)
        .join(Account, Account.id == AccountHolder.account_id)
        .where(open_account),
        accounts.add_columns(literal(DEPOSIT))
        .join(Account, Account.id == AccountHolder.account_id)
        .where(open_account),
        accounts.add_columns(Loan.kind)
        .join(Loan, Loan.account_id == AccountHolder.account_id)
        .where(open_loan),
    ).subquery()
    return select(every.c.customer_id).where(every.c.kind.in_(list(kinds)))


def _agreed(channels: Iterable[str], policy: Policy) -> Any:
    """Return the condition that `domain.permission` has: consent to marketing over one of the channels at least."""
    refused = _standing(Consent.channel == ALL, Consent.purpose == ALL)
    agreed = [
        Customer.id.in_(
            _standing(
                Consent.channel.in_([policy.consent.channels.get(channel, channel), ALL]),
                Consent.purpose.in_([MARKETING, ALL]),
                # The end of do-not-contact is no consent.
                or_(Consent.channel != ALL, Consent.purpose != ALL, Consent.granted == 0),
                granted=1,
            )
        )
        for channel in channels
    ]
    return and_(Customer.id.not_in(refused), or_(*agreed))


def _standing(*conditions: Any, granted: int = 0) -> Select[Any]:
    """Return the SELECT of those whose newest record among some says yes (or no)."""
    number = func.row_number().over(
        partition_by=Consent.customer_id,
        order_by=(Consent.recorded_at.desc(), Consent.granted, Consent.id.desc()),
    )
    newest = select(Consent.customer_id, Consent.granted, number.label("place")).where(*conditions).subquery()
    return select(newest.c.customer_id).where(newest.c.place == 1, newest.c.granted == granted)
