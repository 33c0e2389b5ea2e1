"""Lights as screens show them: a sign, its colour, a few words, and all that there is to say."""

from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.permission import Outlook
from advisor_app.domain.policy import Policy
from advisor_app.i18n import gettext as _
from advisor_app.services.permission_words import why

RED, WARNING, GREEN = "ban", "triangle-alert", "circle-check"
"""The signs: no light is told by its colour alone."""


class Shine(NamedTuple):
    """A light: the icon of its sign with the colour, a few words, and the whole."""

    sign: str
    colour: str
    short: str
    whole: str


def shine(outlook: Outlook, policy: Policy) -> Shine:
    """Return how the light for marketing is shown."""
    if not outlook.green:
        return Shine(
            RED, "bad", _("No marketing"), _("No marketing: {why}", why=why(outlook.reasons, policy))
        )
    names = (words.code(policy.codes.contact_channels, channel) or channel for channel in outlook.channels)
    whole = _("Marketing allowed: {channels}", channels=_(", ").join(names))
    return Shine(GREEN, "good", _("Marketing allowed"), whole)
