"""The reports of a day: targets by what is in the book, the day's work by whoever did it, as text in both languages."""

from datetime import date
from pathlib import Path

import pytest

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.dates import to_day
from advisor_app.domain.targets import AHEAD, BEHIND, REACHED
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import using
from advisor_app.services.day_report import DayReport, Which, day_report, report_taken
from advisor_app.services.day_report_words import text
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY
from tests.support.stores import ADVISOR

FIRST, LAST = TODAY - 54, TODAY + 37  # the fourth quarter, of which 55 of 92 days have passed
OCTOBER, SEPTEMBER = TODAY - 54, TODAY - 84
HOUR = 3_600_000_000


@pytest.fixture
def own(office: factories.Book) -> int:
    key: int = office.add("advisors", number=ADVISOR, name="李经理")
    return key


def target(office: factories.Book, advisor: int, measure: str, goal: int, **values: int) -> None:
    days = {"starts_on": FIRST, "ends_on": LAST} | values
    currency = None if measure == "new_customers" else "CNY"
    office.add("targets", advisor_id=advisor, measure=measure, goal=goal, currency=currency, **days)


def report(book: Book) -> DayReport:
    return day_report(book, now=NOON)


def standings(book: Book) -> dict[str, tuple[int | None, int | None, str]]:
    return {one.target.measure: (one.start, one.actual, one.standing) for one in report(book).targets}


def test_the_days_of_this_test_are_those_of_the_quarter() -> None:
    assert (to_day(date(2026, 10, 1)), to_day(date(2026, 12, 31))) == (FIRST, LAST)
    assert to_day(date(2026, 9, 1)) == SEPTEMBER


def test_actuals_are_of_the_own_customers_within_the_time(
    book: Book, office: factories.Book, own: int
) -> None:
    customers = [office.customer(name, opened_on=day) for name, day in (("甲", FIRST), ("乙", FIRST - 1))]
    covered = office.customer("丙", opened_on=FIRST)
    office.customer("丁", opened_on=FIRST, kind="prospect")
    office.add("covered", customer_id=covered, deputy_id=own, starts_on=TODAY - 1, ends_on=TODAY + 1)
    months = ((SEPTEMBER, 100_00), (OCTOBER, 120_00), (TODAY - 23, 150_00))
    for customer in (*customers, covered):
        for month, minor in months:
            office.add("aum_months", customer_id=customer, month=month, average_minor=minor)
        account = office.account(customer)
        for day, minor, category in (
            (FIRST, -6_00, "fee"),
            (TODAY, -1_50, "statement_fee"),
            (FIRST - 1, -9_00, "fee"),
            (TODAY, -70_00, "dining"),
        ):
            office.add("transactions", account_id=account, day=day, amount_minor=minor, category=category)
    target(office, own, "aum", 500_00)
    target(office, own, "fee_income", 20_00)
    target(office, own, "new_customers", 1)
    target(office, own, "new_customers", 9, starts_on=TODAY + 1, ends_on=TODAY + 30)
    target(office, own + 1000, "aum", 1)
    # Of the way from 200 to 500, 100 are gained, and 55 of 92 days make 179; of 20 in fees 15 are there, and 11.95 due.
    assert standings(book) == {
        "aum": (200_00, 300_00, BEHIND),
        "fee_income": (0, 15_00, AHEAD),
        "new_customers": (0, 1, REACHED),
    }


def test_fees_in_a_currency_without_a_rate_leave_the_target_unknown(
    book: Book, office: factories.Book, own: int
) -> None:
    account = office.account(office.customer(), currency="USD")
    office.add("transactions", account_id=account, day=TODAY, amount_minor=-1_00, category="fee")
    target(office, own, "fee_income", 20_00)
    assert standings(book)["fee_income"][1] is None
    office.add("fx_rates", day=TODAY, currency="USD", rate="7.2")
    assert standings(book)["fee_income"][1] == 7_20


def test_the_day_is_told_by_whoever_did_it(book: Book, office: factories.Book, own: int) -> None:
    person, other = office.customer("张伟"), office.customer("李娜")
    for customer, facts in (
        (person, {"outcome": "connected"}),
        (person, {"outcome": "no_answer"}),
        (other, {"outcome": "connected"}),
        (other, {"outcome": "connected", "advisor_id": own + 1000}),
        (other, {"outcome": "connected", "status": "void"}),
        (other, {"outcome": "connected", "happened_at": NOON - 24 * HOUR}),
    ):
        values = {"advisor_id": own, "status": None, "happened_at": NOON} | facts
        office.add("interactions", customer_id=customer, **values)
    common = {"customer_id": person, "advisor_id": own, "stage": "won", "currency": "CNY"}
    office.add("opportunities", **common, closed_on=TODAY, amount_minor=300_000_00)
    office.add("opportunities", **common, closed_on=TODAY - 1, amount_minor=1_00)
    office.add("promises", customer_id=person, advisor_id=own, due_on=TODAY - 1, outcome=None, made_at=NOON)
    found = report(book)
    assert found.work is not None
    assert found.work.contacts == (("connected", 2), ("no_answer", 1))
    assert (found.work.customers, found.work.promises_made, found.work.promises_broken) == (2, 1, 1)
    assert [tuple(one) for one in found.work.sales] == [("CNY", 1, 300_000_00)]
    with using("en"):
        said = text(found, Which.DAY)
    assert "3 contacts" in said
    assert "1 opportunity won: " in said
    assert "300,000.00" in said
    assert not found.closing
    assert day_report(book, now=NOON + 6 * HOUR).closing


def test_the_morning_says_what_is_planned_in_both_languages(
    book: Book, office: factories.Book, own: int
) -> None:
    person = office.customer("张伟", opened_on=TODAY)
    target(office, own, "new_customers", 2)
    office.add(
        "tasks",
        customer_id=person,
        advisor_id=own,
        kind="meeting",
        title="面谈年金",
        due_on=TODAY,
        starts_at=NOON - 2 * HOUR,
        ends_at=NOON - HOUR,
        made_at=NOON - 20 * HOUR,
    )
    found = report(book)
    with using("en"):
        said = text(found, Which.MORNING)
    assert said.startswith("Morning report, ")
    assert "10:00  张伟  面谈年金" in said
    assert "New customers: 1 of 2" in said
    assert "Not logged yet: 1" in said
    with using("zh_CN"):
        assert "新增客户：1，目标 2（慢于时间进度）" in text(found, Which.MORNING)
    # Until it is written down what became of it, the evening asks.
    assert [item.title for item in found.unlogged] == ["面谈年金"]
    log_contact(
        book,
        ContactEntry(
            customers=(person,),
            channel="phone",
            direction="out",
            purpose="service",
            outcome="connected",
            day="2026-11-24",
            time="10:00",
        ),
        now=NOON,
    )
    assert report(book).unlogged == ()


def test_an_empty_book_has_no_report(book: Book) -> None:
    with book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM bank")
    with pytest.raises(InputError):
        report(book)


def test_what_leaves_the_window_is_logged_first(book: Book, office: factories.Book, tmp_path: Path) -> None:
    report(book)
    path = tmp_path / "report.txt"
    report_taken(book, Which.DAY, path, "今天")
    report_taken(book, Which.MORNING, None, "今天")
    assert path.read_text(encoding="utf-8-sig") == "今天"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UnavailableError):
        report_taken(book, Which.DAY, tmp_path / "none" / "report.txt", "")
    assert logged(book) == [
        ("report.day", None),
        ("report.save", "day"),
        ("report.copy", "morning"),
        ("report.save", "day"),
    ]
