"""Answers to pushes are forgotten only when no device can ask for them, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from advisor_app.head_office.__main__ import main
from advisor_app.head_office.api import answers
from advisor_app.head_office.db.models import Change, Interaction, Mutation, Revision
from advisor_app.sync import protocol
from tests.head_office.api.pushing import Side, rows, side, total
from tests.support.bank import fill
from tests.support.office import demo_bank


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    """Return a device of a new bank."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = demo_bank(tmp_path, url)
    filled = fill(engine, advisors=1, customers=2, transactions=1)
    yield side(engine, filled.advisors[0])
    engine.dispose()


def pass_days(engine: Engine, days: int) -> None:
    """Make all answers so much older."""
    with engine.begin() as connection:
        earlier = Mutation.received_at - days * 86_400_000_000
        connection.execute(update(Mutation).values(received_at=earlier))


def forget(engine: Engine) -> int:
    with engine.begin() as connection:
        return answers.forget(connection)


def remembered(engine: Engine) -> set[bytes]:
    with engine.connect() as connection:
        return set(connection.execute(select(Mutation.mutation_id)).scalars())


def test_what_a_device_has_had_for_a_month_is_forgotten(own: Side) -> None:
    first, second, third = own.contact(), own.contact(), own.contact()
    for mutation in (first, second):
        own.push(mutation)
    pass_days(own.engine, answers.KEPT_DAYS - 1)
    own.push(third)
    assert forget(own.engine) == 0
    pass_days(own.engine, 2)
    assert forget(own.engine) == 2
    assert remembered(own.engine) == {third.id}
    assert forget(own.engine) == 0


def test_the_answers_to_the_last_push_are_given_however_late(own: Side) -> None:
    contact = own.contact(note="现值")
    other = Side(own.engine, side(own.engine, "A01000").device, own.advisor, own.book)
    own.push(contact, clash := own.edit(contact.row_id, {"note": "旧值"}, note="我的"))
    pass_days(own.engine, 400)
    other.push(other.contact())
    assert forget(own.engine) == 0
    [again] = own.push(clash)
    assert (again.outcome, again.theirs) == ("conflict", {"note": "现值"})


def test_what_is_pushed_again_has_not_been_answered_for_the_device(own: Side) -> None:
    contact = own.contact(note="现值")
    clash = own.edit(contact.row_id, {"note": "旧值"}, note="我的")
    own.push(contact, clash)
    pass_days(own.engine, 400)
    # The answer was lost; the device has more to say by now, and that answer is lost as well.
    own.push(contact, clash, own.contact())
    pass_days(own.engine, 400)
    assert forget(own.engine) == 0
    results = own.push(contact, clash)
    assert [result.outcome for result in results] == ["applied", "conflict"]


def test_a_repetition_after_its_answer_was_forgotten_is_not_applied_again(own: Side) -> None:
    contact = own.contact(note="一次")
    change = own.edit(contact.row_id, {"note": "一次"}, note="两次")
    part = own.edit(contact.row_id, {"note": "旧值", "outcome": None}, note="我的", outcome="met")
    wrong = own.contact(note=5)
    sent: list[protocol.Mutation] = [contact, change, part, wrong]
    outcomes = ["applied", "applied", "conflict", "refused"]
    assert [result.outcome for result in own.push(*sent)] == outcomes
    # The note is what it was before the change, so that the change could be applied a second time.
    own.push(own.edit(contact.row_id, {"note": "两次", "outcome": "met"}, note="一次", outcome=None))
    pass_days(own.engine, answers.KEPT_DAYS + 1)
    own.push(own.contact())
    assert forget(own.engine) == 5
    assert remembered(own.engine).isdisjoint(mutation.id for mutation in sent)
    before = [total(own.engine, model) for model in (Interaction, Revision, Change)]
    again = own.push(*sent)
    assert [result.outcome for result in again] == ["applied", "applied", "applied", "refused"]
    assert [result.row and result.row["note"] for result in again] == ["一次", "一次", "一次", None]
    assert before == [total(own.engine, model) for model in (Interaction, Revision, Change)]
    [stored] = rows(own.engine, Interaction, Interaction.id == contact.row_id)
    assert (stored.note, stored.outcome) == ("一次", None)


@pytest.mark.parametrize("command", ["import", "serve"])
def test_head_office_forgets_when_it_serves_and_every_night(tmp_path: Path, command: str) -> None:
    engine = demo_bank(tmp_path)
    filled = fill(engine, advisors=1, customers=2, transactions=1)
    own = side(engine, filled.advisors[0])
    own.push(own.contact())
    pass_days(engine, answers.KEPT_DAYS + 1)
    own.push(own.contact())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "branches-2026-11-24.csv").write_text("code,name\n001,城南支行\n")
    arguments = {
        "import": (["native", str(tmp_path / "in"), "--rejects", str(tmp_path / "rejects")], 0),
        "serve": ([], 2),  # for want of a certificate it stops there
    }
    given, code = arguments[command]
    assert main(["--db", f"sqlite:///{tmp_path / 'office.db'}", command, *given]) == code
    assert total(engine, Mutation) == 1
    engine.dispose()
