"""What every device gets: the bank itself, where its data come from, its people, places, products and rules."""

from typing import NamedTuple


class Bank(NamedTuple):
    """The one bank of this head office. `as_of` is the business date; `demo` marks a bank of invented people."""

    id: int
    name: str
    base_currency: str
    time_zone: str
    as_of: int
    demo: int


class Source(NamedTuple):
    """One feed: what `system` delivers for one entity, and the date of its data (`as_of_at` within the day)."""

    id: int
    system: str
    entity: str
    as_of_day: int
    as_of_at: int | None


class Branch(NamedTuple):
    """A branch (网点)."""

    id: int
    code: str
    name: str


class Advisor(NamedTuple):
    """A client advisor (客户经理); the customers assigned to one are the book (管户)."""

    id: int
    number: str
    name: str
    branch_id: int | None


class District(NamedTuple):
    """A district that customers and accounts belong to; its statistics stay at head office."""

    id: int
    code: str
    name: str
    region: str | None


class Product(NamedTuple):
    """A catalogue entry as of `as_of`; `kind` is the kind of holding it makes, `channels` a space-separated list.

    `rate` is a contractual rate per year, `benchmark` a 业绩比较基准, which promises nothing. `risk_grade` is the
    bank's own grade and `issuer_grade` the issuer's. `placement` is "public" or "private", and `notice_days` how soon
    the money is back after it is asked for; None where it stays until the end of the term.
    """

    id: int
    source_id: int
    code: str
    name: str
    kind: str
    currency: str
    risk_grade: str | None
    issuer: str | None
    issuer_kind: str | None
    rate: str | None
    benchmark: str | None
    minimum_minor: int | None
    quota_minor: int | None
    term_days: int | None
    opens_on: int | None
    closes_on: int | None
    channels: str | None
    as_of: int
    closed_on: int | None
    issuer_grade: str | None = None
    placement: str | None = None
    notice_days: int | None = None


class FxRate(NamedTuple):
    """Units of the base currency for one unit of `currency` on `day`."""

    id: int
    day: int
    currency: str
    rate: str


class Policy(NamedTuple):
    """A published policy document; the highest version is in force."""

    id: int
    text: str
    published_at: int
