"""`advisor-app advice` on a real book: what was shown, made again, for people and for scripts."""

from pathlib import Path

from advisor_app.domain.dates import from_day
from advisor_app.services.open_book import open_book
from advisor_app.services.prompts import prompts_today
from tests.commands.conftest import Run
from tests.support import factories
from tests.support.factories import NOON, TODAY
from tests.support.stores import PASSPHRASE


def shown(folder: Path) -> None:
    """Let the day's list be shown once, with a deposit of C3 that matures."""
    with open_book(folder, PASSPHRASE) as book:
        with book.store.read() as tx:
            [key] = tx.exec_driver_sql("SELECT id FROM customers WHERE number = 'C3'").scalars()
        office = factories.Book(book.store)
        office.add("holdings", customer_id=key, name="定期一年", value_minor=900_000_00, matures_on=TODAY + 3)
        prompts_today(book, now=NOON)


def test_what_was_shown_is_made_again(folder: Path, run: Run) -> None:
    shown(folder)
    ran = run("advice", "C3", "--json")
    assert ran.code == 0
    day = from_day(TODAY).isoformat()
    assert (ran.document["day"], ran.document["days"], ran.document["rebuilt"]) == (day, [day], None)
    [once] = ran.document["shown"]
    assert (once["outcome"], once["policy_version"]) == ("same", 1)
    assert [one["rule"] for one in once["prompts"]] == ["maturity"]
    printed = run("advice", "C3", "--on", day, language="zh_CN")
    assert "结果一致" in printed.out
    assert "定期一年" in printed.out


def test_a_day_without_anything_is_reckoned_back_and_says_so(folder: Path, run: Run) -> None:
    ran = run("advice", "C1", "--on", "2026-11-01", "--json")
    assert (ran.code, ran.document["shown"]) == (0, [])
    assert ran.document["rebuilt"]["policy_version"] == 1
    assert "Reckoned back from the book" in run("advice", "C1", "--on", "2026-11-01").out


def test_broken_input_is_told(folder: Path, run: Run) -> None:
    for wrong in (("C1", "--on", "gestern"), ("C1", "--on", "2999-01-01"), ("C99",)):
        ran = run("advice", *wrong)
        assert ran.code != 0
        assert ran.err.strip()
        assert "Traceback" not in ran.err
