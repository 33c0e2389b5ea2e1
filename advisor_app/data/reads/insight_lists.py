"""Whom the figures of the book over time count, as parts of statements: what is shown there opens these lists."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import flows, leaving, profiling
from advisor_app.data.reads.rows import listed
from advisor_app.domain import insight_figures as figures
from advisor_app.domain.book_figures import single_moves
from advisor_app.domain.dates import add_months, from_day, to_day
from advisor_app.domain.insights import RFM, VERSION
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.calls import INTERESTED, SKIPPED, SPOKEN, WON
from advisor_app.domain.records import Bank

SEGMENTS = f"""
    SELECT customer_id, json_extract(facts, '$.segment') AS segment, json_extract(facts, '$.average_minor') AS average
    FROM insights WHERE kind = '{RFM}' AND version = {VERSION} AND json_valid(facts)
        AND customer_id NOT IN (SELECT unhex(value) FROM json_each(:refused))
"""
"""The segment of everybody but those who do not want a profile since, of whom head office may not know it yet."""
MATURING = "SELECT customer_id FROM holdings WHERE closed_on IS NULL AND starts_on <= :as_of"
"""What has begun and not ended."""

# Whoever is won was interested, whoever was interested was reached, whoever was reached was called.
_WON = """(k.outcome IN (SELECT value FROM json_each(:won)) OR EXISTS (SELECT 1 FROM opportunities AS o
    WHERE o.customer_id = k.customer_id AND o.campaign_id = k.list_id AND o.stage = 'won'))"""
_INTERESTED = f"({_WON} OR k.outcome IN (SELECT value FROM json_each(:interested)))"
_REACHED = f"({_INTERESTED} OR k.outcome IN (SELECT value FROM json_each(:spoken)))"
_CALLED = f"""({_REACHED} OR k.interaction_id IS NOT NULL
    OR (k.outcome IS NOT NULL AND k.outcome NOT IN (SELECT value FROM json_each(:skipped))))"""
STEPS = dict(zip(figures.STEPS, ("1", _CALLED, _REACHED, _INTERESTED, _WON), strict=True))
"""The condition on `calls AS k` of each step of a campaign."""
CALLS = "calls AS k WHERE k.outcome IS NOT 'withdrawn'"

# NAME stands for what tells the places of one value of a query from those of the others.
_LISTS = {
    figures.IN_TIER: "SELECT customer_id FROM tier_months WHERE month = :NAME_0 AND tier = :NAME_1",
    figures.MATURES: f"{MATURING} AND matures_on > :as_of AND matures_on >= :NAME_0 AND matures_on < :NAME_1",
    figures.SEGMENT: f"SELECT customer_id FROM ({SEGMENTS}) WHERE segment = :NAME_0",
    figures.MOVED: "SELECT n.customer_id FROM tier_months AS n JOIN tier_months AS b"
    " ON b.customer_id = n.customer_id AND b.month = :NAME_1 WHERE n.month = :NAME_0"
    " AND b.tier || '>' || n.tier IN (SELECT value FROM json_each(:NAME_2))",
    figures.OPENED: "SELECT id FROM customers WHERE opened_on >= :NAME_0 AND opened_on < :NAME_1",
}


def _gaining(connection: Connection, month: int, _policy: Policy, _bank: Bank) -> list[bytes]:
    return flows.with_more(connection, month, came=True)


def _losing(connection: Connection, month: int, _policy: Policy, _bank: Bank) -> list[bytes]:
    return flows.with_more(connection, month, came=False)


def _leaving(connection: Connection, percent: int, policy: Policy, bank: Bank) -> list[bytes]:
    return [one.customer for one in leaving.leaving(connection, policy, bank, percent)]


_FOUND = {figures.GAINING: _gaining, figures.LOSING: _losing, figures.LEAVING: _leaving}
"""What is not found by a statement, but in facts that are read here."""


def step_values(policy: Policy) -> dict[str, Any]:
    """Return the values of the places in `STEPS`."""
    coded = policy.calls.coded
    return {
        "won": listed(coded(WON)),
        "interested": listed(coded(INTERESTED)),
        "spoken": listed(coded(*SPOKEN)),
        "skipped": listed(coded(SKIPPED)),
    }


def refusing(connection: Connection) -> dict[str, Any]:
    """Return the values of the places in `SEGMENTS`."""
    return {"refused": listed(key.hex() for key in profiling.refused(connection))}


def narrowed(
    connection: Connection, wanted: Iterable[str], policy: Policy, bank: Bank
) -> tuple[str, dict[str, Any]]:
    """Return a statement for the customers of any of these values of a query, and its values.

    `:as_of` is the caller's. Of a value that is not understood there is nobody.
    """
    parts, given = ["SELECT id FROM customers WHERE FALSE"], step_values(policy)
    for place, value in enumerate(wanted):
        about, values = figures.read_value(value)
        name = f"insight_{place}"
        try:
            if about == figures.CAMPAIGN:
                key, step = values
                given[name] = bytes.fromhex(key)
                parts.append(f"SELECT k.customer_id FROM {CALLS} AND k.list_id = :{name} AND {STEPS[step]}")
                continue
            if about in _FOUND:
                [number] = map(int, values)
                given[name] = listed(key.hex() for key in _FOUND[about](connection, number, policy, bank))
                parts.append(f"SELECT unhex(value) FROM json_each(:{name})")
                continue
            if about == figures.SEGMENT:
                given |= refusing(connection)
            for number, one in enumerate(_values(about, values, policy)):
                given[f"{name}_{number}"] = one
            parts.append(_LISTS[about].replace("NAME", name))
        except (KeyError, ValueError, OverflowError):
            continue
    return " UNION ".join(parts), given


def _values(about: str, values: tuple[str, ...], policy: Policy) -> tuple[int | str, ...]:
    """Return what a list of `_LISTS` is filled with; KeyError, ValueError or OverflowError for what is none."""
    if about == figures.SEGMENT:
        [segment] = values
        return (segment,)
    if about == figures.IN_TIER:
        month, tier = values
        return int(month), tier
    if about == figures.MOVED:
        month, direction = values
        return int(month), add_months(int(month), -1), listed(single_moves((direction,), policy))
    [number] = map(int, values)
    if about == figures.OPENED:
        return tuple(to_day(from_day(0).replace(year=number + more, month=1, day=1)) for more in (0, 1))
    if about == figures.MATURES:
        return number, add_months(number, 1)
    raise KeyError(about)
