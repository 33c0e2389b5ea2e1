"""Values as a person reads them, on a screen and at the terminal: codes by their names, dates, money, dashes."""

from collections.abc import Container, Iterable

from advisor_app.domain import contribution, targets, tiers
from advisor_app.domain.dates import from_day, from_instant, to_day
from advisor_app.domain.policy import Policy, anomalies, name_of
from advisor_app.domain.policy.schema import Names
from advisor_app.domain.positions import Position, State
from advisor_app.domain.profile import SourceDate
from advisor_app.domain.records import Bank
from advisor_app.i18n import N_, current_language, format_date, format_money, format_month, ngettext
from advisor_app.i18n import gettext as _

NOTHING = "—"
KINDS = {
    "accounts": "account_kinds",
    "holdings": "product_kinds",
    "loans": "loan_kinds",
    "cards": "card_kinds",
}
"""The list of the policy that names the kinds of each entity."""
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
"""From Monday on, as message ids."""
_STATES = {
    State.FUTURE: N_("not begun"),
    State.ACTIVE: N_("active"),
    State.MATURED: N_("matured"),
    State.CLOSED: N_("closed"),
}
TIER_STATES = {
    tiers.UPGRADE_NEXT: N_("Goes up next month"),
    tiers.WATCH: N_("On downgrade watch"),
    tiers.HELD: N_("Held by loyalty"),
    tiers.LIFTED: N_("Lifted by loyalty"),
}
"""What else is said of a tier, where it does not just stand as its cut-off says."""
_LEFT_OUT = {
    contribution.NO_RATE: N_("its own rate is not known"),
    contribution.NO_TERM: N_("its term is not known"),
    contribution.NO_TRANSFER: N_("there is no transfer rate for its term"),
    contribution.NO_EXCHANGE: N_("there is no exchange rate"),
    contribution.MATURED: N_("it is over and was not renewed"),
}
_MEASURES = {
    targets.AUM: N_("AUM"),
    targets.FEE_INCOME: N_("Fees earned"),
    targets.NEW_CUSTOMERS: N_("New customers"),
}
_STANDINGS = {
    targets.REACHED: N_("reached"),
    targets.AHEAD: N_("ahead of time"),
    targets.BEHIND: N_("behind time"),
    targets.MISSED: N_("missed"),
    targets.FUTURE: N_("not begun"),
    targets.UNKNOWN: N_("not known yet"),
}

_ANOMALIES = {
    anomalies.NEW_PAYEE: N_("New payee"),
    anomalies.SIZE: N_("Unusual amount"),
    anomalies.VELOCITY: N_("Many in a day"),
    anomalies.NIGHT: N_("At night"),
    anomalies.DORMANT: N_("Dormant account wakes"),
    anomalies.STRUCTURING: N_("Just below a limit"),
}


def code(names: Names, value: str | None) -> str | None:
    """Return the name of a code in the present language."""
    return None if value is None else name_of(names, value, current_language())


def tier(policy: Policy, value: str | None) -> str | None:
    """Return the name of a tier."""
    for one in policy.tiers:
        if one.code == value:
            return one.name.in_language(current_language())
    return value


def kind(policy: Policy, position: Position) -> str | None:
    """Return what a position is called: its product, or the kind of thing that it is."""
    return position.name or kind_of_thing(policy, position)


def kind_of_thing(policy: Policy, position: Position) -> str | None:
    """Return what kind of thing a position is: current account, fund, mortgage, debit card."""
    return code(getattr(policy.codes, KINDS[position.entity]), position.kind)


def left_out(reason: str) -> str:
    """Return why something is in no contribution."""
    return _(_LEFT_OUT[reason])


def measure(value: str) -> str:
    """Return what a target measures; its code where this program does not know it."""
    return _(_MEASURES[value]) if value in _MEASURES else value


def standing(value: str) -> str:
    """Return where a target stands."""
    return _(_STANDINGS[value])


def state(value: State) -> str:
    """Return where a position stands."""
    return _(_STATES[value])


def anomaly(value: str) -> str:
    """Return what a kind of unusual activity is called; its code where this program does not know it."""
    return _(_ANOMALIES[value]) if value in _ANOMALIES else value


def day(value: int | None) -> str | None:
    """Return a day as the language writes it."""
    return None if value is None else format_date(from_day(value))


def column_day(value: int | None) -> str:
    """Return a day as it stands in columns, where days are compared: 2026-11-24."""
    return NOTHING if value is None else from_day(value).isoformat()


def column_time(at: int, bank: Bank) -> str:
    """Return an instant in the bank's time zone as it stands in columns: 2026-11-24 14:30."""
    return f"{from_instant(at, bank.time_zone):%Y-%m-%d %H:%M}"


def days_until(value: int, today: int) -> str:
    """Return how far a day lies from today: in 3 days, today, 3 days ago."""
    days = value - today
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days)
    return ngettext("{n} day ago", "{n} days ago", -days)


def month(value: int) -> str:
    """Return the month that a day lies in."""
    return format_month(from_day(value))


def day_of(at: int, bank: Bank) -> str:
    """Return the day of an instant in the bank's time zone."""
    return format_date(from_instant(at, bank.time_zone).date())


def money(minor: int | None, currency: str | None, *, compact: bool = False) -> str | None:
    """Return an amount with its currency."""
    return None if minor is None or currency is None else format_money(minor, currency, compact=compact)


def days_since(at: int | None, bank: Bank | None) -> str | None:
    """Return how many days lie between an instant and the business date, in the bank's time zone."""
    if at is None or bank is None:
        return None
    days = bank.as_of - to_day(from_instant(at, bank.time_zone).date())
    return _("today") if days <= 0 else ngettext("{n} day ago", "{n} days ago", days)


def data_dates(sources: Iterable[SourceDate], entities: Container[str]) -> tuple[str, ...]:
    """Return from which systems the data of some entities come, each with the day that they are of."""
    known = (f"{source.system} {day(source.as_of_day)}" for source in sources if source.entity in entities)
    return tuple(dict.fromkeys(known))


def age(birth_day: int | None, today: int) -> str | None:
    """Return how old somebody is on a day, in whole years."""
    if birth_day is None or birth_day > today:
        return None
    born, now = from_day(birth_day), from_day(today)
    years = now.year - born.year - ((now.month, now.day) < (born.month, born.day))
    return ngettext("{n} year old", "{n} years old", years)


def ago(at: int, now: int) -> str:
    """Return how long before `now` an instant was, in the largest unit that fits; the future is just now."""
    minutes = (now - at) // 60_000_000
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes)
    if minutes < 24 * 60:
        return ngettext("{n} hour ago", "{n} hours ago", minutes // 60)
    return ngettext("{n} day ago", "{n} days ago", minutes // (24 * 60))
