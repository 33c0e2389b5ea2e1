"""How a customer stands in tier, how that came, and what is to come: for the card that says so."""

from collections.abc import Mapping

from advisor_app.data.apply import Transaction
from advisor_app.data.reads import tier_months
from advisor_app.domain.dates import add_months
from advisor_app.domain.positions import convert
from advisor_app.domain.profile import Profile
from advisor_app.domain.tier_forecast import Forecast, Known, forecast
from advisor_app.domain.tier_ladder import Ladder
from advisor_app.domain.tier_view import TierView, months_of, standing_of
from advisor_app.services.open_book import Book

_PAID_MONTHS = 3
_WHOLE = 100


def tier_view(book: Book, profile: Profile) -> TierView:
    """Return the tier of a customer whose profile is being shown (that is logged)."""
    customer, tier = profile.person.id, profile.tier
    with book.store.read() as tx:
        months = tier_months.of_customer(tx, customer, add_months(profile.today + 1, 0))
        known = _known(tx, profile)
    ladder = Ladder.of(profile.policy, profile.bank.base_currency)
    ahead: Forecast | None = None
    # By another policy than the one that judged, the tier may be another one tomorrow: nothing is foreseen.
    if tier is not None and known is not None and tier.policy_version == profile.policy.version:
        lived = months_of(months, ladder.entry, profile.person.opened_on)
        ahead = forecast(ladder, lived, known, tier.tier)
    return TierView(
        policy=profile.policy,
        bank=profile.bank,
        currency=tier.currency if tier else profile.bank.base_currency,
        standing=standing_of(tier) if tier else None,
        policy_version=tier.policy_version if tier else None,
        months=months,
        forecast=ahead,
    )


def _known(tx: Transaction, profile: Profile) -> Known | None:
    """Return what a forecast rests on, None where a part of the assets is not known."""
    policy, today, customer = profile.policy, profile.today, profile.person.id
    totals, present = profile.totals(), add_months(today + 1, 0)
    so_far = next((one for one in profile.aum if one.month == present), None)
    if totals.left_out or (so_far is not None and so_far.coverage < _WHOLE):
        return None
    salary = policy.prompts.triggers.get("salary_stopped")
    since = add_months(today, -_PAID_MONTHS)
    days = (since, add_months(today, 0))
    came = tier_months.paid(tx, customer, today, days, salary.kinds if salary else ())
    goes = tier_months.ordered(tx, customer, today, policy.flows.internal)
    maturing = (
        (position.ends_on, _in_base(profile, {position.currency: position.value_minor}))
        for position in profile.positions
        if position.entity == "holdings"
        and position.counts(today)
        and position.currency is not None
        and position.value_minor is not None
        and position.ends_on is not None
    )
    return Known(
        today,
        so_far.average_minor if so_far else None,
        totals.assets_minor,
        tuple((day, minor) for day, minor in maturing if day > today),
        _in_base(profile, came) // _PAID_MONTHS - _in_base(profile, goes),
    )


def _in_base(profile: Profile, amounts: Mapping[str, int]) -> int:
    base, rates = profile.bank.base_currency, profile.rates
    return sum(convert(minor, currency, base, rates) or 0 for currency, minor in amounts.items())
