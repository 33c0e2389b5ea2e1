"""The bank's policy (策略): a versioned TOML document that head office publishes and devices pull.

`parse` reads one document and refuses what it does not understand whole, because half a policy is worse than
the one before. Of the documents that were published, `in_force` takes the newest that this program can read.
"""

import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advisor_app.domain.policy import anomalies, assessment
from advisor_app.domain.policy.lines import line_of, line_of_fault, lines
from advisor_app.domain.policy.prompts import (
    NEEDS,
    missing_numbers,
    unknown_places,
    with_otherwise,
)
from advisor_app.domain.policy.reading import MISSING_KEY, PolicyError, build, together
from advisor_app.domain.policy.schema import FORMAT, Ends, Policy, Tier, name_of
from advisor_app.domain.policy.suitability import code_lists, narrower
from advisor_app.domain.policy.text import Text
from advisor_app.domain.records import Policy as Document

__all__ = ["FORMAT", "LONGEST", "Policy", "PolicyError", "Text", "Tier", "in_force", "name_of", "parse"]

NOT_TOML = "not_toml"
OTHER_FORMAT = "other_format"
DUPLICATE = "duplicate"
FIRST_TIER_HAS_CUT_OFF = "first_tier_has_cut_off"
SECOND_TIER_NOT_AT_ZERO = "second_tier_not_at_zero"
NOT_ASCENDING = "not_ascending"
NO_LONGER_TERM = "no_longer_term"
INTERNAL_AND_SPENDING = "internal_and_spending"
NOT_DEFINED = "not_defined"
URL_OR_COMMAND = "url_or_command"
UNKNOWN_TIME_ZONE = "unknown_time_zone"
MORE_THAN_ALLOWED = "more_than_allowed"
LESS_THAN_SIMPLE = "less_than_simple"
OPTIONS_OR_NONE = "options_or_none"
MARKETING_TOO = "marketing_too"
DOES_NOT_ANSWER = "does_not_answer"

LONGEST = 1_000_000
"""Characters of a document at most; the default has some 70,000."""
# JR/T 0171-2020; a bank can show less.
_MOST_SHOWN = {"phone": Ends(3, 4), "id_number": Ends(1, 1), "card_number": Ends(6, 4)}


def parse(text: str) -> Policy:
    """Return the policy that a TOML document holds; PolicyError says on which line it is wrong and why."""
    try:
        return _parse(text)
    except PolicyError as error:
        if error.reason == NOT_TOML:
            error.line = line_of_fault(str(error.values["detail"]), text)
        else:
            found = lines(text)
            for one in (error, *error.further):
                one.line = line_of(found, one.key)
        raise


def _parse(text: str) -> Policy:
    if len(text) > LONGEST:
        raise PolicyError("", NOT_TOML, detail=f"longer than {LONGEST} characters")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyError("", NOT_TOML, detail=str(error)) from None
    head = document.get("policy")
    found = head.get("format") if isinstance(head, dict) else None
    if found != FORMAT:
        # Said first, because the keys of another format would only look misspelt.
        raise PolicyError("policy.format", OTHER_FORMAT, expected=FORMAT, found=found)
    policy = build(Policy, document)
    if contradictions := _all_of(_contradictions(policy)):
        raise together(contradictions)
    return policy


def in_force(documents: Iterable[Document]) -> Policy | None:
    """Return the published policy with the highest version that can be read, or None if none can."""
    for document in sorted(documents, key=lambda one: one.id, reverse=True):
        try:
            policy = parse(document.text)
        except PolicyError:
            continue
        if policy.version == document.id:
            return policy
    return None


def _all_of(contradictions: Iterator[PolicyError]) -> list[PolicyError]:
    """Return all contradictions, or those up to the one that a later look stumbles over."""
    found: list[PolicyError] = []
    try:
        for one in contradictions:
            found.append(one)  # noqa: PERF402  # those before a stumble are wanted
    except LookupError:
        if not found:
            raise
    return found


def _contradictions(policy: Policy) -> Iterator[PolicyError]:
    try:
        ZoneInfo(policy.bank.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield PolicyError("bank.time_zone", UNKNOWN_TIME_ZONE, value=policy.bank.time_zone)
    yield from _tiers(policy)
    yield from _grades(policy)
    tiers = [tier.code for tier in policy.tiers]
    yield from _undefined("rhythm.days", policy.rhythm.days, tiers)
    codes = policy.codes
    yield from _undefined("rhythm.two_way_outcomes", policy.rhythm.two_way_outcomes, codes.contact_outcomes)
    yield from _undefined("aum.holdings", policy.aum.holdings, codes.product_kinds)
    yield from _flows(policy)
    yield from _undefined("quiet.kinds", policy.quiet.kinds, policy.codes.transaction_kinds)
    yield from _features(policy)
    yield from _contribution(policy)
    yield from _contacts(policy)
    yield from _tasks(policy)
    yield from _consent(policy)
    yield from _feedback(policy)
    yield from _calls(policy)
    yield from _prompts(policy)
    yield from _risk_questionnaire(policy)
    yield from _predictions(policy)
    yield from _anomalies(policy)
    for name, most in _MOST_SHOWN.items():
        ends: Ends = getattr(policy.masking, name)
        for end, shown, allowed in (("head", ends.head, most.head), ("tail", ends.tail, most.tail)):
            if shown > allowed:
                yield PolicyError(f"masking.{name}.{end}", MORE_THAN_ALLOWED, value=shown, allowed=allowed)


def _features(policy: Policy) -> Iterator[PolicyError]:
    rules, codes = policy.features, policy.codes
    for name, known in (
        ("income", codes.transaction_categories),
        ("elsewhere", codes.transaction_categories),
        ("cash", codes.transaction_kinds),
        ("recurring", codes.transaction_kinds),
        ("digital", codes.transaction_channels),
        ("bases", codes.digital_bases),
        ("views", codes.digital_kinds),
        ("profiling", codes.consent_purposes),
    ):
        yield from _undefined(f"features.{name}", getattr(rules, name), known)
    yield from _duplicates("features.segments", [one.code for one in rules.segments])


def _contribution(policy: Policy) -> Iterator[PolicyError]:
    rules, codes = policy.contribution, policy.codes
    yield from _undefined("contribution.deposits", rules.deposits, codes.product_kinds)
    yield from _undefined("contribution.fees", rules.fees, codes.transaction_categories)
    yield from _undefined("contribution.paid", rules.paid, codes.account_kinds)
    for number, (before, after) in enumerate(pairwise(rules.transfer), 2):
        if after.days <= before.days:
            key = f"contribution.transfer[{number}].days"
            yield PolicyError(key, NO_LONGER_TERM, value=after.days, before=before.days)


def _flows(policy: Policy) -> Iterator[PolicyError]:
    known = policy.codes.transaction_categories
    yield from _undefined("flows.internal", policy.flows.internal, known)
    yield from _undefined("flows.spending", policy.flows.spending, known)
    for code in policy.flows.spending:
        if code in policy.flows.internal:
            yield PolicyError("flows.spending", INTERNAL_AND_SPENDING, value=code)


def _contacts(policy: Policy) -> Iterator[PolicyError]:
    """Look for codes that nothing defines, and for what stands there twice or says two things."""
    contacts, codes = policy.contacts, policy.codes
    known = {
        "channel": codes.contact_channels,
        "purpose": codes.contact_purposes,
        "outcome": codes.contact_outcomes,
    }
    for name in ("words", "templates", "handlers"):
        for number, entry in enumerate(getattr(contacts, name), 1):
            for field, defined in known.items():
                if (code := getattr(entry, field, None)) is not None:
                    yield from _undefined(f"contacts.{name}[{number}].{field}", [code], defined)
    yield from _duplicates("contacts.templates", [template.code for template in contacts.templates])
    yield from _duplicates("contacts.handlers", [handler.channel for handler in contacts.handlers], "channel")
    for number, handler in enumerate(contacts.handlers, 1):
        if (handler.url is None) == (not handler.command):
            yield PolicyError(f"contacts.handlers[{number}]", URL_OR_COMMAND)


def _tasks(policy: Policy) -> Iterator[PolicyError]:
    kinds = [kind.code for kind in policy.tasks.kinds]
    yield from _duplicates("tasks.kinds", kinds)
    yield from _undefined("tasks.follow_up", [policy.tasks.follow_up], kinds)


def _feedback(policy: Policy) -> Iterator[PolicyError]:
    """Look for a clock that runs the wrong way, codes that are there twice, and questions that cannot be answered."""
    if policy.complaints.complex_days < policy.complaints.days:
        yield PolicyError(
            "complaints.complex_days",
            LESS_THAN_SIMPLE,
            value=policy.complaints.complex_days,
            least=policy.complaints.days,
        )
    yield from _duplicates("questionnaires", [one.code for one in policy.questionnaires])
    for place, one in enumerate(policy.questionnaires, 1):
        key = f"questionnaires[{place}].questions"
        yield from _duplicates(key, [question.code for question in one.questions])
        for number, question in enumerate(one.questions, 1):
            yield from _duplicates(f"{key}[{number}].options", [option.code for option in question.options])
            if (question.kind == "choice") != bool(question.options):
                yield PolicyError(f"{key}[{number}].options", OPTIONS_OR_NONE)


def _consent(policy: Policy) -> Iterator[PolicyError]:
    consent, codes = policy.consent, policy.codes
    yield from _undefined("consent.marketing_purposes", consent.marketing_purposes, codes.contact_purposes)
    yield from _undefined("consent.present", consent.present, codes.contact_channels)
    yield from _undefined("consent.not_reached", consent.not_reached, codes.contact_outcomes)
    yield from _undefined("consent.complaint_over", consent.complaint_over, codes.feedback_statuses)
    yield from _undefined("consent.quiet_channels", consent.quiet_channels, codes.contact_channels)
    yield from _undefined("consent.channels", consent.channels, codes.contact_channels)
    yield from _undefined("consent.channels", consent.channels.values(), codes.consent_channels)


def _calls(policy: Policy) -> Iterator[PolicyError]:
    calls, codes = policy.calls, policy.codes
    yield from _duplicates("calls.outcomes", [outcome.code for outcome in calls.outcomes])
    if not calls.outcomes:
        return  # nothing is logged by a section that was never said
    yield from _undefined("calls.channel", [calls.channel], codes.contact_channels)
    yield from _undefined("calls.purpose", [calls.purpose], codes.contact_purposes)
    yield from _undefined("calls.campaign_purpose", [calls.campaign_purpose], codes.contact_purposes)
    for number, outcome in enumerate(calls.outcomes, 1):
        contact = [outcome.contact] if outcome.contact else []
        yield from _undefined(f"calls.outcomes[{number}].contact", contact, codes.contact_outcomes)


def _prompts(policy: Policy) -> Iterator[PolicyError]:
    """Look for triggers without their numbers, for codes that nothing defines, and for places that nothing fills."""
    prompts, codes = policy.prompts, policy.codes
    tiers = [tier.code for tier in policy.tiers]
    yield from _undefined("prompts.tiers", prompts.tiers, tiers)
    yield from _undefined("prompts.best_time.timed", prompts.best_time.timed, codes.contact_channels)
    yield from _undefined("prompts.best_time.channels", prompts.best_time.channels, codes.contact_channels)
    yield from _undefined("prompts.triggers", prompts.triggers, NEEDS)
    for rule, trigger in prompts.triggers.items():
        key = f"prompts.triggers.{rule}"
        for name in missing_numbers(rule, trigger):
            yield PolicyError(f"{key}.{name}", MISSING_KEY)
        actions = trigger.actions or {}
        yield from _undefined(f"{key}.actions", actions, tiers)
        led_to = [*actions.values(), *([trigger.otherwise] if trigger.otherwise else [])]
        yield from _undefined(f"{key}.actions", led_to, prompts.actions)
        yield from _undefined(f"{key}.answered_by", trigger.answered_by, codes.contact_purposes)
        for code in trigger.answered_by and with_otherwise(prompts, led_to):
            if (purpose := prompts.actions[code].purpose) not in trigger.answered_by:
                yield PolicyError(f"{key}.answered_by", DOES_NOT_ANSWER, value=code, purpose=purpose)
    for code, action in prompts.actions.items():
        key = f"prompts.actions.{code}"
        yield from _undefined(f"{key}.purpose", [action.purpose], codes.contact_purposes)
        yield from _undefined(f"{key}.channels", action.channels, codes.contact_channels)
        if action.otherwise is not None:
            yield from _undefined(f"{key}.otherwise", [action.otherwise], prompts.actions)
            other = prompts.actions[action.otherwise]
            # What stands in for marketing must not be marketing itself.
            if other.recommends or other.purpose in policy.consent.marketing_purposes:
                yield PolicyError(f"{key}.otherwise", MARKETING_TOO, value=action.otherwise)
    yield from unknown_places(prompts)


def _risk_questionnaire(policy: Policy) -> Iterator[PolicyError]:
    """Look for codes that are there twice or that nothing defines, and for answers that lead to no grade."""
    grades = [grade.code for grade in policy.suitability.customer_grades]
    yield from _duplicates("risk_questionnaire", [asked.code for asked in policy.risk_questionnaire])
    for number, asked in enumerate(policy.risk_questionnaire, 1):
        key = f"risk_questionnaire[{number}]"
        yield from _undefined(f"{key}.places", asked.places, policy.codes.assessment_places)
        yield from _undefined(f"{key}.bands", [band.grade for band in asked.bands], grades)
        yield from _duplicates(f"{key}.questions", [question.code for question in asked.questions])
        for place, question in enumerate(asked.questions, 1):
            options = f"{key}.questions[{place}].options"
            yield from _duplicates(options, [option.code for option in question.options])
            caps = [option.at_most for option in question.options if option.at_most is not None]
            yield from _undefined(options, caps, grades)
        yield from assessment.contradictions(key, asked, grades)


def _predictions(policy: Policy) -> Iterator[PolicyError]:
    families = policy.predictions.families
    yield from _duplicates("predictions.families", [family.code for family in families])
    for number, family in enumerate(families, 1):
        key = f"predictions.families[{number}].kinds"
        yield from _undefined(key, family.kinds, policy.codes.product_kinds)


def _anomalies(policy: Policy) -> Iterator[PolicyError]:
    rules, codes = policy.anomalies, policy.codes
    for name in ("kinds", "payee_kinds", "night_kinds"):
        yield from _undefined(f"anomalies.{name}", getattr(rules, name), codes.transaction_kinds)
    yield from _undefined("anomalies.ignored", rules.ignored, codes.transaction_categories)
    for name in ("internal", "mute_kinds"):
        yield from _undefined(f"anomalies.{name}", getattr(rules, name), anomalies.KINDS)
    yield from _duplicates("anomalies.limits", [limit.code for limit in rules.limits])
    for number, limit in enumerate(rules.limits, 1):
        yield from _undefined(f"anomalies.limits[{number}].kinds", limit.kinds, codes.transaction_kinds)


def _tiers(policy: Policy) -> Iterator[PolicyError]:
    yield from _duplicates("tiers", [tier.code for tier in policy.tiers])
    first, *others = policy.tiers
    if first.cut_off is not None:
        yield PolicyError("tiers[1].cut_off", FIRST_TIER_HAS_CUT_OFF)
    if not others or others[0].cut_off != 0:
        yield PolicyError("tiers[2].cut_off", SECOND_TIER_NOT_AT_ZERO)
    for number, (below, tier) in enumerate(pairwise(others), 3):
        if tier.cut_off is None:
            yield PolicyError(f"tiers[{number}].cut_off", MISSING_KEY)
        elif tier.cut_off <= (least := below.cut_off or 0):
            yield PolicyError(f"tiers[{number}].cut_off", NOT_ASCENDING, value=tier.cut_off, below=least)
    entitlements = [one.code for one in policy.entitlements]
    yield from _duplicates("entitlements", entitlements)
    for number, tier in enumerate(policy.tiers, 1):
        yield from _undefined(f"tiers[{number}].entitlements", tier.entitlements, entitlements)
    rules, kinds = policy.tier_rules, policy.codes.transaction_kinds
    yield from _undefined("tier_rules.initiated_kinds", rules.initiated_kinds, kinds)
    if rules.lift is not None:
        yield from _undefined("tier_rules.lift.never", rules.lift.never, [tier.code for tier in policy.tiers])


def _grades(policy: Policy) -> Iterator[PolicyError]:
    """Look for grades that are there twice, codes that nothing defines, and tolerance that is allowed less."""
    suitability, codes = policy.suitability, policy.codes
    yield from _duplicates("suitability.product_grades", list(suitability.grades))
    yield from _duplicates("suitability.customer_grades", [one.code for one in suitability.customer_grades])
    places = suitability.first_assessment_places
    yield from _undefined("suitability.first_assessment_places", places, codes.assessment_places)
    for place, used, defined in code_lists(suitability, codes.product_kinds):
        yield from _undefined(f"suitability.{place}", used, defined)
    for name in ("grade_of", "issuer_graded", "listed_kinds"):
        yield from _undefined(f"suitability.{name}", getattr(suitability, name), codes.issuer_kinds)
    if suitability.credit:
        yield from _undefined("suitability.credit.arrears", suitability.credit.arrears, codes.loan_statuses)
    yield from narrower(suitability)


def _duplicates(key: str, codes: list[str], field: str = "code") -> Iterator[PolicyError]:
    for number, code in enumerate(codes, 1):
        if code in codes[: number - 1]:
            yield PolicyError(f"{key}[{number}].{field}", DUPLICATE, value=code)


def _undefined(key: str, used: Iterable[str], defined: Iterable[str]) -> Iterator[PolicyError]:
    known = set(defined)
    for code in used:
        if code not in known:
            yield PolicyError(key, NOT_DEFINED, value=code, known=sorted(known))
