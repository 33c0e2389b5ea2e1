"""Unusual activity found at night: sent once, never rewritten, and what is internal stays at head office."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from advisor_app.domain.anomalies import Evidence, Unusual
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy.anomalies import NEW_PAYEE, SIZE, STRUCTURING
from advisor_app.domain.records import Anomaly
from advisor_app.head_office.db.models import AccountHolder, Bank, Change, InternalAnomaly, Transaction
from advisor_app.head_office.db.models import Anomaly as AnomalyRow
from advisor_app.head_office.nightly.anomalies import Written, write_anomalies
from advisor_app.head_office.nightly.engines import ENGINES, PANDAS
from advisor_app.head_office.policies import from_file
from tests.head_office.nightly.conftest import Office, day

TODAY = "2026-11-24"
POLICY = from_file(None)


def pay(
    office: Office, account: int, ago: int, yuan: int, kind: str = "transfer", payee: str = "6222"
) -> None:
    office.add(
        "transactions",
        account_id=account,
        day=day(TODAY) - ago,
        amount_minor=-yuan * 100,
        kind=kind,
        counterparty_account=payee,
    )


@pytest.fixture
def account(office: Office) -> int:
    """The account of a customer in a book, who has paid about 1,000 forty times."""
    customer = office.customer()
    account = office.account(customer)
    office.assign(customer, "A1")
    with office.engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=day(TODAY)))
        rows = [
            {
                "source_id": 1,
                "source_key": f"past {place}",
                "account_id": account,
                "day": day(TODAY) - 20 - place * 7,
                "amount_minor": -100_000 + place % 5 * 5_000,
                "kind": "transfer",
                "counterparty_account": "6222",
            }
            for place in range(40)
        ]
        connection.execute(insert(Transaction), rows)
    return account


def run(office: Office, as_of: str = TODAY, engine: str = "duckdb", **rules: Any) -> Written:
    with office.engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=day(as_of)))
        changed = replace(POLICY, anomalies=replace(POLICY.anomalies, **rules))
        return write_anomalies(connection, changed, engine)


def kept(office: Office, table: Any = AnomalyRow) -> list[Anomaly]:
    columns = [table.__table__.c[name] for name in Anomaly._fields]
    with office.engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(table.day, table.kind))
        return [Anomaly._make(row) for row in found]


def sent(office: Office) -> int:
    changes = select(func.count()).select_from(Change).where(Change.entity == "anomalies")
    with office.engine.connect() as connection:
        return connection.execute(changes).scalar_one()


def test_what_is_found_is_sent_once_and_stands_as_it_was_found(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000, payee="7777")
    assert run(office) == Written(1, 0)
    (row,) = kept(office)
    unusual = Unusual.of(Anomaly(bytes(row.id), *row[1:]))
    assert unusual is not None
    assert (unusual.kind, unusual.day, unusual.found_on) == (NEW_PAYEE, day(TODAY) - 3, day(TODAY))
    assert (unusual.account_id, unusual.policy_version) == (account, POLICY.version)
    seen = unusual.evidence
    assert (seen.amount_minor, seen.usual_minor, seen.most_minor, seen.past) == (
        3_000_000,
        90_000,
        100_000,
        40,
    )
    assert "7777" not in row.evidence, "who was paid is with the transactions, where it is masked"
    assert sent(office) == 1
    # The same night again, and the next ones, which compare with another past.
    assert run(office) == Written(0, 0)
    pay(office, account, 1, 40_000, payee="8888")
    assert run(office, "2026-11-26") == Written(1, 0)
    assert kept(office)[0] == row
    assert sent(office) == 2


def correct(office: Office, yuan: int, payee: str = "7777") -> None:
    """Write what a later extract says of the payment to a payee."""
    of_payee = update(Transaction).where(Transaction.counterparty_account == payee)
    with office.engine.begin() as connection:
        connection.execute(of_payee.values(amount_minor=-yuan * 100))


def seen(office: Office, table: Any = AnomalyRow) -> list[Evidence]:
    return [Evidence.from_json(row.evidence) for row in kept(office, table)]


def test_what_a_later_extract_corrects_is_withdrawn_and_said_so_once(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000, payee="7777")
    assert run(office) == Written(1, 0)
    correct(office, 300)
    assert run(office, "2026-11-25") == Written(0, 0, 1)
    (evidence,) = seen(office)
    assert evidence == evidence._replace(
        amount_minor=3_000_000, booked_minor=-3_000_000, withdrawn_on=day(TODAY) + 1
    )
    assert sent(office) == 2
    assert run(office, "2026-11-26") == Written(0, 0)
    # The correction was wrong.
    correct(office, 30_000)
    assert run(office, "2026-11-27") == Written(0, 0, 1)
    (row,) = kept(office)
    assert (row.found_on, seen(office)[0].withdrawn_on) == (day(TODAY), None)
    assert run(office, "2026-11-28") == Written(0, 0)


def test_what_is_unusual_still_after_a_correction_is_told_with_the_right_amount(
    office: Office, account: int
) -> None:
    pay(office, account, 3, 30_000, payee="7777")
    run(office)
    (before,) = kept(office)
    correct(office, 40_000)
    assert run(office, "2026-11-25") == Written(0, 0, 1)
    (after,) = kept(office)
    assert (after.id, after.found_on) == (before.id, before.found_on)
    assert (seen(office)[0].amount_minor, seen(office)[0].withdrawn_on) == (4_000_000, None)


def test_what_came_back_since_is_withdrawn(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000, payee="7777")
    run(office)
    pay(office, account, -1, -30_000, payee="7777")
    assert run(office, "2026-11-25").corrected == 1
    assert seen(office)[0].withdrawn_on == day(TODAY) + 1


def test_what_is_gone_from_the_extracts_is_withdrawn(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000, payee="7777")
    run(office)
    with office.engine.begin() as connection:
        connection.execute(delete(Transaction).where(Transaction.counterparty_account == "7777"))
    assert run(office).corrected == 1


def test_an_internal_finding_is_withdrawn_where_it_is(office: Office, account: int) -> None:
    for ago in (1, 2, 3):
        pay(office, account, ago, -49_000 - ago, kind="cash", payee=f"{ago}")
    run(office)
    correct(office, -490, payee="3")
    assert run(office) == Written(0, 0, 1)
    assert seen(office, InternalAnomaly)[0].withdrawn_on == day(TODAY)
    assert (kept(office), sent(office)) == ([], 0)


def test_one_run_below_a_limit_is_told_once_though_its_first_days_become_the_past(
    office: Office, account: int
) -> None:
    for ago in (0, 1, 2, 3):
        pay(office, account, ago, -49_000, kind="cash")
    told = [run(office, f"2026-{month}").internal for month in ("11-22", "11-23", "11-24", "11-30")]
    told += [run(office, f"2026-12-{number:02}").internal for number in range(1, 14)]
    assert told == [0, 1] + [0] * 15
    for ago in (-40, -41, -42, -43, -44):  # and another, more often than before
        pay(office, account, ago, -49_000, kind="cash")
    assert run(office, "2027-01-07").internal == 1


def test_it_is_part_of_what_follows_an_import(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000)
    assert office.run(TODAY).anomalies == 1
    assert [row.kind for row in kept(office)] == [SIZE]
    assert office.run(TODAY).anomalies == 0


def test_consent_to_profiling_is_not_asked_for_watching_over_money(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000)
    with office.engine.connect() as connection:
        owner = connection.execute(select(AccountHolder.customer_id)).scalar_one()
    office.add(
        "consents",
        id=new_id(),
        customer_id=owner,
        channel="all",
        purpose="profiling",
        granted=0,
        source="branch_form",
        recorded_at=1,
    )
    assert run(office) == Written(1, 0)


def test_suspicion_of_money_laundering_is_written_apart_and_told_to_no_device(
    office: Office, account: int
) -> None:
    for ago in (1, 2, 3):
        pay(office, account, ago, -49_000, kind="cash")
    assert run(office) == Written(0, 1)
    assert kept(office) == []
    assert sent(office) == 0
    (row,) = kept(office, InternalAnomaly)
    assert row.kind == STRUCTURING
    assert '"limit":"cash_in"' in row.evidence
    assert run(office) == Written(0, 0)


def test_a_kind_that_the_policy_calls_internal_stays_as_well(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000)
    assert run(office, internal=(SIZE,)) == Written(0, 1)
    assert (len(kept(office)), len(kept(office, InternalAnomaly)), sent(office)) == (0, 1, 0)
    # Where the policy says otherwise later, what is known to be internal is not told after all.
    assert run(office) == Written(0, 0)


def test_a_limit_that_is_not_internal_is_told(office: Office, account: int) -> None:
    for ago in (1, 2, 3):
        pay(office, account, ago, 49_000)
    run(office)
    assert STRUCTURING in {row.kind for row in kept(office)}
    assert kept(office, InternalAnomaly) == []


def test_without_a_section_nothing_is_looked_at(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000)
    assert run(office, kinds=()) == Written(0, 0)


def test_pandas_writes_what_duckdb_writes(office: Office, account: int) -> None:
    assert PANDAS in ENGINES
    pay(office, account, 3, 30_000, payee="7777")
    for ago in (1, 2, 3):
        pay(office, account, ago, -49_000, kind="cash")
    assert run(office, engine=PANDAS) == Written(1, 1)
    assert run(office) == Written(0, 0)


def test_an_account_that_was_emptied_and_closed_is_looked_at_still(office: Office, account: int) -> None:
    pay(office, account, 3, 30_000, payee="7777")
    office.change("accounts", account, closed_on=day(TODAY) - 2)
    assert run(office) == Written(1, 0)


def test_another_rate_is_no_correction(office: Office, account: int) -> None:
    """An account in dollars, of which the rate goes down until nothing would be unusual any more."""
    owner = office.customer()
    dollars = office.account(owner, currency="USD")
    office.assign(owner, "A1")
    for place in range(40):
        pay(office, dollars, 20 + place * 7, 200)
    pay(office, dollars, 3, 5_000, payee="7777")
    office.add("fx_rates", currency="USD", day=day(TODAY), rate="7.1")
    assert run(office) == Written(1, 0)
    (before,) = kept(office)
    assert (seen(office)[0].amount_minor, seen(office)[0].booked_minor) == (3_550_000, -500_000)
    office.add("fx_rates", currency="USD", day=day(TODAY) + 1, rate="0.1")
    assert run(office, "2026-11-25") == Written(0, 0)
    assert kept(office) == [before]


def test_an_account_without_an_owner_or_a_rate_is_left_out(office: Office, account: int) -> None:
    foreign = office.account(office.customer(), currency="USD")
    for ago in range(15, 200, 5):
        pay(office, foreign, ago, 100)
    pay(office, foreign, 3, 90_000)
    assert run(office) == Written(0, 0)
