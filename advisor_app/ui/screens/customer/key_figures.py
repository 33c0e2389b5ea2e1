"""The key figures of a customer as texts in the present language, each with what it rests on.

What is not known is a dash and never a zero.
"""

from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.dates import add_months
from advisor_app.domain.figures import Figures
from advisor_app.domain.profile import Profile
from advisor_app.domain.records import AumMonth
from advisor_app.domain.rhythm import ContactRhythm, Due
from advisor_app.i18n import format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.theme import Tone
from advisor_app.words import NOTHING

SOON, NOW = 30, 7
"""Days before its maturity from which money is marked, and from which it is pressing."""
_YEAR = 12
_WHOLE = 100


class KeyFigure(NamedTuple):
    """One figure: `flow` is 1 for money that comes in, −1 for money that goes out; the badge says how it stands.

    `note_flow` is the same for the note below the figure.
    """

    title: str
    figure: str = NOTHING
    flow: int = 0
    badge: str = ""
    tone: Tone = Tone.NEUTRAL
    note: str = ""
    note_flow: int = 0
    extra: str = ""


def aum(profile: Profile) -> KeyFigure:
    """Return the average of the newest month, and how it changed in a year where both months are wholly known."""
    if not profile.aum:
        return KeyFigure(_("AUM, monthly average"), note=_("none computed yet"))
    newest = profile.aum[0]
    month = words.month(newest.month)
    so_far = add_months(newest.month, 1) > profile.today + 1
    made = KeyFigure(
        _("AUM, {month} so far", month=month) if so_far else _("AUM, average of {month}", month=month),
        words.money(newest.average_minor, newest.currency, compact=True) or NOTHING,
    )
    if newest.coverage < _WHOLE:
        known = format_percent(newest.coverage / _WHOLE, 0)
        return made._replace(badge=_("{share} known", share=known), tone=Tone.WARN)
    before = add_months(newest.month, -_YEAR)
    then = next((month for month in profile.aum if month.month == before), None)
    if then is None or then.coverage < _WHOLE or then.currency != newest.currency:
        return made
    change = newest.average_minor - then.average_minor
    return made._replace(note=_change(then, change), note_flow=(change > 0) - (change < 0))


def assets(profile: Profile) -> KeyFigure:
    """Return what the positions are worth now, and what is owed."""
    totals = profile.totals()
    made = KeyFigure(_("Assets now"))
    counted = any(position.counts(profile.today) for position in profile.positions)
    if counted and (totals.assets_minor or not totals.left_out):
        made = made._replace(
            figure=words.money(totals.assets_minor, totals.currency, compact=True) or NOTHING
        )
    owed = words.money(totals.debts_minor, totals.currency, compact=True) if totals.debts_minor else ""
    note = _("debts {amount}", amount=owed) if owed else ""
    return made._replace(note=note, extra=without(totals.left_out))


def net_inflow(figures: Figures) -> KeyFigure:
    """Return what came in less what went out in the month of the business date."""
    net = figures.net_inflow_minor
    made = KeyFigure(_net_inflow(figures.month))
    if net is None:
        return made._replace(note=without(figures.left_out) or _("no transactions of own accounts"))
    coming, going = (
        words.money(minor, figures.currency, compact=True)
        for minor in (figures.inflow_minor, figures.outflow_minor)
    )
    return made._replace(
        figure=signed(net, figures.currency),
        flow=(net > 0) - (net < 0),
        note=_("in {inflow} · out {outflow}", inflow=coming, outflow=going),
        extra=without(figures.left_out),
    )


def net_inflow_title(profile: Profile) -> str:
    """Return what the net inflow is called while it is still being added up."""
    return _net_inflow(profile.today)


def maturity(profile: Profile) -> KeyFigure:
    """Return what ends next, and how near that is."""
    made, position = KeyFigure(_("Next maturity")), profile.next_maturity()
    if position is None or position.ends_on is None:
        return made._replace(note=_("nothing with an end"))
    days = position.ends_on - profile.today
    return made._replace(
        figure=words.money(position.value_minor, position.currency, compact=True) or NOTHING,
        badge=words.days_until(position.ends_on, profile.today),
        tone=Tone.BAD if days <= NOW else Tone.WARN if days <= SOON else Tone.NEUTRAL,
        note=words.kind(profile.policy, position) or "",
    )


def contact(profile: Profile) -> KeyFigure:
    """Return when bank and customer last spoke, and how that stands to the rhythm of the tier."""
    rhythm = profile.rhythm()
    badge, tone = _due(rhythm)
    note = ""
    if rhythm.every_days:
        note = ngettext("every {n} day", "every {n} days", rhythm.every_days)
    elif profile.tier:
        note = _("contact by event")
    return KeyFigure(
        _("Last contact"),
        words.days_since(profile.last_contact_at, profile.bank) or NOTHING,
        badge=badge,
        tone=tone,
        note=note,
    )


def signed(minor: int, currency: str) -> str:
    """Return an amount with its sign, + included."""
    amount = words.money(minor, currency, compact=True) or NOTHING
    return f"+{amount}" if minor > 0 else amount


def without(currencies: tuple[str, ...]) -> str:
    """Return which currencies are not counted and why, nothing where all are."""
    return _("without {currencies} (no rate)", currencies=", ".join(currencies)) if currencies else ""


def _net_inflow(month: int) -> str:
    return _("Net inflow, {month}", month=words.month(month))


def _change(then: AumMonth, change: int) -> str:
    if then.average_minor > 0:
        share = format_percent(change / then.average_minor)
        amount = share.replace("-", "−") if change < 0 else f"+{share}"
    else:
        amount = signed(change, then.currency)
    return _("{change} in 12 months", change=amount)


def _due(rhythm: ContactRhythm) -> tuple[str, Tone]:
    if rhythm.due is Due.NONE or rhythm.every_days is None:
        return "", Tone.NEUTRAL
    if rhythm.days_since is None:
        return _("never spoken to"), Tone.BAD
    left = rhythm.every_days - rhythm.days_since
    if rhythm.due is Due.RED:
        return ngettext("{n} day overdue", "{n} days overdue", -left), Tone.BAD
    if rhythm.due is Due.AMBER:
        return ngettext("due in {n} day", "due in {n} days", left) if left else _("due today"), Tone.WARN
    return _("on time"), Tone.GOOD
