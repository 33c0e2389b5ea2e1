"""The sentences of a customer's tier: how it stands and why, how far it is up and down, what is to come."""

from typing import Literal, NamedTuple

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import TierMonth
from advisor_app.domain.tier_forecast import Forecast
from advisor_app.domain.tier_view import TierView
from advisor_app.domain.tiers import (
    HELD,
    LIFTED,
    NO_ACTIVE_HOLDING,
    UPGRADE_NEXT,
    WATCH,
    WATCHED,
    Standing,
    falls_on,
)
from advisor_app.i18n import format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.theme import Tone

TONES = {UPGRADE_NEXT: Tone.GOOD, WATCH: Tone.WARN, HELD: Tone.WARN, LIFTED: Tone.ACCENT}
"""How a state is shown; who just stands in a tier is not marked."""
_WHOLE = 100


class Line(NamedTuple):
    """A sentence and how it stands."""

    text: str
    kind: Literal["", "bad", "warn", "good", "muted", "small"] = ""


def lines(view: TierView) -> tuple[Line, ...]:
    """Return the sentences about the present tier, the most pressing first."""
    standing = view.standing
    if standing is None:
        return (Line(_("Head office has computed no tier yet."), "muted"),)
    if standing.rule == NO_ACTIVE_HOLDING:
        return (Line(_("Nothing is held at the bank at present, so no assets decide."), "muted"),)
    said = [*_watch(view, standing), *_why(view, standing), *_distances(view, standing), *_known(standing)]
    return tuple(said)


def since(view: TierView) -> str:
    """Return since when the tier is had; what was before the months that are known, nobody can say."""
    if view.standing is None:
        return ""
    day = view.standing.since
    if len(view.months) > 1 and day <= view.months[0].month:
        return _("since {day} or earlier", day=words.day(day))
    return _("since {day}", day=words.day(day))


def outlook(view: TierView) -> tuple[Line, ...]:
    """Return what is to come, with and without the money that matures."""
    found = view.forecast
    if found is None:
        return ()
    month = words.month(found.then.month)
    said = [
        Line(
            _(
                "{now} is heading for an average of {average}; {then} for {tier}{state}.",
                now=words.month(found.month),
                average=_money(view, found.average_minor),
                then=month,
                tier=words.tier(view.policy, found.then.tier),
                state=_state(found.then),
            ),
            _kind(found.then),
        )
    ]
    if found.if_left is not None:
        said.append(_if_left(view, found, found.if_left))
    said.append(Line(_("From what is there today, maturities, salary and standing orders."), "small"))
    return tuple(said)


def month_words(view: TierView, row: TierMonth) -> str:
    """Return one month of the history in words."""
    said = _(
        "{month}: {tier}, average {average}",
        month=words.month(row.month),
        tier=words.tier(view.policy, row.tier),
        average=words.money(row.average_minor, row.currency, compact=True),
    )
    state = words.TIER_STATES.get(row.state)
    return f"{said} · {_(state)}" if state else said


def history_words(view: TierView) -> str:
    """Return the whole history in words: when which tier began."""
    said, before = [], None
    for row in view.months:
        if row.tier != before:
            tier = words.tier(view.policy, row.tier)
            said.append(_("{tier} from {month}", tier=tier, month=words.month(row.month)))
        before = row.tier
    return "; ".join(said)


def rank(policy: Policy, tier: str) -> int:
    """Return the place of a tier among those of the policy, the lowest for one that it does not know."""
    return next((place for place, one in enumerate(policy.tiers) if one.code == tier), 0)


def _watch(view: TierView, standing: Standing) -> list[Line]:
    day = standing.watch_day(view.bank.as_of)
    if day is None:
        return []
    tier = words.tier(view.policy, standing.tier)
    short = _money(view, -(standing.margin_minor or 0))
    falls = words.day(falls_on(standing.month, standing.below, standing.grace))
    held = standing.state == HELD
    first = (
        _(
            "{short} short of {tier}; day {day} of downgrade watch, held by loyalty",
            short=short,
            tier=tier,
            day=day,
        )
        if held
        else _("{short} short of {tier}; day {day} of downgrade watch", short=short, tier=tier, day=day)
    )
    below = ngettext(
        "{n} of {grace} months below; without {cut_off} it is lost on {falls}.",
        "{n} of {grace} months below; without {cut_off} it is lost on {falls}.",
        standing.below,
        grace=standing.grace,
        cut_off=_money(view, standing.cut_off_minor or 0),
        falls=falls,
    )
    return [Line(first, "warn"), Line(below)]


def _why(view: TierView, standing: Standing) -> list[Line]:
    average, month = _money(view, standing.average_minor), words.month(standing.month)
    if standing.state in WATCHED:
        return [Line(_("Average of {month}: {average}", month=month, average=average), "muted")]
    if standing.state == LIFTED:
        return [
            Line(
                _(
                    "Lifted by loyalty: {transactions} own transactions in 12 months, {categories} categories.",
                    transactions=standing.transactions,
                    categories=standing.categories,
                ),
                "good",
            ),
            Line(_("Average of {month}: {average}", month=month, average=average), "muted"),
        ]
    if standing.cut_off_minor:
        cut_off = _money(view, standing.cut_off_minor)
        text = _(
            "Average of {month} {average}, cut-off {cut_off}", month=month, average=average, cut_off=cut_off
        )
        return [Line(text, "muted")]
    return [Line(_("Average of {month}: {average}", month=month, average=average), "muted")]


def _distances(view: TierView, standing: Standing) -> list[Line]:
    said = []
    if standing.state == UPGRADE_NEXT and standing.next_tier:
        said.append(Line(_("This month's average so far reaches a higher tier."), "good"))
    elif standing.next_tier and standing.short_minor and standing.state not in WATCHED:
        tier = words.tier(view.policy, standing.next_tier)
        said.append(Line(_("{amount} short of {tier}", amount=_money(view, standing.short_minor), tier=tier)))
    if standing.margin_minor is not None and standing.margin_minor > 0 and standing.cut_off_minor:
        spare = _money(view, standing.margin_minor)
        said.append(Line(_("{amount} above its cut-off", amount=spare), "muted"))
    return said


def _known(standing: Standing) -> list[Line]:
    if standing.coverage >= _WHOLE:
        return []
    share = format_percent(standing.coverage / _WHOLE, 0)
    return [Line(_("Only {share} of the assets are known; the tier may be too low.", share=share), "warn")]


def _if_left(view: TierView, found: Forecast, left: Standing) -> Line:
    text = _(
        "If the {amount} that mature leave: {average} on average in {then}, {tier}{state}.",
        amount=_money(view, found.leaving_minor),
        average=_money(view, left.average_minor),
        then=words.month(left.month),
        tier=words.tier(view.policy, left.tier),
        state=_state(left),
    )
    return Line(text, _kind(left))


def _state(standing: Standing) -> str:
    """Return the state of a month to come, after its tier."""
    if standing.state in WATCHED:
        return _(", month {n} of {grace} below", n=standing.below, grace=standing.grace)
    return _(", then higher") if standing.state == UPGRADE_NEXT else ""


def _kind(standing: Standing) -> Literal["", "warn", "good"]:
    return "warn" if standing.state in WATCHED else "good" if standing.state == UPGRADE_NEXT else ""


def _money(view: TierView, minor: int) -> str:
    return words.money(minor, view.currency, compact=True) or words.NOTHING
