"""The chain of hashes: every change, gap and swap shows at the event where it begins."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.audit import (
    START,
    AuditEvent,
    BrokenChainError,
    Mark,
    chained,
    signed_message,
    verify_chain,
)


def chain(length: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    last = START
    for number in range(length):
        events.append(
            chained(
                last,
                at=number,
                actor="A1",
                device="d",
                action="customer.show",
                object_id=f"customers:{number}",
                result="ok",
                reason="回访" if number % 2 else None,
            )
        )
        last = Mark(events[-1].sequence, events[-1].hash)
    return events


def test_a_chain_verifies_and_goes_on_from_its_end() -> None:
    events = chain(10)
    end = verify_chain(events)
    assert end == Mark(10, events[-1].hash)
    assert verify_chain(events[4:], Mark(4, events[3].hash)) == end
    assert verify_chain([]) == START


def test_the_hash_is_fixed_by_the_published_form() -> None:
    """A value computed by hand from the description: head office must come to the same in other code."""
    import hashlib

    event = chain(2)[1]
    text = (
        '{"action":"customer.show","actor":"A1","at":1,"device":"d","object_id":"customers:1",'
        f'"previous":"{event.previous.hex()}","reason":"\\u56de\\u8bbf","result":"ok","sequence":2}}'
    )
    assert event.hash == hashlib.sha256(text.encode()).digest()


@given(data=st.data())
def test_any_edit_shows_at_its_event(data: st.DataObject) -> None:
    events = chain(6)
    at = data.draw(st.integers(0, 5))
    field = data.draw(st.sampled_from(AuditEvent._fields))
    value = getattr(events[at], field)
    changed = {int: lambda v: v + 1, str: lambda v: v + "x", bytes: lambda v: v[::-1] + b"x"}
    edited: Any = changed[type(value)](value) if value is not None else "new"
    events[at] = AuditEvent(**(events[at]._asdict() | {field: edited}))
    with pytest.raises(BrokenChainError) as caught:
        verify_chain(events)
    assert caught.value.sequence == at + 1


@given(data=st.data())
def test_events_that_are_removed_swapped_or_repeated_show(data: st.DataObject) -> None:
    events = chain(6)
    order = data.draw(st.lists(st.integers(0, 5), max_size=8))
    if order == list(range(len(order))):
        assert verify_chain(events[: len(order)]).sequence == len(order)  # a cut at the end does not show
        return
    with pytest.raises(BrokenChainError):
        verify_chain(events[at] for at in order)


def test_fields_cannot_flow_into_each_other() -> None:
    one, other = (
        chained(START, at=0, actor=a, device=b, action="x", object_id=None, result="ok", reason=None)
        for a, b in (("ab", "c"), ("a", "bc"))
    )
    assert one.hash != other.hash
    assert signed_message("d1", Mark(1, b"\1")) != signed_message("d", Mark(11, b"\1"))
