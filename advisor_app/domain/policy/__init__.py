"""The bank's policy (策略): a versioned TOML document that head office publishes and devices pull.

`parse` reads one document and refuses what it does not understand whole, because half a policy is worse than
the one before. Of the documents that were published, `in_force` takes the newest that this program can read.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from advisor_app.domain.policy import contradictions
from advisor_app.domain.policy.lines import line_of, line_of_fault, lines
from advisor_app.domain.policy.prompts import DORMANT
from advisor_app.domain.policy.quiet import QUIET_UNSAID
from advisor_app.domain.policy.reading import PolicyError, build, together
from advisor_app.domain.policy.schema import FORMAT, Policy, Tier, name_of
from advisor_app.domain.policy.text import Text
from advisor_app.domain.records import Policy as Document

__all__ = ["FORMAT", "LONGEST", "Policy", "PolicyError", "Text", "Tier", "in_force", "name_of", "parse"]

NOT_TOML = "not_toml"
OTHER_FORMAT = "other_format"

LONGEST = 1_000_000
"""Characters of a document at most; the default has some 70,000."""


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
    policy = _with_own_kinds(build(Policy, document))
    if wrong := _all_of(contradictions.of_policy(policy)):
        raise together(wrong)
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


def _with_own_kinds(policy: Policy) -> Policy:
    """Return a policy in which the kinds of transactions that customers make are said wherever they matter."""
    own, triggers = policy.tier_rules.initiated_kinds, policy.prompts.triggers
    if policy.quiet is not QUIET_UNSAID and not policy.quiet.kinds:
        policy = replace(policy, quiet=replace(policy.quiet, kinds=own))
    if DORMANT in triggers and not triggers[DORMANT].kinds:
        said = MappingProxyType({**triggers, DORMANT: replace(triggers[DORMANT], kinds=own)})
        policy = replace(policy, prompts=replace(policy.prompts, triggers=said))
    return policy


def _all_of(errors: Iterator[PolicyError]) -> list[PolicyError]:
    """Return all contradictions, or those up to the one that a later look stumbles over."""
    found: list[PolicyError] = []
    try:
        for one in errors:
            found.append(one)  # noqa: PERF402  # those before a stumble are wanted
    except LookupError:
        if not found:
            raise
    return found
