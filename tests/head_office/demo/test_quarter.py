"""The demo bank's advisors have targets of the present quarter that can be missed as well as reached."""

from pathlib import Path

from sqlalchemy import select, update

from advisor_app.domain.dates import add_months
from advisor_app.domain.targets import MEASURES
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import AumMonth, Bank, Customer, Target, Transaction
from advisor_app.head_office.demo.quarter import set_targets
from advisor_app.head_office.target_progress import report
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank


def test_they_are_a_little_more_than_what_there_was(tmp_path: Path) -> None:
    engine = demo_bank(tmp_path)
    fill(engine, advisors=2, customers=20, transactions=60)
    october = add_months(AS_OF, -1)  # the business date is in November
    with engine.begin() as connection:
        connection.execute(update(AumMonth).where(AumMonth.month < october).values(month=october - 30))
        connection.execute(update(AumMonth).values(average_minor=1_000_000_00))
        connection.execute(update(Transaction).where(Transaction.category == "fuel").values(category="fee"))
        connection.execute(update(Customer).values(opened_on=october - 100))
        taken = set_targets(connection)
        assert taken is not None
        assert taken.new == 6
        days = {"starts_on": october, "ends_on": add_months(AS_OF, 2) - 1}
        for measure, goal in (("aum", 20_600_000_00), ("new_customers", 5)):
            rows = connection.execute(select(Target).where(Target.measure == measure)).all()
            assert {(row.goal, row.starts_on, row.ends_on) for row in rows} == {(goal, *days.values())}
        found = report(connection, policies.in_force(connection), "advisor")
        assert {line.progress.target.measure for line in found.lines} == set(MEASURES)
        assert not found.missing
        assert set_targets(connection) == (0, 0, 6), "the same again"
    engine.dispose()


def test_a_bank_without_customers_has_none(tmp_path: Path) -> None:
    engine = demo_bank(tmp_path)
    with engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=AS_OF))
        assert set_targets(connection) is None
    engine.dispose()
