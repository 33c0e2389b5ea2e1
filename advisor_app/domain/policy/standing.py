"""What stands beside the policy in force: documents that are not used, and the default for what it does not say."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import NamedTuple

from advisor_app.domain.policy import Policy, PolicyError, in_force, parse
from advisor_app.domain.policy.lines import line_of, lines
from advisor_app.domain.policy.schema import Codes
from advisor_app.domain.records import Policy as Document

NOT_NEWER = "not_newer"
OTHER_VERSION = "other_version"


class Refused(NamedTuple):
    """A published document that is not used; `error` says on which line and why. `published_at` is UTC µs."""

    version: int
    published_at: int
    error: PolicyError


def refused(documents: Iterable[Document]) -> tuple[Refused, ...]:
    """Return what is refused for the policy in force, the highest version first: what is broken, and what is older.

    Of older versions only those count that were published after it; all others have had their time.
    """
    every = sorted(documents, key=lambda one: one.id, reverse=True)
    found = in_force(every)
    since = next((one.published_at for one in every if found and one.id == found.version), None)
    return tuple(
        Refused(one.id, one.published_at, error)
        for one in every
        if (error := _error(one, None if found is None else found.version, since)) is not None
    )


def completed(found: Policy, default: Policy) -> Policy:
    """Return a policy in which what its document does not say is as in the policy that ships with the program.

    A bank may have published it before the program knew a section, or a list of names.
    """
    unsaid = [one.name for one in fields(Policy) if getattr(found, one.name) is one.default]
    whole = replace(found, **{name: getattr(default, name) for name in unsaid})
    names = [one.name for one in fields(Codes) if not getattr(found.codes, one.name)]
    return replace(
        whole, codes=replace(found.codes, **{name: getattr(default.codes, name) for name in names})
    )


def not_newer(text: str, version: int, newest: int) -> PolicyError:
    """Return what to say of a document whose version is not above that of the newest."""
    return _at_version(text, PolicyError("policy.version", NOT_NEWER, version=version, newest=newest))


def _error(document: Document, used: int | None, since: int | None) -> PolicyError | None:
    if used is not None and since is not None and document.id <= used:
        late = document.id < used and document.published_at > since
        return not_newer(document.text, document.id, used) if late else None
    try:
        says = parse(document.text).version
    except PolicyError as error:
        return error
    other = PolicyError("policy.version", OTHER_VERSION, found=says, version=document.id)
    return _at_version(document.text, other)


def _at_version(text: str, error: PolicyError) -> PolicyError:
    error.line = line_of(lines(text), error.key)
    return error
