"""Campaigns (营销活动): the document in which one is authored, who is left alone to compare, and what came of it.

A part of the audience is the control arm: these customers are not called. Which arm a customer is in follows from a
keyed hash, so that it can be computed again and nobody can choose it.
"""

import hashlib
import hmac
import tomllib
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Annotated, NamedTuple

from advisor_app.domain.dates import to_day
from advisor_app.domain.policy import FORMAT, NOT_TOML, OTHER_FORMAT
from advisor_app.domain.policy.reading import Between, Code, IsoDate, PolicyError, build
from advisor_app.domain.surveys import Share, csat

ENDS_BEFORE = "ends_before"
NOBODY = "nobody"

CALL, CONTROL = "call", "control"
CLOSED = "closed"
_LONGEST = 100_000  # characters of a document
_ARMS = 10_000

_Age = Annotated[int, Between(0, 150)]
_Whole = Annotated[int, Between(0, 10**12)]


_Day = Annotated[str, IsoDate()]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a campaign is for: customers to whom all of it applies; what is left out narrows nothing.

    `aum_from` (included) and `aum_below` are whole units of the base currency, of the newest month. `holds` are kinds
    of position of which a customer has at least one, `holds_not` such of which none; "deposit" is any account.
    `age_from` (included) and `age_below` are years on the business date. `consent` are channels: with one of them at
    least the customer agreed to marketing, and did not ask to be left alone.
    """

    tiers: tuple[Code, ...] = ()
    branches: tuple[str, ...] = ()
    aum_from: _Whole | None = None
    aum_below: _Whole | None = None
    holds: tuple[Code, ...] = ()
    holds_not: tuple[Code, ...] = ()
    age_from: _Age | None = None
    age_below: _Age | None = None
    consent: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A campaign as it is authored. `product` is a code of the catalogue, `quota` how many customers are wanted.

    `control_percent` of the audience are not called.
    """

    format: int
    code: Code
    title: str
    opens_on: _Day
    closes_on: _Day
    control_percent: Annotated[int, Between(0, 90)]
    audience: Audience
    script: str | None = None
    product: str | None = None
    quota: Annotated[int, Between(1, 10**6)] | None = None

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day."""
        return tuple(to_day(date.fromisoformat(day)) for day in (self.opens_on, self.closes_on))  # type: ignore[return-value]


class Funnel(NamedTuple):
    """How far the calls of a campaign came: customers, each step among those of the one before.

    `amounts` is what was won in opportunities, in minor units by currency.
    """

    members: int
    called: int
    reached: int
    interested: int
    won: int
    amounts: tuple[tuple[str, int], ...]


class Effect(NamedTuple):
    """Who has a new position of the product's kind, in the arm that is called and in the control arm.

    `difference` is between the shares, None where an arm is empty; `low` and `high` bound it with 95 %.
    """

    call: Share
    control: Share
    difference: float | None
    low: float | None
    high: float | None


def read(text: str) -> Document:
    """Return the campaign that a TOML document holds; PolicyError says where it is wrong and why."""
    if len(text) > _LONGEST:
        raise PolicyError("", NOT_TOML, detail=f"longer than {_LONGEST} characters")
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyError("", NOT_TOML, detail=str(error)) from None
    if table.get("format") != FORMAT:
        raise PolicyError("format", OTHER_FORMAT, expected=FORMAT, found=table.get("format"))
    # A date may be written as TOML has it, or as text.
    written = {key: value.isoformat() if isinstance(value, date) else value for key, value in table.items()}
    document = build(Document, written)
    opens, closes = document.days
    if closes < opens:
        raise PolicyError("closes_on", ENDS_BEFORE, value=document.closes_on, opens=document.opens_on)
    audience = document.audience
    for low, high in (("aum_from", "aum_below"), ("age_from", "age_below")):
        least, below = getattr(audience, low), getattr(audience, high)
        if least is not None and below is not None and below <= least:
            raise PolicyError(f"audience.{high}", NOBODY, value=below, least=least)
    return document


def arm_of(key: bytes, code: str, customer_id: bytes, control_percent: int) -> str:
    """Return the arm of a customer; `key` is the bank's own, so that nobody else can compute it."""
    digest = hmac.new(key, b"campaign\0" + code.encode() + b"\0" + customer_id, hashlib.sha256).digest()
    place = int.from_bytes(digest[:8], "big") % _ARMS
    return CONTROL if place < control_percent * _ARMS // 100 else CALL


def effect(called: int, of_called: int, control: int, of_control: int) -> Effect:
    """Compare the arms by the interval of Newcombe (1998), which is made of the two of Wilson."""
    first, second = csat(called, of_called), csat(control, of_control)
    if first.value is None or second.value is None:
        return Effect(first, second, None, None, None)
    difference = first.value - second.value
    down = sqrt((first.value - _least(first)) ** 2 + (_most(second) - second.value) ** 2)
    up = sqrt((_most(first) - first.value) ** 2 + (second.value - _least(second)) ** 2)
    return Effect(first, second, difference, difference - down, difference + up)


def _least(share: Share) -> float:
    return 0.0 if share.low is None else share.low


def _most(share: Share) -> float:
    return 1.0 if share.high is None else share.high
