"""What it is called how customers stand in contact, tier and activity: in figures of the book and in filters."""

from advisor_app import words
from advisor_app.domain import book_figures
from advisor_app.domain.customers import Facets
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.insight_names import insight_name

_NAMES = {
    ("rhythms", book_figures.GOOD): N_("In rhythm"),
    ("rhythms", book_figures.AMBER): N_("Contact due soon"),
    ("rhythms", book_figures.RED): N_("Contact overdue"),
    ("rhythms", book_figures.NEVER): N_("Never spoken with"),
    ("moves", book_figures.UP): N_("Moved up"),
    ("moves", book_figures.DOWN): N_("Moved down"),
    ("moves", book_figures.NEW): N_("New this month"),
    ("states", book_figures.UPGRADE_NEXT): N_("Goes up next month"),
    ("states", book_figures.WATCH): N_("On downgrade watch"),
    ("states", book_figures.LIFTED): N_("Lifted by loyalty"),
    ("states", book_figures.HELD): N_("Held by loyalty"),
    ("quiet", book_figures.SEVERAL): N_("Going quiet"),
    ("quiet", book_figures.NO_TRANSACTION): N_("No own transactions"),
    ("quiet", book_figures.NO_CONTACT): N_("No talk for long"),
    ("quiet", book_figures.FALLING): N_("Assets falling"),
}


def standing_name(policy: Policy, field: str, value: str) -> str:
    """Return what a value of a field of `CustomerQuery` about how customers stand is called."""
    if field == "moves" and (tiers := book_figures.tiers_of(value)):
        before, now = (words.tier(policy, tier) or tier for tier in tiers)
        return _("{before} → {now}", before=before, now=now) if before else _("New: {tier}", tier=now)
    if field == "insights":
        return insight_name(policy, value)
    return _(_NAMES[field, value]) if (field, value) in _NAMES else value


def offered(facets: Facets, field: str) -> tuple[str, ...]:
    """Return the values of such a field that a list can be narrowed to in a book."""
    policy = facets.policy
    if facets.bank is None:
        return ()
    if (field == "rhythms" and not policy.rhythm.days) or (
        field == "quiet" and not book_figures.says_quiet(policy.quiet)
    ):
        return ()
    return tuple(value for name, value in _NAMES if name == field)


def sign_text(policy: Policy, sign: str) -> str:
    """Return what a sign of going quiet means by the numbers of the policy."""
    rules = policy.quiet
    if sign == book_figures.NO_TRANSACTION:
        days = rules.transaction_days
        return ngettext("no own transaction for {n} day", "no own transaction for {n} days", days)
    if sign == book_figures.NO_CONTACT:
        days = rules.contact_days
        return ngettext("not spoken for {n} day", "not spoken for {n} days", days)
    if sign == book_figures.FALLING:
        return _(
            "assets down {percent}% in {months} months",
            percent=rules.falling_percent,
            months=rules.falling_months,
        )
    return _("at least {n} of these signs", n=rules.signs)
