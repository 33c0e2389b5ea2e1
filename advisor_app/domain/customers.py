"""The list of customers: what may be asked for, and what a row of it shows."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.masking import MaskedPhone

PAGE_ROWS = 50


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
    four digits of the phone number, or the beginning of the customer number; empty for all. Each of `tiers`,
    `branch_ids` and `product_kinds` (kinds of position that a customer has) narrows where it is not empty.
    Largest, latest or first in the alphabet come first, last with `reverse`; the unknown always comes last.
    """

    text: str = ""
    tiers: tuple[str, ...] = ()
    branch_ids: tuple[int, ...] = ()
    product_kinds: tuple[str, ...] = ()
    sort: CustomerSort = CustomerSort.AUM
    reverse: bool = False
    limit: int = PAGE_ROWS
    offset: int = 0


class CustomerRow(NamedTuple):
    """One customer of a list.

    AUM is the average of the newest month (`aum_month`), None where head office has computed none;
    `last_contact_at` is when bank and customer last spoke, by the outcomes that the policy calls two-way.
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
