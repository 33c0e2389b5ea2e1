"""The words for a light: why a customer may not be contacted, said when it is read, in the language of the reader."""

from collections.abc import Iterable, Sequence

from advisor_app import words
from advisor_app.domain import permission
from advisor_app.domain.permission import Reason
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

_SENTENCES = {
    permission.CLOSED: N_("the customer left the bank on {day}"),
    permission.DO_NOT_CONTACT: N_("the customer asked on {day} not to be contacted"),
    permission.WITHDRAWN: N_("consent to marketing by {channel} was withdrawn on {day}"),
    permission.NO_CONSENT: N_("there is no consent to marketing by {channel}"),
    permission.COMPLAINT: N_("a complaint of {day} is open"),
    permission.COOL_DOWN: N_("the last marketing contact was on {day}, the next may follow from {until}"),
    permission.MUTED: N_(
        "an unusual payment to a new payee was found on {day}; nothing is to be sold before {until}"
    ),
    permission.QUIET_HOURS: N_("there is no marketing between {begins} and {ends}"),
}
_MOST_PEOPLE = 5


def reason(one: Reason, policy: Policy) -> str:
    """Return one reason as a part of a sentence."""
    if one.code == permission.NO_CONSENT and not one.channel:
        return _("there is no consent to marketing")
    channels = {**policy.codes.contact_channels, **policy.codes.consent_channels}
    return _(
        _SENTENCES[one.code],
        day=words.day(one.on),
        until=words.day(one.until),
        channel=words.code(channels, one.channel),
        begins=policy.consent.quiet_from,
        ends=policy.consent.quiet_until,
    )


def why(reasons: Iterable[Reason], policy: Policy) -> str:
    """Return reasons in one line."""
    return _("; ").join(reason(one, policy) for one in reasons)


class Why:
    """Reasons as a value of an error."""

    def __init__(self, reasons: Sequence[Reason], policy: Policy) -> None:
        self._reasons, self._policy = tuple(reasons), policy

    def __str__(self) -> str:
        return why(self._reasons, self._policy)


class People:
    """Names as a value of an error: the first few, and how many they are."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)

    def __str__(self) -> str:
        shown = _(", ").join(self._names[:_MOST_PEOPLE])
        if len(self._names) <= _MOST_PEOPLE:
            return shown
        return ngettext(
            "{names} and others, {n} customer",
            "{names} and others, {n} customers",
            len(self._names),
            names=shown,
        )
