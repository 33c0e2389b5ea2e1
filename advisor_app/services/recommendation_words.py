"""The words for recommendations: what speaks for a product and against it, and why nothing is recommended."""

from collections.abc import Iterable

from advisor_app import prediction_words, words
from advisor_app.domain import recommendations as domain
from advisor_app.domain.insights import Affinity
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import Because, Predicted
from advisor_app.domain.recommendations import Argument, Offer
from advisor_app.i18n import N_, format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services import permission_words
from advisor_app.services.predictions import Reach
from advisor_app.services.recommendations import General, Recommendations

_ARGUMENTS = {
    domain.NEEDED: N_("{share} of {n} customers alike bought within {days} days, {average} of all"),
    domain.RANKED: N_("ranks high among those who buy within {days} days"),
    domain.ALIKE: N_("{percent} of {n} customers alike hold it"),
    domain.RARELY: N_("only {percent} of {n} customers alike hold it"),
    domain.SUITS: N_("its risk {grade} suits the customer"),
    domain.PRIORITY: N_("the bank gives it priority"),
    domain.RISK: N_("risk {grade}: its value can fall"),
    domain.HOLDS: N_("the customer holds it already"),
    domain.AGENCY: N_("{issuer} issues it, the bank only sells it"),
}
_WHY_NONE = {
    domain.NO_CARD: N_("Head office has sent no scorecard for needs yet."),
    domain.NO_FEATURES: N_("Head office knows nothing of this customer, or may make no profile."),
    domain.MUTED: N_("Nothing is recommended now: {why}."),
    domain.NOTHING_SUITS: N_(
        "Nothing that is needed suits the customer; see the Products tab for the rules."
    ),
    domain.DECLINED: N_("The customer was not interested in what would be recommended."),
    domain.NOT_NEEDED: N_("Nothing is needed more often than on average."),
}


def pros(offer: Offer, found: Recommendations) -> tuple[str, ...]:
    """Return what speaks for a product, a part of a sentence each."""
    return _said(offer.pros, found)


def cons(offer: Offer, found: Recommendations) -> tuple[str, ...]:
    """Return what speaks against it."""
    return _said(offer.cons, found)


def why_none(found: Recommendations) -> str:
    """Return why nothing is recommended; nothing where something is."""
    code = found.found.why_none
    if code is None:
        return ""
    return _(_WHY_NONE[code], why=permission_words.why(found.against, found.policy))


def just_now(found: Recommendations) -> str:
    """Return what is to be heeded of recommendations just now; nothing by day."""
    return _("Quiet hours: only for a customer who is with you, or for later.") if found.quiet else ""


def why_general(found: General) -> str:
    """Return why there is no list without a profile, or what it may be used for; nothing where that is all clear."""
    if found.against:
        said = _WHY_NONE[domain.MUTED] if found.muted else N_("Only for a customer who asks: {why}.")
        return _(said, why=permission_words.why(found.against, found.policy))
    return "" if found.products else _("Nothing on sale suits the customer.")


def stamp(found: Recommendations) -> str:
    """Return by which rules, cards and data it was made, so that it can be made again."""
    cards = sorted({one.need.version for one in found.found.offers})
    day = words.column_day(found.data_on)
    said = _("Data of {day}, rules of policy version {version}", day=day, version=found.policy.version)
    numbers = _(", ").join(map(str, cards))
    return said + (_(", cards {versions}", versions=numbers) if cards else "")


def alike(affinity: Affinity | None, policy: Policy) -> str:
    """Return who is alike; nothing where nobody is known to be."""
    if affinity is None:
        return ""
    tier = words.tier(policy, affinity.tier)
    values = {"tier": tier, "low": affinity.age_from, "high": affinity.age_to}
    return _("Alike are customers of tier {tier} aged {low} to {high}", **values)


def churn(predicted: Predicted) -> str:
    """Return in one sentence how likely a customer is to leave."""
    if predicted.share is None or predicted.average is None:
        return _(
            "Ranks {lift} % of the average among those who may leave within {days} days.",
            lift=predicted.lift_percent,
            days=predicted.horizon_days,
        )
    return _(
        "{share} of {n} customers alike took most of their money away within {days} days, {average} of all.",
        share=format_percent(predicted.share, 1),
        average=format_percent(predicted.average, 1),
        n=f"{predicted.n:,}",
        days=predicted.horizon_days,
    )


def reach(found: Reach) -> str:
    """Return in one sentence how a customer is best reached today; nothing where no card says it."""
    if found.attempt is None:
        return ""
    channel, hour, predicted = found.attempt
    values = {
        "channel": words.code(found.policy.codes.contact_channels, channel),
        "hour": f"{hour}:00",
    }
    if predicted.share is None or predicted.average is None:
        return _("Best reached today by {channel} at {hour}.", **values)
    return _(
        "Best reached today by {channel} at {hour}: {share} of {n} contacts alike were answered, {average} of all.",
        **values,
        share=format_percent(predicted.share, 1),
        average=format_percent(predicted.average, 1),
        n=f"{predicted.n:,}",
    )


def _said(arguments: Iterable[Argument], found: Recommendations) -> tuple[str, ...]:
    return tuple(_argument(one, found) for one in arguments)


def _argument(one: Argument, found: Recommendations) -> str:
    because = one.values.get("because")
    if isinstance(because, Because):
        return prediction_words.reason(because, found.currency, found.policy)
    values = dict(one.values)
    if one.code == domain.BOUND and isinstance(days := values["days"], int):
        return ngettext("the money is bound for {n} day", "the money is bound for {n} days", days)
    for name in ("share", "average"):
        if isinstance(share := values.get(name), float):
            values[name] = format_percent(share, 1)
    if isinstance(n := values.get("n"), int):
        values["n"] = f"{n:,}"
    if isinstance(percent := values.get("percent"), int):
        values["percent"] = format_percent(percent / 100, 0)
    return _(_ARGUMENTS[one.code], **values)
