"""What was advised (提示与推荐): prompts and recommendations as they were shown, with all that they were made from.

Data, tiers and assessments go on; so what advice rests on is kept beside it, and can be judged again by the policy of
its day. What comes out the same is kept once a day. It goes with the customer, and after the days of the policy.
"""

import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection

from advisor_app.data.apply import driver
from advisor_app.data.reads.rows import rows
from advisor_app.domain.permission import Reason
from advisor_app.domain.predictions import Because
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Amount, Moment, Prompt
from advisor_app.domain.recommendations import Known, Recommended
from advisor_app.domain.records import Product
from advisor_app.domain.suitability import CustomerFacts

PROMPTS, RECOMMENDATIONS = "prompts", "recommendations"
KINDS = (PROMPTS, RECOMMENDATIONS)

_DIGEST = 16
T = TypeVar("T")


class PromptsFrom(NamedTuple):
    """What the prompts of a customer were made from, besides the policy."""

    moment: Moment
    currency: str
    snapshot: CustomerSnapshot


class RecommendedFrom(NamedTuple):
    """What the recommendations to a customer were made from, besides the policy.

    `judged_on`, `clock_day`, `catalogue_day`, `currency` and `rates` are those of the gate's terms, `today` is the day
    it was asked, and `against` what stood against marketing where that muted it.
    """

    known: Known
    customer: CustomerFacts
    products: tuple[Product, ...]
    judged_on: int
    clock_day: int | None
    currency: str
    rates: Mapping[str, str]
    today: int
    catalogue_day: int | None = None
    against: tuple[Reason, ...] = ()


class Advice(NamedTuple):
    """One piece of advice: on which day of the bank's zone, when (UTC µs), by which policy, from what, and the outcome.

    `same` tells pieces of one day apart; the instant makes no difference there.
    """

    customer_id: bytes
    day: int
    kind: str
    same: bytes
    at: int
    policy_version: int
    made_from: bytes
    came_out: bytes


def advice(
    customer_id: bytes,
    day: int,
    at: int,
    policy_version: int,
    made_from: PromptsFrom | RecommendedFrom,
    came_out: object,
) -> Advice:
    """Return a piece of advice in the form in which it is kept."""
    kind = PROMPTS if isinstance(made_from, PromptsFrom) else RECOMMENDATIONS
    same = sha256(_ENCODER.encode((policy_version, came_out))).digest()[:_DIGEST]
    return Advice(customer_id, day, kind, same, at, policy_version, packed(made_from), packed(came_out))


def keep(tx: Connection, pieces: Iterable[Advice], before: int) -> None:
    """Keep what is not kept yet, and remove what was shown before a day."""
    raw = driver(tx)
    raw.execute("DELETE FROM advice WHERE day < ?", (before,))
    raw.executemany(
        f"INSERT OR IGNORE INTO advice VALUES ({', '.join('?' * len(Advice._fields))})", list(pieces)
    )


def of_day(connection: Connection, customer_id: bytes, day: int) -> tuple[Advice, ...]:
    """Return what was shown of a customer on a day, in the order in which it first was."""
    statement = "SELECT * FROM advice WHERE customer_id = :customer AND day = :day ORDER BY at, kind, digest"
    return tuple(Advice._make(row) for row in rows(connection, statement, customer=customer_id, day=day))


def days(connection: Connection, customer_id: bytes) -> tuple[int, ...]:
    """Return the days on which something was shown of a customer, newest first."""
    statement = "SELECT DISTINCT day FROM advice WHERE customer_id = :customer ORDER BY day DESC"
    return tuple(day for (day,) in rows(connection, statement, customer=customer_id))


def shown_prompts(kept: Advice) -> tuple[Prompt, ...]:
    """Return the prompts that came out then, whatever comes out now; none where the form is not known any more."""
    found = unpacked(kept.came_out, tuple[Prompt, ...]) or ()
    return tuple(
        one._replace(why=tuple(each._replace(values=_restored(each.values)) for each in one.why))
        for one in found
    )


def shown_recommendations(kept: Advice) -> Recommended | None:
    """Return the recommendations that came out then, None where the form is not known any more."""
    found = unpacked(kept.came_out, Recommended)
    return found and found._replace(
        offers=tuple(
            one._replace(
                pros=tuple(each._replace(values=_restored(each.values)) for each in one.pros),
                cons=tuple(each._replace(values=_restored(each.values)) for each in one.cons),
            )
            for one in found.offers
        )
    )


def _restored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a reason: what was an amount, or a band that gave points, has become a plain list."""
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return Because(*value) if name == "because" else Amount(*value)


def packed(made: object) -> bytes:
    """Return what equal objects have in common: the same bytes."""
    return zlib.compress(_ENCODER.encode(made))


def unpacked(body: bytes, form: type[T]) -> T | None:
    """Return what was packed, None where it is of a form that this program does not know."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(body), type=form)
    except (zlib.error, msgspec.DecodeError):
        return None


_ENCODER = msgspec.msgpack.Encoder()
