"""What the values are called that the list can be narrowed by: tiers, branches, kinds of position, how they stand."""

from advisor_app import words
from advisor_app.domain.customers import Facets
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.schema import Names
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.standings import standing_name

_KINDS = ("product_kinds", "account_kinds", "loan_kinds", "card_kinds")


def kind_name(policy: Policy, kind: str) -> str:
    """Return what a kind of position is called, whichever list of the policy names it."""
    lists: list[Names] = [getattr(policy.codes, name) for name in _KINDS]
    return next((words.code(names, kind) for names in lists if kind in names), None) or kind


def name_of(facets: Facets, field: str, value: str | int) -> str:
    """Return what a value of a field of `CustomerQuery` is called; the value itself where it is unknown."""
    if field == "tiers":
        return (words.tier(facets.policy, str(value)) or str(value)) if value else _("No tier yet")
    if field == "branch_ids":
        return next((branch.name for branch in facets.branches if branch.id == value), str(value))
    if field == "product_kinds":
        return kind_name(facets.policy, str(value))
    return standing_name(facets.policy, field, str(value))
