"""Targets on their way: what head office takes reaches the advisor's device, and a changed one takes its place."""

from pathlib import Path

from sqlalchemy import select, update

from advisor_app.domain.dates import from_day
from advisor_app.domain.targets import MEASURES, Progress
from advisor_app.head_office import policies, target_progress, targets
from advisor_app.head_office.db.models import AccountHolder, Transaction
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


def standing(own: Device) -> tuple[Progress, ...]:
    book = Book(own.directory, None, own.secrets, own.store)  # type: ignore[arg-type]
    return day_report(book, now=NOON).targets


def goals(own: Device) -> list[int]:
    return [one.target.goal for one in standing(own)]


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


def test_head_office_reports_what_the_device_shows(office: Office, filled: Filled, tmp_path: Path) -> None:
    number = filled.advisors[0]
    days = ",".join(from_day(day).isoformat() for day in (AS_OF - 200, AS_OF + 30))
    lines = (
        f"{number},{measure},{days},{goal}"
        for measure, goal in zip(MEASURES, (9_000_000, 50, 3), strict=True)
    )
    account = select(AccountHolder.account_id).where(AccountHolder.customer_id == filled.books[number][0])
    with office.engine.begin() as connection:
        fee = update(Transaction).where(Transaction.account_id.in_(account), Transaction.amount_minor < 0)
        connection.execute(fee.values(category="fee"))
        targets.take(connection, "\n".join(("advisor,measure,from,to,goal", *lines)))
        report = target_progress.report(connection, policies.in_force(connection), "advisor")
    with device(office, number, tmp_path / "a") as own:
        synchronise(own)
        shown = {one.target.measure: one for one in standing(own)}
    assert {line.progress.target.measure: line.progress for line in report.lines} == shown
    assert all(one.actual for one in shown.values()), "the book tries too little"
