"""Targets on their way: what head office takes reaches the advisor's device, and a changed one takes its place."""

from pathlib import Path

from advisor_app.domain.dates import from_day
from advisor_app.head_office import targets
from advisor_app.services.day_report import day_report
from advisor_app.services.open_book import Book
from advisor_app.services.synchronise import synchronise
from tests.support.bank import AS_OF, Filled
from tests.support.factories import NOON
from tests.support.office import Device, Office, device


def take(office: Office, advisor: str, goal: int) -> targets.Taken:
    days = (from_day(day).isoformat() for day in (AS_OF - 30, AS_OF + 30))
    text = f"advisor,measure,from,to,goal\n{advisor},new_customers,{','.join(days)},{goal}\n"
    with office.engine.begin() as connection:
        return targets.take(connection, text)


def goals(own: Device) -> list[int]:
    book = Book(own.directory, None, own.secrets, own.store)  # type: ignore[arg-type]
    return [one.target.goal for one in day_report(book, now=NOON).targets]


def test_targets_reach_their_advisor_only_and_follow_what_head_office_says(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    assert take(office, first, 7) == targets.Taken(1, 0, 0)
    with device(office, first, tmp_path / "a") as own, device(office, second, tmp_path / "b") as other:
        synchronise(own)
        synchronise(other)
        assert (goals(own), goals(other)) == ([7], [])
        assert take(office, first, 9) == targets.Taken(0, 1, 0)
        assert take(office, second, 4) == targets.Taken(1, 0, 0)
        synchronise(own)
        synchronise(other)
        assert (goals(own), goals(other)) == ([9], [4])
