"""What an advisor plans and pursues: tasks, details that customers told, opportunities, campaigns and call lists.

And what became of prompts, and who covers whose customers (代管).
"""

from typing import NamedTuple


class Task(NamedTuple):
    """A task or an appointment, for a customer or (without one) of the advisor alone.

    `due_on` is its day; an appointment has `starts_at` and `ends_at` besides. `remind_minutes` before its start (or
    before the working day begins) it reminds. `repeats` is an RRULE of RFC 5545; each time that it is done the next
    one is made, with the same `series_id`. `uid` is its name in a calendar that it came from. `origin` says what
    made it ("contact", "list", "calendar" …). `status` is None (open), "done" or "cancelled"; `settled_by` is the
    contact that settled it.
    """

    id: bytes
    customer_id: bytes | None
    advisor_id: int | None
    kind: str
    title: str
    note: str | None
    place: str | None
    due_on: int
    starts_at: int | None
    ends_at: int | None
    remind_minutes: int | None
    repeats: str | None
    series_id: bytes | None
    uid: str | None
    origin: str | None
    interaction_id: bytes | None
    status: str | None
    settled_at: int | None
    settled_by: bytes | None
    made_at: int


class Proposal(NamedTuple):
    """What an advisor learned about a customer: a new phone, a life event, a goal, a preference, a relation.

    It shows at once and is marked until head office decides: `state` is None, "confirmed", "refused" or "withdrawn".
    `field` is the field of the customer that it would change, where it is one, and `old` what stood there.
    `related_id` is the other customer of a relation. `happens_on` is the day of an event or goal.
    """

    id: bytes
    customer_id: bytes
    advisor_id: int | None
    kind: str
    field: str | None
    value: str
    old: str | None
    label: str | None
    happens_on: int | None
    amount_minor: int | None
    currency: str | None
    related_id: bytes | None
    source: str
    note: str | None
    interaction_id: bytes | None
    state: str | None
    decided_on: int | None
    decided_reason: str | None
    made_at: int


class Opportunity(NamedTuple):
    """A need with a product or a kind of product, an amount, a stage and a next step (商机)."""

    id: bytes
    customer_id: bytes
    advisor_id: int | None
    title: str
    product_id: int | None
    product_kind: str | None
    campaign_id: bytes | None
    stage: str
    amount_minor: int | None
    currency: str | None
    reason: str | None
    note: str | None
    next_step: str | None
    next_step_on: int | None
    opened_on: int
    closed_on: int | None
    made_at: int


class Campaign(NamedTuple):
    """A campaign that head office authored; whom to call stands in `calls`. `quota` is how many are wanted."""

    id: bytes
    code: str
    title: str
    script: str | None
    product_id: int | None
    opens_on: int
    closes_on: int
    quota: int | None
    status: str | None


class CallList(NamedTuple):
    """A list of customers to call that an advisor made, from a file (`origin` is its name) or a search."""

    id: bytes
    advisor_id: int | None
    title: str
    origin: str | None
    status: str | None
    made_at: int


class Call(NamedTuple):
    """One customer on a call list: `list_id` is that of a campaign or of an advisor's own list.

    `outcome` is None until the customer was reached or given up; a code of the policy then.
    """

    id: bytes
    customer_id: bytes
    list_id: bytes
    position: int
    outcome: str | None
    outcome_on: int | None
    reason: str | None
    note: str | None
    interaction_id: bytes | None
    advisor_id: int | None


class Cover(NamedTuple):
    """One side of covering a colleague (代管), for the advisor who is away or ("deputy") for the one who covers.

    It runs from `starts_on` to the end of `ends_on`; `scope` says of whom in words, `note` is the handover.
    """

    id: bytes
    advisor_id: int
    side: str
    other_id: int
    starts_on: int
    ends_on: int
    ended_on: int | None
    scope: str | None
    note: str | None


class Covered(NamedTuple):
    """A customer who is covered, by which deputy and until when."""

    id: bytes
    customer_id: bytes
    deputy_id: int
    starts_on: int
    ends_on: int


class PromptOutcome(NamedTuple):
    """What an advisor did with a prompt: "done", "snoozed" (until a day) or "dismissed" (for a reason).

    `subject` names what the prompt was about (a position, a promise …), so that another one of the same rule is
    told apart. The version of the policy and the date of the data let the prompt be computed again.
    """

    id: bytes
    customer_id: bytes
    advisor_id: int | None
    rule: str
    subject: str
    action: str
    until_on: int | None
    reason: str | None
    interaction_id: bytes | None
    value_minor: int | None
    currency: str | None
    shown_on: int
    policy_version: int
    data_on: int
    made_at: int
