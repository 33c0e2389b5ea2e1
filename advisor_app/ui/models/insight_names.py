"""What it is called whom the figures of the book over time count: on that screen and in the filters of the list."""

from advisor_app import words
from advisor_app.domain import insight_figures as figures
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _

STEPS = {
    figures.LISTED: N_("On the list"),
    figures.CALLED: N_("Called"),
    figures.REACHED: N_("Reached"),
    figures.INTERESTED: N_("Interested"),
    figures.WON: N_("Won"),
}
"""How far a campaign came with a customer."""
_OF_MONTH = {
    figures.GAINING: N_("More came than left in {month}"),
    figures.LOSING: N_("More left than came in {month}"),
    figures.MATURES: N_("Matures in {month}"),
}
_MOVED = {"up": N_("Moved up in {month}"), "down": N_("Moved down in {month}")}


def insight_name(policy: Policy, value: str) -> str:
    """Return what a value of `CustomerQuery.insights` is called; itself where it is not understood."""
    about, values = figures.read_value(value)
    try:
        return _name(policy, about, values)
    except (KeyError, ValueError, OverflowError):
        return value


def segment_name(policy: Policy, code: str) -> str:
    """Return what an RFM segment is called."""
    for segment in policy.features.segments:
        if segment.code == code:
            return segment.name.in_language(current_language())
    return _("Other") if code == "other" else code


def _name(policy: Policy, about: str, values: tuple[str, ...]) -> str:
    if about == figures.SEGMENT:
        [code] = values
        return segment_name(policy, code)
    if about == figures.CAMPAIGN:
        _key, step = values
        return _("Campaign: {step}", step=_(STEPS[step]))
    if about == figures.OPENED:
        [year] = values
        return _("Opened in {year}", year=int(year))
    if about == figures.LEAVING:
        [percent] = values
        return _("May leave: {n} × the average or more", n=f"{int(percent) / 100:g}")
    month = words.month(int(values[0]))
    if about == figures.IN_TIER:
        return _("{tier} in {month}", tier=words.tier(policy, values[1]) or values[1], month=month)
    if about == figures.MOVED:
        return _(_MOVED[values[1]], month=month)
    return _(_OF_MONTH[about], month=month)
