"""The words for predictions: what a field of a card is called, and its value, in the language of the reader."""

from typing import Any

from advisor_app import words
from advisor_app.domain.insights.features import HELD, PAID
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHANNEL, CHURN, CONTACT, NEED, WEEKDAY, Because
from advisor_app.domain.prompts.types import Amount
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _

_FIELDS = {
    "age_years": N_("age"),
    "tenure_years": N_("years with the bank"),
    "aum_minor": N_("assets"),
    "aum_before_minor": N_("assets three months before"),
    "aum_change_percent": N_("change of assets in three months"),
    "deposits_minor": N_("deposits"),
    "loans_minor": N_("loans"),
    "kinds_held": N_("kinds of products held"),
    "largest_minor": N_("largest product"),
    "largest_percent": N_("share of the largest product"),
    "holdings": N_("number of positions"),
    "cards": N_("number of cards"),
    "maturing_90_minor": N_("matures within 90 days"),
    "own_last_days": N_("days since the last own transaction"),
    "own_90": N_("own transactions in 90 days"),
    "own_365": N_("own transactions in a year"),
    "transactions_365": N_("transactions in a year"),
    "in_90_minor": N_("came in 90 days"),
    "in_before_minor": N_("came in the 90 days before"),
    "in_365_minor": N_("came in a year"),
    "out_90_minor": N_("went out in 90 days"),
    "out_before_minor": N_("went out in the 90 days before"),
    "out_365_minor": N_("went out in a year"),
    "out_largest_minor": N_("largest sum out in 90 days"),
    "cash_out_365_minor": N_("cash taken in a year"),
    "cash_percent": N_("share of cash"),
    "digital_percent": N_("share done online"),
    "spent_90_minor": N_("spent in 90 days"),
    "spent_365_minor": N_("spent in a year"),
    "other_banks_in_365_minor": N_("from other banks in a year"),
    "other_banks_out_90_minor": N_("to other banks in 90 days"),
    "other_banks_out_365_minor": N_("to other banks in a year"),
    "income_last_days": N_("days since the last salary"),
    "income_months": N_("months with a salary in a year"),
    "income_minor": N_("salary a month"),
    "recurring": N_("recurring payments"),
    "recurring_minor": N_("recurring payments a month"),
    "bought_365": N_("products opened in a year"),
    "bought_last_days": N_("days since a product was opened"),
    "visits_90": N_("visits online in 90 days"),
    "views_90": N_("products looked at in 90 days"),
    "visit_last_days": N_("days since the last visit online"),
    "contacts_365": N_("contacts in a year"),
    "reached_365": N_("talks in a year"),
    "contact_last_days": N_("days since the last talk"),
    "social_365": N_("contacts over social networks in a year"),
    "campaign_365": N_("calls of campaigns in a year"),
    "campaign_yes_365": N_("interest in campaigns in a year"),
    "complaints_365": N_("complaints in a year"),
    "negative_365": N_("negative feedback in a year"),
    "hour": N_("hour of the day"),
    "weekday": N_("day of the week"),
    "channel": N_("channel"),
}

_TASKS = {NEED: N_("need"), CHURN: N_("churn risk"), CONTACT: N_("contact success")}


def card(task: str, family_code: str | None, policy: Policy) -> str:
    """Return what a card is of: a task, and the family of products where it is one of needs."""
    said = _(_TASKS[task]) if task in _TASKS else task
    return said if family_code is None else f"{said} · {family(family_code, policy)}"


def because(field: str, value: Any, policy: Policy) -> str:
    """Return a band that gave points as a part of a sentence."""
    return _("{field}: {value}", field=name(field, policy), value=said(field, value, policy))


def reason(one: Because, currency: str, policy: Policy) -> str:
    """Return a reason of a prediction; amounts are in the bank's currency."""
    return because(one.field, in_currency(one.field, one.value, currency), policy)


def in_currency(field: str, value: Any, currency: str) -> Any:
    """Return the value of a field, which is an amount in a currency where the field holds one."""
    return Amount(int(value), currency) if field.endswith("_minor") and value is not None else value


def name(field: str, policy: Policy) -> str:
    """Return what a field is called; its own name where this program does not know it."""
    if field in _FIELDS:
        return _(_FIELDS[field])
    before, end, after = HELD.partition("{kind}")
    if field.startswith(before) and field.endswith(after):
        kind = field.removeprefix(before).removesuffix(after)
        return _("holds {kind}", kind=words.code(policy.codes.product_kinds, kind))
    before, end, after = PAID.partition("{category}")
    if end and field.startswith(before) and field.endswith(after):
        category = field.removeprefix(before).removesuffix(after)
        known = policy.codes.transaction_categories
        return _("paid elsewhere for {category}", category=words.code(known, category))
    return field


def family(code: str | None, policy: Policy) -> str:
    """Return what the policy calls a family of products."""
    found = policy.predictions.family(code)
    if found is None:
        return code or words.NOTHING
    return found.name.in_language(current_language())


def said(field: str, value: Any, policy: Policy) -> str:
    """Return the value of a field in words."""
    if value is None:
        return _("not known")
    if isinstance(value, Amount):
        return words.money(value.minor, value.currency, compact=True) or words.NOTHING
    if field == CHANNEL:
        return words.code(policy.codes.contact_channels, value) or value
    if field == WEEKDAY:
        return _(words.WEEKDAYS[int(value)])
    return f"{value}%" if field.endswith("_percent") else str(value)
