"""The list of customers: what may be asked for, and what a row of it shows."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.masking import MaskedPhone
from advisor_app.domain.permission import Outlook
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank

PAGE_ROWS = 50


class Among(Enum):
    """Which customers a query looks at: all, those the advisor has pinned, or those last shown here."""

    ALL = "all"
    PINNED = "pinned"
    RECENT = "recent"


class CustomerSort(Enum):
    """What a list of customers can be ordered by."""

    AUM = "aum"
    NAME = "name"
    NUMBER = "number"
    OPENED = "opened"
    LAST_CONTACT = "last_contact"


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """Which customers, in which order, and which page of them.

    `text` is what an advisor types: a part of the name, full pinyin from any syllable, initials, the last
    four digits of the phone number, or the beginning of the customer number; empty for all. Each of `tiers` ("" for
    who has none), `branch_ids` and `product_kinds` (kinds of position that a customer has) narrows where it is not
    empty; so do `rhythms`, `moves`, `states` and `quiet`, whose values are those of `domain.book_figures`, and
    `insights`, whose values are those of `domain.insight_figures`.
    Largest, latest or first in the alphabet come first, last with `reverse`; the unknown always comes last.
    Recent customers come in the order in which they were last shown, the latest first, whatever `sort` says.
    """

    text: str = ""
    tiers: tuple[str, ...] = ()
    branch_ids: tuple[int, ...] = ()
    product_kinds: tuple[str, ...] = ()
    sort: CustomerSort = CustomerSort.AUM
    reverse: bool = False
    limit: int = PAGE_ROWS
    offset: int = 0
    among: Among = Among.ALL
    rhythms: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    insights: tuple[str, ...] = ()


NARROWING = ("tiers", "branch_ids", "product_kinds", "rhythms", "moves", "states", "quiet", "insights")
"""The fields of a query that narrow it; each is a list of which one must hold, empty for no matter."""


class CustomerRow(NamedTuple):
    """One customer of a list.

    AUM is the average of the newest month (`aum_month`), None where head office has computed none;
    `last_contact_at` is when bank and customer last spoke, by the outcomes that the policy calls two-way.
    `pinned` is the advisor's own mark, kept on this device. `prompts` is how many prompts (行动提示) are open,
    None until they are computed on this device. `outlook` says whether marketing is allowed now.
    `pending`: the record itself, that of a prospect, has not gone to head office yet.
    """

    id: bytes
    number: str | None
    name: str | None
    kind: str
    phone: MaskedPhone | None
    tier: str | None
    branch: str | None
    opened_on: int | None
    closed_on: int | None
    aum_minor: int | None
    currency: str | None
    aum_month: int | None
    last_contact_at: int | None
    pinned: bool
    prompts: int | None = None
    outlook: Outlook | None = None
    pending: bool = False


class Segment(NamedTuple):
    """A query that the advisor has saved under a name; its page is the first one of the usual size."""

    id: bytes
    name: str
    query: CustomerQuery


class BranchCount(NamedTuple):
    """A branch and how many customers of the book it has."""

    id: int
    name: str
    customers: int


class Facets(NamedTuple):
    """What the list of customers can be narrowed by, each with the number of customers who would remain.

    `tiers` are in the order of the policy, codes that it does not know last; `branches` and `kinds` (of
    position, the open ones) come with the most customers first. `bank` is None while nothing has been synced.
    """

    bank: Bank | None
    policy: Policy
    total: int
    tiers: tuple[tuple[str, int], ...]
    branches: tuple[BranchCount, ...]
    kinds: tuple[tuple[str, int], ...]
