"""Publishing policies: documents that this program understands whole, each version above the last.

Devices get them without what is internal; head office reads them whole.
"""

import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from advisor_app.domain import policy as rules
from advisor_app.domain.policy import LONGEST, Policy, PolicyError, standing
from advisor_app.domain.records import Policy as Document
from advisor_app.errors import InputError, IssuesError
from advisor_app.head_office import internal_policy
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Policy as PolicyRow
from advisor_app.head_office.db.models import WholePolicy
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.paths import resources
from advisor_app.policy_words import PUBLISHING, REASONS, sentence, values_of

__all__ = ["REASONS", "PolicyProblem", "PolicyRefused", "refusal"]


class PolicyRefused(IssuesError):
    """A policy is not taken; the one in force stays. `issues` are the places where it is wrong."""

    title = N_("The policy was refused")


class PolicyProblem(InputError):
    """One place where a policy is wrong."""

    def __init__(self, error: PolicyError) -> None:
        super().__init__((REASONS | PUBLISHING)[error.reason], **values_of(error))
        self.error = error

    def __str__(self) -> str:
        return sentence(self.error)

    def describe(self) -> dict[str, object]:
        """Return the error as the base does, with its place and the reason."""
        return super().describe() | {
            "line": self.error.line,
            "key": self.error.key,
            "reason": self.error.reason,
        }


class Version(NamedTuple):
    """A published document; `policy` is None where this program cannot read it, and `error` says why."""

    version: int
    published_at: int
    text: str
    policy: Policy | None
    error: PolicyError | None
    in_force: bool


def refusal(error: PolicyError) -> PolicyRefused:
    """Return what to say of a policy that is wrong: every place, in the order of the document."""
    issues = sorted((error, *error.further), key=lambda one: one.line or 0)
    return PolicyRefused(
        N_("The policy is refused; the one in force stays."), issues=[PolicyProblem(one) for one in issues]
    )


def check(connection: Connection, text: str) -> Policy:
    """Return what a document says that may be published now.

    Raises PolicyRefused for one that is wrong, whose version is not above that of the newest, or whose internal parts
    cannot be kept from devices.
    """
    policy = parsed(text)
    _for_devices(text, policy)
    newest = connection.execute(select(func.max(PolicyRow.id))).scalar() or 0
    if policy.version <= newest:
        raise refusal(standing.not_newer(text, policy.version, newest))
    return policy


def publish(connection: Connection, text: str) -> Policy:
    """Publish a policy document to all devices, and return what it says. Raises PolicyRefused as `check` does."""
    policy = check(connection, text)
    told = _for_devices(text, policy)
    row = {"id": policy.version, "text": told, "published_at": time.time_ns() // 1000}
    connection.execute(insert(PolicyRow).values(row))
    if told != text:
        connection.execute(insert(WholePolicy).values(id=policy.version, text=text))
    feed.record(connection, "policies", select(PolicyRow.id).where(PolicyRow.id == policy.version))
    return policy


def publish_default(connection: Connection) -> Policy:
    """Publish the policy that ships with the product."""
    return publish(connection, text_of(None))


def parsed(text: str) -> Policy:
    """Return the policy of a document. Raises PolicyRefused."""
    try:
        return rules.parse(text)
    except PolicyError as error:
        raise refusal(error) from error


def from_file(path: Path | None) -> Policy:
    """Return the policy in a file (None: the one that ships). Raises PolicyRefused, InputError."""
    return parsed(text_of(path))


def text_of(path: Path | None) -> str:
    """Return the document in a file (None: the one that ships, whole). Raises InputError for what is no text."""
    if path is None:
        return text_of(resources() / "policy" / "default.toml") + internal_policy.default()
    try:
        with path.open(encoding="utf-8-sig") as file:  # editors on Windows write a mark before the text
            return file.read(LONGEST + 1)  # no more than is refused
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not text in UTF-8")
        raise InputError(N_("{file} cannot be read: {reason}"), file=path, reason=reason or error) from None


def history(connection: Connection) -> list[Version]:
    """Return all published documents, the newest first."""
    documents = _documents(connection)
    used = rules.in_force(documents)
    found = []
    for one in documents:
        policy, error = None, None
        try:
            policy = rules.parse(one.text)
        except PolicyError as fault:
            error = fault
        is_used = used is not None and one.id == used.version
        found.append(Version(one.id, one.published_at, one.text, policy, error, is_used))
    return found


def text_of_version(connection: Connection, version: int) -> str:
    """Return a published document whole. Raises InputError where there is none of that version."""
    found = next((one for one in _documents(connection) if one.id == version), None)
    if found is None:
        raise InputError(N_("No policy was published as version {version}."), version=version)
    return found.text


def in_force(connection: Connection) -> Policy:
    """Return the newest published policy that this program can read; PolicyRefused if there is none."""
    policy = rules.in_force(_documents(connection))
    if policy is None:
        raise PolicyRefused(
            N_("This version of the program can read none of the published policies; publish one.")
        )
    return policy


def _documents(connection: Connection) -> list[Document]:
    text = func.coalesce(WholePolicy.text, PolicyRow.text)
    rows = connection.execute(
        select(PolicyRow.id, text, PolicyRow.published_at)
        .outerjoin(WholePolicy, WholePolicy.id == PolicyRow.id)
        .order_by(PolicyRow.id.desc())
    )
    return [Document(*row) for row in rows]


def _for_devices(text: str, policy: Policy) -> str:
    try:
        return internal_policy.for_devices(text, policy)
    except PolicyError as error:
        raise refusal(error) from None
