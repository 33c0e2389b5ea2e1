"""The words for prompts: what to do, why, what clears it, how to begin; said in the language of the reader."""

import re
from collections.abc import Mapping
from typing import Any

from advisor_app import prediction_words, words
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts import replay, types
from advisor_app.domain.prompts.types import Amount, Prompt, Reason, Urgency
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.services import permission_words

_WHY = {
    "maturity": N_("{product}, {amount}, matures on {due_on} ({when})"),
    "matured": N_("{product} matured on {due_on}; {amount} of it waits"),
    "not_renewed": N_("less than {percent} % of it was put away again within {days} days"),
    "outflow": N_("{amount} net has left within {days} days, {percent} % of the assets"),
    "outflow_of_all": N_("{amount} net has left within {days} days"),
    "assets": N_("the assets are {amount}"),
    "outflow_day": N_("{amount} left on {paid_on}"),
    "inflow": N_("{amount} came on {came_on}"),
    "salary_stopped": N_("the salary came in {months} months in a row, and for the last time on {last_on}"),
    "birthday": N_("turns {years} on {falls_on} ({when})"),
    "birthday_lunar": N_("birthday by the Chinese calendar on {falls_on} ({when})"),
    "life_event": N_("{event}, recorded on {recorded_on}"),
    "document": N_("the identity document expires on {due_on} ({when})"),
    "document_over": N_("the identity document expired on {due_on}"),
    "assessment": N_("the risk assessment {grade} expires on {due_on} ({when})"),
    "assessment_over": N_("the risk assessment {grade} expired on {due_on}"),
    "rhythm": N_("last spoken to on {last_on}; {tier} customers are spoken to every {every} days"),
    "never_spoken": N_("never spoken to; {tier} customers are spoken to every {every} days"),
    "dormant": N_("no transaction of the customer's own since {last_on}"),
    "feedback": N_("open feedback of {received_on}: {kind}"),
    "feedback_score": N_("open feedback of {received_on}: {kind}, {score} out of {scale}"),
    "complaint": N_("complaint of {received_on}, day {day} of its clock; to be answered by {due_on}"),
    "complaint_late": N_(
        "complaint of {received_on}, day {day} of its clock; was to be answered by {due_on}"
    ),
    "promise": N_("promised by {due_on}: {text}"),
    "promise_broken": N_("promised by {due_on} and not kept: {text}"),
    "tier_watch": N_("{short} below the cut-off of {tier} in {month_on}"),
    "tier_near": N_("{short} short of {tier} in {month_on}"),
    "risk_grade": N_("{product}, {amount}, is of grade {risk_grade}; the customer's grade is {grade}"),
    "concentration": N_("{product}, {amount}, is {percent} % of the assets"),
    "campaign": N_("on the list of “{campaign}”, which runs until {due_on}"),
    "need": N_(
        "{family}: {share} % of {n} customers alike bought within {days} days, {average} % of all (card {version})"
    ),
    "need_ranked": N_("{family}: ranks high by card {version}, which looks {days} days ahead"),
    "churn": N_(
        "{share} % of {n} customers alike took most of their money away within {days} days, {average} % of all"
        " (card {version})"
    ),
    "churn_ranked": N_(
        "ranks high among those who may leave, by card {version}, which looks {days} days ahead"
    ),
    "anomaly_size": N_(
        "{amount} paid on {paid_on}; the usual payment is {usual}, the largest of {past} was {largest}"
    ),
    "anomaly_size_in": N_(
        "{amount} came on {paid_on}; usually it is {usual}, the largest of {past} was {largest}"
    ),
    "anomaly_new_payee": N_(
        "{amount} paid on {paid_on} to somebody who was never paid before; the usual payment is {usual},"
        " the largest of {past} was {largest}"
    ),
    "anomaly_new_payee_again": N_(
        "{amount} paid on {paid_on} to somebody who was first paid on {last_on}; the usual payment is {usual},"
        " the largest of {past} was {largest}"
    ),
    "anomaly_velocity": N_(
        "{payments} payments on {paid_on}, {total} in all; on {past} days before there were at most {most} in a day"
    ),
    "anomaly_night": N_(
        "{amount} paid on {paid_on} at night, after {clock}; of {past} payments before, {most} were made at night"
    ),
    "anomaly_dormant": N_("{total} taken since {paid_on} out of an account that was last used on {last_on}"),
    "anomaly_dormant_long": N_(
        "{total} taken since {paid_on} out of an account that was not used for a long time"
    ),
    "anomaly_structuring": N_(
        "{payments} payments up to {paid_on}, {total} in all, each just below {limit}; before there were {past}"
    ),
}
_CLEARS = {
    types.BY_CONTACT: N_("A contact in which you spoke with each other, for: {purposes}"),
    types.BY_SPEAKING: N_("Any contact in which you spoke with each other"),
    types.BY_HANDLING: N_("The answer to the complaint"),
    types.BY_KEEPING: N_("The promise, kept or withdrawn"),
    types.BY_NEW_DATA: N_("Newer data from head office"),
    types.BY_CALLING: N_("An outcome in the call list"),
}
_URGENCY = {
    Urgency.LATER: N_("In time"),
    Urgency.SOON: N_("Soon"),
    Urgency.NOW: N_("Now"),
    Urgency.OVERDUE: N_("Overdue"),
}
_UNKNOWN = {
    replay.TIER: N_("the tier of that day; the present one was taken"),
    replay.DISTANCE: N_("the distance to other tiers; it was left out"),
    replay.VALUES: N_("the values of positions on that day; the present ones were taken"),
    replay.BALANCES: N_("the balances of that day; the present ones were taken"),
    replay.FEEDBACK: N_("whether some feedback was still open; it was taken to be as it is now"),
    replay.DOCUMENT: N_("whether there was another identity document; the present one was taken"),
}
_PLACE = re.compile(r"\{(\w+)\}")


def trigger(rule: str, policy: Policy) -> str:
    """Return what the policy calls a trigger; its code where the policy has it no more."""
    found = policy.prompts.triggers.get(rule)
    return found.name.in_language(current_language()) if found else rule


def action(prompt: Prompt, policy: Policy) -> str:
    """Return what is to be done."""
    return policy.prompts.actions[prompt.action].name.in_language(current_language())


def why(reason: Reason, policy: Policy) -> str:
    """Return one reason as a part of a sentence."""
    if reason.code == "scored":
        return prediction_words.because(reason.values["field"], reason.values["scored"], policy)
    return _(_WHY[reason.code], **_said(reason.values, policy))


def whys(prompt: Prompt, policy: Policy) -> str:
    """Return all reasons of a prompt in one line."""
    return _("; ").join(why(reason, policy) for reason in prompt.why)


def clears(prompt: Prompt, policy: Policy) -> str:
    """Return what clears a prompt."""
    found = policy.prompts.triggers.get(prompt.rule)
    names = (
        (words.code(policy.codes.contact_purposes, one) or one for one in found.answered_by) if found else ()
    )
    return _(_CLEARS[prompt.clears], purposes=_(", ").join(names))


def urgency(value: Urgency) -> str:
    """Return how pressing a prompt is."""
    return _(_URGENCY[value])


def how(prompt: Prompt, policy: Policy) -> str:
    """Return the channel, and the hour at which this customer answered best."""
    channel = words.code(policy.codes.contact_channels, prompt.channel) or prompt.channel
    if prompt.hour is None:
        return channel
    return _("{channel}, best from {hour}", channel=channel, hour=f"{prompt.hour:02}:00")


def light(prompt: Prompt, policy: Policy) -> str:
    """Return whether the contact is allowed now, and why not."""
    if prompt.light.green:
        return _("contact allowed")
    return _("no contact: {why}", why=permission_words.why(prompt.light.reasons, policy))


def opening(prompt: Prompt, customer: str | None, policy: Policy) -> str:
    """Return the sentence to begin with; `customer` is the name, None where the bank does not know it."""
    return script(prompt.action, prompt.why[0], customer, policy)


def script(code: str, reason: Reason, customer: str | None, policy: Policy) -> str:
    """Return the sentence with which an action of the policy begins, for a reason; empty for an unknown action."""
    found = policy.prompts.actions.get(code)
    if found is None:
        return ""
    said = _said(reason.values, policy)
    said["customer"] = _("Good day, {name}", name=customer) if customer else _("Good day")
    text = found.opening.in_language(current_language())
    return _PLACE.sub(lambda place: str(said.get(place[1], words.NOTHING)), text)


def unknown(code: str) -> str:
    """Return what a replay could not know."""
    return _(_UNKNOWN[code])


def _said(values: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """Return the values of a reason as they are read."""
    said = {name: _value(name, value, policy) for name, value in values.items()}
    if isinstance(days := values.get("days"), int):
        said["when"] = words.days_until(days, 0)
    if not values.get("product") and "kind" in values:
        said["product"] = words.code(policy.codes.product_kinds, values["kind"])
    return said


def _value(name: str, value: Any, policy: Policy) -> Any:
    if value is None:
        return words.NOTHING
    if isinstance(value, Amount):
        return words.money(value.minor, value.currency, compact=True)
    if name == "family":
        return prediction_words.family(value, policy)
    if name == "month_on":
        return words.month(value)
    if name.endswith("_on"):
        return words.day(value)
    if name == "tier":
        return words.tier(policy, value)
    if name == "event":
        return words.code(policy.codes.life_events, value)
    if name == "kind":
        return words.code(policy.codes.feedback_kinds, value)
    return value
