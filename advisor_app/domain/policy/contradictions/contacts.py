"""What contradicts itself in the rules of contacts: words and templates, consent, calls, tasks, and feedback."""

from collections.abc import Iterator

from advisor_app.domain.policy.contradictions.codes import duplicates, undefined
from advisor_app.domain.policy.reading import PolicyError
from advisor_app.domain.policy.schema import Policy

URL_OR_COMMAND = "url_or_command"
LESS_THAN_SIMPLE = "less_than_simple"
OPTIONS_OR_NONE = "options_or_none"


def of_contacts(policy: Policy) -> Iterator[PolicyError]:
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
                    yield from undefined(f"contacts.{name}[{number}].{field}", [code], defined)
    yield from duplicates("contacts.templates", [template.code for template in contacts.templates])
    yield from duplicates("contacts.handlers", [handler.channel for handler in contacts.handlers], "channel")
    for number, handler in enumerate(contacts.handlers, 1):
        if (handler.url is None) == (not handler.command):
            yield PolicyError(f"contacts.handlers[{number}]", URL_OR_COMMAND)


def of_tasks(policy: Policy) -> Iterator[PolicyError]:
    """Look for kinds that are there twice, and for a follow-up of a kind that nothing defines."""
    kinds = [kind.code for kind in policy.tasks.kinds]
    yield from duplicates("tasks.kinds", kinds)
    yield from undefined("tasks.follow_up", [policy.tasks.follow_up], kinds)


def of_consent(policy: Policy) -> Iterator[PolicyError]:
    """Look for codes that nothing defines."""
    consent, codes = policy.consent, policy.codes
    yield from undefined("consent.marketing_purposes", consent.marketing_purposes, codes.contact_purposes)
    yield from undefined("consent.present", consent.present, codes.contact_channels)
    yield from undefined("consent.not_reached", consent.not_reached, codes.contact_outcomes)
    yield from undefined("consent.complaint_over", consent.complaint_over, codes.feedback_statuses)
    yield from undefined("consent.quiet_channels", consent.quiet_channels, codes.contact_channels)
    yield from undefined("consent.channels", consent.channels, codes.contact_channels)
    yield from undefined("consent.channels", consent.channels.values(), codes.consent_channels)


def of_feedback(policy: Policy) -> Iterator[PolicyError]:
    """Look for a clock that runs the wrong way, codes that are there twice, and questions that cannot be answered."""
    if policy.complaints.complex_days < policy.complaints.days:
        yield PolicyError(
            "complaints.complex_days",
            LESS_THAN_SIMPLE,
            value=policy.complaints.complex_days,
            least=policy.complaints.days,
        )
    yield from duplicates("questionnaires", [one.code for one in policy.questionnaires])
    for place, one in enumerate(policy.questionnaires, 1):
        key = f"questionnaires[{place}].questions"
        yield from duplicates(key, [question.code for question in one.questions])
        for number, question in enumerate(one.questions, 1):
            yield from duplicates(f"{key}[{number}].options", [option.code for option in question.options])
            if (question.kind == "choice") != bool(question.options):
                yield PolicyError(f"{key}[{number}].options", OPTIONS_OR_NONE)


def of_calls(policy: Policy) -> Iterator[PolicyError]:
    """Look for outcomes that are there twice, and for codes that nothing defines."""
    calls, codes = policy.calls, policy.codes
    yield from duplicates("calls.outcomes", [outcome.code for outcome in calls.outcomes])
    if not calls.outcomes:
        return  # nothing is logged by a section that was never said
    yield from undefined("calls.channel", [calls.channel], codes.contact_channels)
    yield from undefined("calls.purpose", [calls.purpose], codes.contact_purposes)
    yield from undefined("calls.campaign_purpose", [calls.campaign_purpose], codes.contact_purposes)
    for number, outcome in enumerate(calls.outcomes, 1):
        contact = [outcome.contact] if outcome.contact else []
        yield from undefined(f"calls.outcomes[{number}].contact", contact, codes.contact_outcomes)
