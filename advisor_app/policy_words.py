"""What is wrong with a policy, in words: head office refuses to publish it, and devices refuse to use it."""

from typing import Any

from advisor_app.domain import policy as document
from advisor_app.domain.policy import (
    PolicyError,
    assessment,
    consent,
    contacts,
    contradictions,
    prompts,
    reading,
    standing,
    suitability,
)
from advisor_app.domain.policy.contradictions import analysis, codes, tiers
from advisor_app.domain.policy.contradictions import contacts as contact_rules
from advisor_app.domain.policy.contradictions import prompts as prompt_rules
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

REASONS = {
    reading.MISSING_KEY: N_("{key} is missing."),
    reading.UNKNOWN_KEY: N_("{key} is not a key that this program knows."),
    reading.WRONG_TYPE: N_("{key} must be of type {expected}, not {found}."),
    reading.OUT_OF_RANGE: N_("{key} must lie between {low} and {high}; it is {value}."),
    reading.NOT_A_CODE: N_("{key} must consist of ASCII letters, digits and underscores; it is “{value}”."),
    reading.EMPTY: N_("{key} is empty."),
    document.NOT_TOML: N_("The document is not valid TOML: {detail}."),
    document.OTHER_FORMAT: N_("{key} must be {expected}, the format that this program reads; it is {found}."),
    codes.DUPLICATE: N_("{key}: “{value}” is there twice."),
    tiers.FIRST_TIER_HAS_CUT_OFF: N_(
        "{key}: the first tier is that of people without an active holding; it has no cut-off."
    ),
    tiers.SECOND_TIER_NOT_AT_ZERO: N_("{key} must be 0: everybody with an active holding has a tier."),
    tiers.NOT_ASCENDING: N_("{key} must be above {below}, the cut-off of the tier before; it is {value}."),
    analysis.NO_LONGER_TERM: N_("{key} must be longer than the {before} before it; it is {value}."),
    suitability.NARROWER: N_("{key} lacks {lacks}, which suits customers who tolerate less."),
    analysis.INTERNAL_AND_SPENDING: N_("{key}: “{value}” is internal, so it cannot be spending."),
    codes.NOT_DEFINED: N_("{key}: “{value}” is not defined in this policy; defined are {known}."),
    contact_rules.URL_OR_COMMAND: N_("{key} needs either a URL or a command, and not both."),
    consent.NOT_A_CLOCK_TIME: N_("{key} must be a time of day such as 21:00; it is “{value}”."),
    reading.NOT_A_DATE: N_("{key} must be a day such as 2026-11-24; it is “{value}”."),
    contacts.NOT_ONE_OF: N_("{key} must be one of {allowed}; it is “{value}”."),
    contacts.NO_PLACE: N_(
        "{key} needs exactly one place for the address: the word address in braces, not in the name of a program."
    ),
    contradictions.UNKNOWN_TIME_ZONE: N_("{key}: “{value}” is not a time zone; an example is Asia/Shanghai."),
    contact_rules.LESS_THAN_SIMPLE: N_(
        "{key} must be at least {least}, the days of a simple complaint; it is {value}."
    ),
    contact_rules.OPTIONS_OR_NONE: N_(
        "{key}: a question of kind “choice” has options, and no other one has."
    ),
    prompt_rules.MARKETING_TOO: N_(
        "{key}: “{value}” is marketing itself, so it cannot stand in where that is not allowed."
    ),
    prompt_rules.DOES_NOT_ANSWER: N_(
        "{key} lacks “{purpose}”, so what “{value}” leads to would not clear the prompt."
    ),
    prompts.UNKNOWN_PLACE: N_("{key}: nothing fills the place “{value}” for every trigger that leads to it."),
    assessment.TOO_FEW_OPTIONS: N_("{key} needs at least {least} answers; it has {value}."),
    assessment.TOO_MANY_OPTIONS: N_("{key} can have {most} answers, one for each key; it has {value}."),
    assessment.AGES_IN_PART: N_(
        "{key}: either each answer has an age from which it is given, rising, or none."
    ),
    assessment.BANDS_OUT_OF_ORDER: N_(
        "{key}: “{value}” must have more points than the grade before it, and stand for more tolerance."
    ),
    assessment.NOT_ALL_BANDED: N_("{key} leads nobody to {lacks}."),
    assessment.OUT_OF_REACH: N_("{key} is {value}, but the answers come to {least} to {most} points."),
    contradictions.MORE_THAN_ALLOWED: N_("{key} must be at most {allowed}; it is {value}."),
}
"""The message for each reason for which a document is not read."""

PUBLISHING = {
    "internal_not_apart": N_(
        "What is internal must stand apart, so that devices get the policy without it: “internal” on lines of its own"
        " in [anomalies], and each limit as a table [[anomalies.limits]]."
    ),
    standing.NOT_NEWER: N_("Version {version} is not above version {newest}, which is published already."),
    standing.OTHER_VERSION: N_(
        "The document says that it is version {found}; it was published as {version}."
    ),
}
"""The message for each reason for which a document that can be read is not used."""


def values_of(error: PolicyError) -> dict[str, Any]:
    """Return the values for the places of a reason's message."""
    values: dict[str, Any] = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in error.values.items()
    }
    return values | {"key": error.key}


def sentence(error: PolicyError) -> str:
    """Return what is wrong in the present language, with the line where that is known."""
    said = _((REASONS | PUBLISHING)[error.reason], **values_of(error))
    return said if error.line is None else _("Line {line}: {sentence}", line=error.line, sentence=said)
