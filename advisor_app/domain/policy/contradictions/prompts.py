"""What contradicts itself in the rules of prompts."""

from collections.abc import Iterator

from advisor_app.domain.policy.contradictions.codes import undefined
from advisor_app.domain.policy.prompts import NEEDS, missing_numbers, unknown_places, with_otherwise
from advisor_app.domain.policy.reading import MISSING_KEY, PolicyError
from advisor_app.domain.policy.schema import Policy

MARKETING_TOO = "marketing_too"
DOES_NOT_ANSWER = "does_not_answer"


def of_prompts(policy: Policy) -> Iterator[PolicyError]:
    """Look for triggers without their numbers, for codes that nothing defines, and for places that nothing fills."""
    prompts, codes = policy.prompts, policy.codes
    tiers = [tier.code for tier in policy.tiers]
    yield from undefined("prompts.tiers", prompts.tiers, tiers)
    yield from undefined("prompts.best_time.timed", prompts.best_time.timed, codes.contact_channels)
    yield from undefined("prompts.best_time.channels", prompts.best_time.channels, codes.contact_channels)
    yield from undefined("prompts.triggers", prompts.triggers, NEEDS)
    for rule, trigger in prompts.triggers.items():
        key = f"prompts.triggers.{rule}"
        for name in missing_numbers(rule, trigger):
            yield PolicyError(f"{key}.{name}", MISSING_KEY)
        actions = trigger.actions or {}
        yield from undefined(f"{key}.actions", actions, tiers)
        led_to = [*actions.values(), *([trigger.otherwise] if trigger.otherwise else [])]
        yield from undefined(f"{key}.actions", led_to, prompts.actions)
        yield from undefined(f"{key}.answered_by", trigger.answered_by, codes.contact_purposes)
        for code in trigger.answered_by and with_otherwise(prompts, led_to):
            if (purpose := prompts.actions[code].purpose) not in trigger.answered_by:
                yield PolicyError(f"{key}.answered_by", DOES_NOT_ANSWER, value=code, purpose=purpose)
    for code, action in prompts.actions.items():
        key = f"prompts.actions.{code}"
        yield from undefined(f"{key}.purpose", [action.purpose], codes.contact_purposes)
        yield from undefined(f"{key}.channels", action.channels, codes.contact_channels)
        if action.otherwise is not None:
            yield from undefined(f"{key}.otherwise", [action.otherwise], prompts.actions)
            other = prompts.actions[action.otherwise]
            # What stands in for marketing must not be marketing itself.
            if other.recommends or other.purpose in policy.consent.marketing_purposes:
                yield PolicyError(f"{key}.otherwise", MARKETING_TOO, value=action.otherwise)
    yield from unknown_places(prompts)
