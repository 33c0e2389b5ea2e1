"""The ledger of maturing money on both databases: what is written, when, for which arm, and what it settles to."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from advisor_app.domain.dates import from_day, start_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.prompts.control import Maturing, is_control
from advisor_app.domain.prompts.types import DONE
from advisor_app.domain.records import Retained
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import BookMember, Change, Source
from advisor_app.head_office.db.models import Retained as RetainedRow
from advisor_app.paths import resources
from tests.head_office.nightly.conftest import Office, day

YUAN = 100
AMOUNT = 20_000 * YUAN
MATURES = day("2026-10-10")
ZONE = "Asia/Shanghai"


def saver(office: Office, **values: Any) -> tuple[bytes, int, int]:
    """Insert a customer with an account that has been used for long, and a term deposit: customer, account, deposit."""
    customer = office.customer()
    account = office.account(customer, balance_minor=0, balance_on=day("2026-11-24"))
    office.add("transactions", account_id=account, day=day("2025-01-02"), amount_minor=1, kind="cash")
    return customer, account, deposit(office, customer, **values)


def deposit(office: Office, customer: bytes, **values: Any) -> int:
    """Insert a term deposit that matured and was paid out."""
    row = {
        "kind": "term_deposit",
        "starts_on": day("2025-10-10"),
        "matures_on": MATURES,
        "closed_on": MATURES,
        "principal_minor": AMOUNT,
        "value_minor": 0,
        "as_of": day("2026-11-24"),
    }
    return office.holding(customer, **row | values)


def ledger(office: Office) -> dict[int, Retained]:
    """Return the rows of the ledger by holding."""
    columns = [RetainedRow.__table__.c[name] for name in Retained._fields]
    with office.engine.connect() as connection:
        rows = [Retained._make(row) for row in connection.execute(select(*columns))]
    return {row.holding_id: row for row in rows}


def parts(office: Office, holding: int) -> tuple[int, int, int]:
    row = ledger(office)[holding]
    assert row.kept_minor + row.moved_minor + row.left_minor == row.amount_minor
    return row.kept_minor, row.moved_minor, row.left_minor


def publish(office: Office, version: int, **numbers: str) -> Any:
    """Publish the default with other numbers in its ledger."""
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    text = text.replace("\nversion = 1\n", f"\nversion = {version}\n")
    for old, new in {"control_from": '"2026-12-01"', "control_percent": "5"}.items():
        if old in numbers:
            assert f"{old} = {new}" in text
            text = text.replace(f"{old} = {new}", f"{old} = {numbers[old]}")
    with office.engine.begin() as connection:
        return policies.publish(connection, text)


def test_an_amount_is_looked_at_from_its_first_prompt_and_settled_after_its_window(office: Office) -> None:
    customer, account, one = saver(office, closed_on=None, value_minor=AMOUNT)
    assert office.run("2026-09-09").retention == 0  # 31 days before
    assert office.run("2026-09-10").retention == 1
    assert ledger(office)[one] == Retained(customer, one, MATURES, AMOUNT, "CNY", "none", 0, AMOUNT, 0, None)
    office.change("holdings", one, closed_on=MATURES, value_minor=0)
    assert office.run("2026-10-20").retention == 0
    office.add(
        "transactions", account_id=account, day=MATURES + 30, amount_minor=-AMOUNT // 4, kind="transfer"
    )
    assert office.run("2026-11-08").retention == 0
    assert office.run("2026-11-09").retention == 1
    settled = ledger(office)[one]
    assert (settled.settled_on, settled.left_minor) == (day("2026-11-09"), AMOUNT // 4)
    # What is settled stays so, whatever the data say later.
    office.add("transactions", account_id=account, day=MATURES + 1, amount_minor=-AMOUNT, kind="transfer")
    assert office.run("2026-11-10").retention == 0
    assert ledger(office)[one] == settled


def test_kept_moved_and_left(office: Office) -> None:
    kept, moved, left, mixed, broken = (saver(office) for _ in range(5))
    deposit(office, kept[0], starts_on=MATURES + 3, matures_on=day("2027-10-13"), closed_on=None)
    office.holding(
        mixed[0],
        kind="wealth",
        starts_on=MATURES + 30,
        principal_minor=AMOUNT // 2,
        value_minor=AMOUNT,
        as_of=MATURES + 30,
    )
    for (_, account, _), amount, category in (
        (moved, AMOUNT, "investment_purchase"),  # stays with the bank
        (left, AMOUNT + 5, "own_funds"),
        (mixed, AMOUNT // 4, None),
    ):
        office.add(
            "transactions",
            account_id=account,
            day=MATURES + 2,
            amount_minor=-amount,
            kind="transfer",
            category=category,
        )
    # A salary came and was spent: that is not the deposit's money.
    for amount, category in ((900_00, "salary"), (-900_00, "groceries")):
        office.add(
            "transactions",
            account_id=moved[1],
            day=MATURES + 5,
            amount_minor=amount,
            kind="transfer",
            category=category,
        )
    office.change("holdings", broken[2], closed_on=MATURES - 20)
    office.run("2026-11-24")
    assert parts(office, kept[2]) == (AMOUNT, 0, 0)
    assert parts(office, moved[2]) == (0, AMOUNT, 0)
    assert parts(office, left[2]) == (0, 0, AMOUNT)
    assert parts(office, mixed[2]) == (AMOUNT // 2, AMOUNT // 4, AMOUNT // 4)
    assert ledger(office)[broken[2]].matured_on == MATURES - 20


def test_what_is_no_maturity_is_not_in_it(office: Office) -> None:
    early = saver(office, closed_on=MATURES - 31)  # broken before anybody was prompted
    small = saver(office, principal_minor=9_999 * YUAN)
    metal = saver(office, kind="metal")
    dollars = saver(office, currency="USD")  # without a rate
    before = saver(office, matures_on=day("2025-01-01"), closed_on=day("2025-01-01"))  # and before any data
    control = saver(office)
    office.run("2026-11-24")
    assert set(ledger(office)) == {control[2]}
    assert not {one[2] for one in (early, small, metal, dollars, before)} & set(ledger(office))


def test_without_transactions_nobody_can_tell(office: Office) -> None:
    customer = office.customer()
    deposit(office, customer)
    assert office.run("2026-11-24").retention == 0
    account = office.account(customer)
    office.add("transactions", account_id=account, day=day("2026-10-10"), amount_minor=1, kind="cash")
    assert office.run("2026-11-24").retention == 1


def test_amounts_are_in_the_base_currency_at_todays_rate(office: Office) -> None:
    office.add("fx_rates", currency="USD", day=day("2026-10-01"), rate="7")
    office.add("fx_rates", currency="USD", day=day("2026-11-20"), rate="7.1")
    office.add("fx_rates", currency="USD", day=day("2026-11-30"), rate="9")
    _, account, one = saver(office, currency="USD", principal_minor=10_000 * 100)
    office.add("transactions", account_id=account, day=MATURES, amount_minor=-20_000 * YUAN, kind="transfer")
    office.run("2026-11-24")
    assert ledger(office)[one].amount_minor == 71_000 * YUAN
    assert parts(office, one) == (0, 51_000 * YUAN, 20_000 * YUAN)


def test_data_that_lag_settle_nothing_yet(office: Office) -> None:
    _, _, one = saver(office)
    with office.engine.begin() as connection:
        for entity, as_of in (("transactions", MATURES + 29), ("holdings", MATURES + 31)):
            connection.execute(insert(Source).values(system="core", entity=entity, as_of_day=as_of))
        # A feed that fell silent years ago keeps nothing from being settled.
        connection.execute(
            insert(Source).values(system="old", entity="transactions", as_of_day=day("2019-01-01"))
        )
    office.run("2026-11-10")
    assert ledger(office)[one].settled_on is None
    with office.engine.connect() as connection:
        feed = connection.execute(
            select(Source.id).where(Source.entity == "transactions", Source.system == "core")
        ).scalar_one()
    office.change("sources", feed, as_of_day=MATURES + 30)
    office.run("2026-11-10")
    assert ledger(office)[one].settled_on == MATURES + 30


def test_who_acted(office: Office) -> None:
    done, contact, other, late, missed, untouched = (saver(office) for _ in range(6))
    advisor = office.add("advisors", number="A1", name="A1")

    def outcome(who: tuple[bytes, int, int], on: int, action: str = DONE, **values: Any) -> None:
        row = {
            "rule": "maturity",
            "subject": f"holdings:{who[2]}/7",
            "policy_version": 1,
            "data_on": on,
            "made_at": start_of(on, ZONE),
        } | values
        office.add(
            "prompt_outcomes",
            id=new_id(),
            customer_id=who[0],
            advisor_id=advisor,
            action=action,
            shown_on=on,
            **row,
        )

    def spoke(who: tuple[bytes, int, int], on: int, **values: Any) -> None:
        row = {"channel": "phone", "direction": "out", "purpose": "maturity", "outcome": "connected"} | values
        office.add(
            "interactions",
            id=new_id(),
            customer_id=who[0],
            source_id=None,
            source_key=None,
            happened_at=start_of(on, ZONE) + 1,
            **row,
        )

    outcome(done, MATURES - 30)
    spoke(contact, MATURES + 30)
    outcome(other, MATURES - 3, "dismissed")
    outcome(other, MATURES - 3, subject="holdings:999999/7")
    outcome(other, MATURES - 3, rule="risk_grade")
    spoke(other, MATURES, purpose="care")
    outcome(late, MATURES - 31)
    spoke(late, MATURES + 31)
    spoke(missed, MATURES, outcome="no_answer")
    spoke(missed, MATURES, status="void")
    office.run("2026-11-24")
    found = ledger(office)
    assert {name: found[one[2]].arm for name, one in (("done", done), ("contact", contact))} == {
        "done": "action",
        "contact": "action",
    }
    assert {found[one[2]].arm for one in (other, late, missed, untouched)} == {"none"}


def test_the_control_arm_is_that_of_the_devices_and_dealt_once(office: Office) -> None:
    policy = publish(office, 2, control_from='"2026-09-01"', control_percent="50")
    people = [saver(office, closed_on=None, value_minor=AMOUNT) for _ in range(40)]
    office.run("2026-10-01")
    expected = {
        holding: "control"
        if is_control(policy, Maturing(customer, holding, MATURES, AMOUNT), YUAN)
        else "none"
        for customer, _, holding in people
    }
    assert {holding: row.arm for holding, row in ledger(office).items()} == expected
    assert 5 < list(expected.values()).count("control") < 35
    # A contact of one's own accord takes nobody out of it, and another policy nobody into it or out.
    alone = next(one for one in people if expected[one[2]] == "control")
    office.add(
        "interactions",
        id=new_id(),
        customer_id=alone[0],
        source_id=None,
        source_key=None,
        channel="phone",
        direction="out",
        purpose="maturity",
        outcome="connected",
        happened_at=start_of(MATURES, ZONE),
    )
    publish(office, 3, control_from='"2020-01-01"', control_percent="0")
    office.run("2026-10-11")
    assert {holding: row.arm for holding, row in ledger(office).items()} == expected


def test_before_the_control_arm_began_nobody_was_in_it(office: Office) -> None:
    publish(office, 2, control_from='"2026-09-11"', control_percent="50")
    for _ in range(20):
        saver(office)
    office.run("2026-11-24")
    assert {row.arm for row in ledger(office).values()} == {"none"}


def test_a_position_that_goes_on_by_itself_is_kept_and_comes_again(office: Office) -> None:
    _, _, one = saver(office, closed_on=None, value_minor=AMOUNT)
    office.run("2026-10-09")
    office.change("holdings", one, starts_on=MATURES, matures_on=day("2027-10-10"))
    assert office.run("2026-10-11").retention == 1
    assert parts(office, one) == (AMOUNT, 0, 0)
    office.run("2026-11-24")
    assert ledger(office)[one].settled_on == MATURES + 30
    assert office.run("2027-09-09").retention == 0
    office.run("2027-09-10")
    assert (ledger(office)[one].matured_on, ledger(office)[one].settled_on) == (day("2027-10-10"), None)


def test_a_maturity_that_is_put_off_before_it_comes_is_no_renewal(office: Office) -> None:
    _, _, one = saver(office, closed_on=None, value_minor=AMOUNT)
    office.run("2026-10-01")
    office.change("holdings", one, matures_on=MATURES + 2)
    office.run("2026-10-02")
    row = ledger(office)[one]
    assert (row.matured_on, row.kept_minor, row.settled_on) == (MATURES + 2, 0, None)


def test_what_made_a_settled_amount_good_makes_no_other_good(office: Office) -> None:
    customer, account, first = saver(office)
    second = deposit(office, customer, matures_on=MATURES + 20, closed_on=MATURES + 20)
    office.holding(
        customer,
        kind="wealth",
        starts_on=MATURES + 25,
        principal_minor=AMOUNT,
        value_minor=AMOUNT,
        as_of=MATURES + 25,
    )
    office.run("2026-11-10")
    assert ledger(office)[first].settled_on is not None
    assert ledger(office)[second].settled_on is None
    office.add(
        "transactions", account_id=account, day=MATURES + 40, amount_minor=-AMOUNT // 2, kind="transfer"
    )
    office.run("2026-11-30")
    assert parts(office, first) == (AMOUNT, 0, 0)
    assert parts(office, second) == (0, AMOUNT // 2, AMOUNT // 2)


def test_what_is_settled_stays_so_where_it_touches_another(office: Office) -> None:
    """A purchase that is only heard of when the first amount is settled as moved makes the second one good."""
    customer, _, first = saver(office)
    second = deposit(office, customer, matures_on=MATURES + 20, closed_on=MATURES + 20)
    office.run("2026-11-10")
    assert parts(office, first) == (0, AMOUNT, 0)
    office.holding(
        customer,
        kind="wealth",
        starts_on=MATURES + 25,
        principal_minor=AMOUNT,
        value_minor=AMOUNT,
        as_of=MATURES + 25,
    )
    office.run("2026-11-11")
    assert parts(office, first) == (0, AMOUNT, 0)
    assert parts(office, second) == (AMOUNT, 0, 0)


def test_a_settled_renewal_uses_up_no_purchase(office: Office) -> None:
    customer, _, first = saver(office, closed_on=None, value_minor=AMOUNT)
    second = deposit(office, customer, matures_on=MATURES + 20, closed_on=None, value_minor=AMOUNT)
    office.run("2026-10-10")
    office.change("holdings", first, matures_on=MATURES + 365)
    office.holding(
        customer,
        kind="wealth",
        starts_on=MATURES + 25,
        principal_minor=AMOUNT,
        value_minor=AMOUNT,
        as_of=MATURES + 25,
    )
    office.run("2026-11-09")
    assert (parts(office, first), ledger(office)[first].settled_on) == ((AMOUNT, 0, 0), MATURES + 30)
    office.run("2026-11-10")
    assert parts(office, second) == (AMOUNT, 0, 0)


def test_money_of_a_joint_account_is_its_owners(office: Office) -> None:
    mother, _, hers = saver(office)
    son, account, his = saver(office)
    office.add("account_holders", account_id=account, customer_id=mother, role="joint")
    office.add("transactions", account_id=account, day=MATURES, amount_minor=-AMOUNT, kind="transfer")
    office.run("2026-11-24")
    assert (parts(office, hers), parts(office, his)) == ((0, AMOUNT, 0), (0, 0, AMOUNT))
    assert mother != son


def test_rows_go_to_the_book_and_only_when_they_change(office: Office) -> None:
    customer, _, one = saver(office, closed_on=None, value_minor=AMOUNT)
    office.assign(customer, "A1")
    office.run("2026-10-01")
    sent = select(Change.bucket_id, Change.row_id).where(Change.entity == "retention")
    with office.engine.connect() as connection:
        row = connection.execute(select(RetainedRow.id)).scalar_one()
        book = connection.execute(select(BookMember.bucket_id)).scalar_one()
        assert connection.execute(sent).all() == [(book, row)]
    office.run("2026-10-02")
    with office.engine.connect() as connection:
        assert len(connection.execute(sent).all()) == 1
    assert ledger(office)[one].customer_id == customer


def test_a_policy_without_the_rules_keeps_no_ledger(office: Office) -> None:
    from advisor_app.head_office.nightly.retention import write_ledger

    saver(office)
    office.run("2026-11-24")
    with office.engine.begin() as connection:
        policy = policies.in_force(connection)
        triggers = {rule: one for rule, one in policy.prompts.triggers.items() if rule != "matured"}
        without = replace(policy, prompts=replace(policy.prompts, triggers=triggers))
        assert write_ledger(connection, without) == 0


@pytest.mark.parametrize("day_number", [0, 31])
def test_a_contact_counts_by_the_day_of_the_bank(office: Office, day_number: int) -> None:
    """Ten to midnight in Shanghai is the day before in UTC: the last day counts, the one after does not."""
    who = saver(office)
    last = MATURES + 30 + (1 if day_number else 0)
    office.add(
        "interactions",
        id=new_id(),
        customer_id=who[0],
        source_id=None,
        source_key=None,
        channel="phone",
        direction="in",
        purpose="maturity",
        outcome="connected",
        happened_at=start_of(last, ZONE) + 10,
    )
    office.run("2026-11-24")
    assert ledger(office)[who[2]].arm == ("none" if day_number else "action")
    assert from_day(last).day in (9, 10)
