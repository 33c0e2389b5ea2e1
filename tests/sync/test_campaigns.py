"""Campaigns and call lists on their way: calls of one arm only, along with a customer who moves, outcomes back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from advisor_app.data import apply, calls
from advisor_app.data.reads import calls as reads
from advisor_app.domain.calls import CallListRow, CallRow
from advisor_app.domain.campaigns import CONTROL, Audience, Document
from advisor_app.head_office import assignments
from advisor_app.head_office.campaigns.publishing import close, publish
from advisor_app.head_office.db.models import Advisor, Call, CampaignMember
from advisor_app.services.synchronise import synchronise
from tests.support.bank import AS_OF, Filled
from tests.support.office import Device, Office, device
from tests.support.writing import NOON, at_head_office, row_of, take_back

CAMPAIGN = Document(
    format=1,
    code="Q4",
    title="年末定期",
    script="您好",
    opens_on="2026-11-01",
    closes_on="2026-12-31",
    control_percent=40,
    audience=Audience(),
)


@dataclass
class Published:
    """A campaign of the whole bank: its id, and who is left alone."""

    id: bytes
    control: set[bytes]


@pytest.fixture
def published(office: Office, filled: Filled) -> Published:
    with office.engine.begin() as connection:
        done = publish(connection, CAMPAIGN)
        control = select(CampaignMember.customer_id).where(CampaignMember.arm == CONTROL)
        return Published(done.id, set(connection.execute(control).scalars()))


def lists(own: Device) -> tuple[CallListRow, ...]:
    with own.store.read() as tx:
        return reads.lists(tx, AS_OF)


def called(own: Device, list_id: bytes) -> dict[bytes, CallRow]:
    with own.store.read() as tx:
        return {row.customer_id: row for row in reads.of_list(tx, list_id, AS_OF, 1000)}


def move(office: Office, person: bytes, advisor: str) -> None:
    with office.engine.begin() as connection:
        key = connection.execute(select(Advisor.id).where(Advisor.number == advisor)).scalar_one()
        assert assignments.assign(connection, {person: key}) == 1


def settle(own: Device, call_id: bytes, **fields: Any) -> bytes | None:
    with own.store.write() as tx:
        [made] = calls.change(tx, own.store, call_id, fields, "calls.settle")
        return made


def test_a_device_gets_the_calls_of_its_book_and_cannot_tell_who_is_left_alone(
    office: Office, filled: Filled, published: Published, tmp_path: Path
) -> None:
    first, _ = filled.advisors
    book = set(filled.books[first])
    assert 0 < len(book & published.control) < len(book)
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        [row] = lists(own)
        assert (row.id, row.campaign, row.title, row.script) == (published.id, True, "年末定期", "您好")
        assert set(called(own, row.id)) == book - published.control
        with own.store.read() as tx:
            tables = {name for (name,) in apply.driver(tx).execute("SELECT name FROM sqlite_master")}
            stored = apply.driver(tx).execute("SELECT * FROM campaigns").fetchall()
        assert "campaign_members" not in tables
        assert "control" not in str(stored)


def test_a_campaign_of_later_comes_with_the_next_sync_and_its_end_too(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    with device(office, filled.advisors[0], tmp_path / "d") as own:
        synchronise(own)
        assert lists(own) == ()
        with office.engine.begin() as connection:
            publish(connection, CAMPAIGN)
        synchronise(own)
        [row] = lists(own)
        assert row.is_running(AS_OF)
        assert row.due == row.total > 0
        with office.engine.begin() as connection:
            close(connection, "Q4")
        synchronise(own)
        [row] = lists(own)
        assert row.is_over(AS_OF)


def test_a_customer_who_moves_takes_the_call_along_with_its_outcome(
    office: Office, filled: Filled, published: Published, tmp_path: Path
) -> None:
    first, second = filled.advisors
    person = next(one for one in filled.books[first] if one not in published.control)
    with device(office, first, tmp_path / "a") as one, device(office, second, tmp_path / "b") as other:
        synchronise(one)
        synchronise(other)
        call = called(one, published.id)[person]
        settle(one, call.id, outcome="interested", outcome_on=AS_OF)
        synchronise(one)
        assert at_head_office(office.engine, call.id, "calls").outcome == "interested"
        move(office, person, second)
        synchronise(one)
        synchronise(other)
        assert person not in called(one, published.id)
        assert called(other, published.id)[person].outcome == "interested"


def test_a_customer_who_comes_into_a_book_brings_the_call(
    office: Office, filled: Filled, published: Published, tmp_path: Path
) -> None:
    first, _ = filled.advisors
    person = next(one for one in filled.books[filled.advisors[1]] if one not in published.control)
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        assert person not in called(own, published.id)
        move(office, person, first)
        synchronise(own)
        assert called(own, published.id)[person].outcome is None


def test_an_own_list_goes_to_head_office_and_to_the_next_device_and_is_taken_back(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    chosen = tuple(filled.books[first][:3])
    with device(office, first, tmp_path / "a") as one:
        synchronise(one)
        with one.store.write() as tx:
            made, mutations = calls.make(tx, one.store, "周四", "名单.xlsx", chosen, NOON)
        call = next(iter(called(one, made).values()))
        settle(one, call.id, outcome="skipped", outcome_on=AS_OF, reason="出差")
        synchronise(one)
        at_office = at_head_office(office.engine, made, "call_lists")
        assert (at_office.title, at_office.origin) == ("周四", "名单.xlsx")
        assert at_head_office(office.engine, call.id, "calls").reason == "出差"
        with device(office, first, tmp_path / "b") as other:
            synchronise(other)
            assert list(called(other, made)) == list(called(one, made))
        move(office, chosen[2], second)
        with device(office, second, tmp_path / "c") as stranger:
            synchronise(stranger)
            assert lists(stranger) == ()  # the call came along, the list is another's
        synchronise(one)
        assert set(called(one, made)) == set(chosen[:2])
        take_back(one.store, mutations[-1])
        synchronise(one)
        assert at_head_office(office.engine, made, "call_lists").status == "withdrawn"
        assert lists(one) == ()


def test_two_devices_that_settle_one_call_differ_and_nothing_is_lost(
    office: Office, filled: Filled, published: Published, tmp_path: Path
) -> None:
    first, _ = filled.advisors
    with device(office, first, tmp_path / "a") as one, device(office, first, tmp_path / "b") as other:
        synchronise(one)
        synchronise(other)
        call = next(iter(called(one, published.id).values()))
        settle(one, call.id, outcome="declined", outcome_on=AS_OF, reason="利率低")
        settle(other, call.id, outcome="interested", outcome_on=AS_OF)
        synchronise(one)
        synchronise(other)
        with office.engine.connect() as connection:
            kept = connection.execute(select(Call.outcome).where(Call.id == call.id)).scalar_one()
        assert kept in ("declined", "interested")
        with other.store.read() as tx:
            [(clashes,)] = apply.driver(tx).execute("SELECT count(*) FROM conflicts").fetchall()
        assert clashes == 1
        assert row_of(other.store, call.id, "calls").reason == "利率低"
