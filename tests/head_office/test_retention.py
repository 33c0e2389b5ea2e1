"""The ledger in figures and what was done with prompts, on both databases, by the commands that show them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.ids import new_id
from advisor_app.domain.prompts.control import Maturing, is_control
from advisor_app.errors import InputError
from advisor_app.head_office import policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db.models import (
    Advisor,
    Assignment,
    Bank,
    Base,
    Branch,
    Bucket,
    Customer,
    Holding,
    PromptOutcome,
    Retained,
)
from advisor_app.head_office.nightly import after_import
from advisor_app.head_office.outcomes import answered
from advisor_app.head_office.retention import report
from advisor_app.i18n import using
from advisor_app.paths import resources
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank

YUAN = 100
AMOUNT = 20_000 * YUAN
MATURED = AS_OF - 60


class Office(NamedTuple):
    """A head office with two advisors of three customers each."""

    engine: Engine
    url: str
    books: dict[str, list[bytes]]

    def add(self, table: str, **values: Any) -> Any:
        """Insert a row and return its id."""
        found = Base.metadata.tables[table]
        with self.engine.begin() as connection:
            return connection.execute(insert(found).values(**values).returning(found.c.id)).scalar_one()

    def matured(self, customer: bytes, arm: str, parts: tuple[int, int, int], **values: Any) -> int:
        """Insert a settled amount and return its holding."""
        holding: int = self.add(
            "holdings",
            customer_id=customer,
            source_id=1,
            source_key=new_id().hex(),
            kind="term_deposit",
            currency="CNY",
            value_minor=0,
            as_of=AS_OF,
        )
        kept, moved, left = parts
        row = {"matured_on": MATURED, "settled_on": MATURED + 30, "amount_minor": sum(parts)} | values
        self.add(
            "retention",
            customer_id=customer,
            holding_id=holding,
            currency="CNY",
            arm=arm,
            kept_minor=kept,
            moved_minor=moved,
            left_minor=left,
            **row,
        )
        return holding

    def outcome(self, customer: bytes, rule: str, action: str, **values: Any) -> None:
        """Insert what an advisor did with a prompt."""
        row = {"subject": "x", "shown_on": MATURED, "advisor_id": self.advisor("A01000")} | values
        self.add(
            "prompt_outcomes",
            id=new_id(),
            customer_id=customer,
            rule=rule,
            action=action,
            policy_version=1,
            data_on=MATURED,
            made_at=0,
            **row,
        )

    def advisor(self, number: str) -> int:
        with self.engine.connect() as connection:
            found: int = connection.execute(select(Advisor.id).where(Advisor.number == number)).scalar_one()
        return found

    def run(self, *arguments: str) -> int:
        """Run a command."""
        return main(["--db", self.url, *arguments])


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = demo_bank(tmp_path, url)
    filled = fill(engine, advisors=2, customers=3, transactions=1)
    yield Office(engine, url, filled.books)
    engine.dispose()


def test_amounts_by_arm_and_by_the_prompt_that_was_answered(office: Office) -> None:
    anna, bo, _ = office.books["A01000"]
    first = office.matured(anna, "action", (100, 0, 0))
    second = office.matured(anna, "action", (0, 60, 40))
    office.matured(bo, "action", (0, 0, 50))
    office.matured(bo, "none", (0, 30, 0))
    office.matured(bo, "none", (1000, 0, 0), settled_on=None)
    office.matured(bo, "none", (1000, 0, 0), settled_on=None, matured_on=AS_OF + 3)  # comes free later
    for holding, rule, on in (
        (first, "maturity", MATURED - 7),
        (second, "maturity", MATURED - 7),
        (second, "matured", MATURED + 5),
        (second, "maturity", MATURED + 90),  # of another time
    ):
        office.outcome(anna, rule, "done", subject=f"holdings:{holding}/7", shown_on=on)
    office.outcome(anna, "maturity", "done", subject="holdings:not a number/7")
    with office.engine.connect() as connection:
        found = report(connection, "rule")
    assert {line.code: line.figures.arms["action"].kept.n for line in found.lines} == {
        "maturity": 1,
        "matured": 1,
        "contact": 1,
        None: 0,
    }
    lines = {line.code: line.figures for line in found.lines}
    assert lines["matured"].arms["action"].parts == (0, 60, 40)
    assert lines[None].arms["none"].amount_minor == 30
    action = found.whole.arms["action"]
    assert (action.amount_minor, action.kept.n) == (250, 3)
    assert action.kept.value == pytest.approx(1 / 3)
    assert (found.open_amounts, found.open_minor, found.currency) == (1, 1000, "CNY")
    # Money that matured before the control arm began is compared with nothing.
    assert found.whole.kept.value is None


def test_amounts_by_branch_and_by_the_advisor_of_the_day(office: Office) -> None:
    anna, bo, _ = office.books["A01000"]
    cara = office.books["A01001"][0]
    branch = office.add("branches", code="B1", name="东湖支行")
    advisor = office.advisor("A01001")
    with office.engine.begin() as connection:
        connection.execute(update(Customer).where(Customer.id == anna).values(branch_id=branch))
        # Bo was in the book of the other advisor until ten days after the maturity.
        other = connection.execute(
            select(Bucket.id).where(Bucket.advisor_id == advisor, Bucket.kind == "book")
        ).scalar_one()
        connection.execute(
            update(Assignment).where(Assignment.customer_id == bo).values(starts_on=MATURED + 10)
        )
        connection.execute(
            insert(Assignment).values(
                customer_id=bo,
                bucket_id=other,
                starts_on=MATURED - 500,
                ends_on=MATURED + 10,
                recorded_at=0,
            )
        )
        # Cara was in nobody's book then.
        connection.execute(
            update(Assignment).where(Assignment.customer_id == cara).values(starts_on=MATURED + 5)
        )
    for who, amount in ((anna, 1), (bo, 20), (cara, 300)):
        office.matured(who, "none", (amount, 0, 0))
    with office.engine.connect() as connection:
        by_advisor = report(connection, "advisor").lines
        by_branch = report(connection, "branch").lines
        late = report(connection, "branch", since=MATURED + 1)
        early = report(connection, "branch", until=MATURED)
    assert {line.code: line.figures.arms["none"].amount_minor for line in by_advisor} == {
        "A01000": 1,
        "A01001": 320,
    }
    assert [(line.code, line.name, line.figures.arms["none"].amount_minor) for line in by_branch] == [
        ("B1", "东湖支行", 1),
        (None, None, 320),
    ]
    assert late.lines == []
    assert early.lines == by_branch


def test_the_comparison_finds_what_prompts_are_worth(office: Office) -> None:
    """Of the prompted 70 in 100 keep their money, of the control arm 50: planted, and found within the interval."""
    policy = _control_from(office, "2020-01-01", percent=30)
    people = [customer for book in office.books.values() for customer in book]
    planted = {"control": [0, 0], "none": [0, 0]}
    held_rows, rows = [], []
    for number in range(1200):
        customer, holding = people[number % len(people)], 100_000 + number
        control = is_control(policy, Maturing(customer, holding, MATURED, AMOUNT), YUAN)
        arm = "control" if control else "none"
        # Who is in which arm differs from run to run, with the ids of the customers; the shares do not.
        kept = sum(planted[arm]) % 10 < (5 if control else 7)
        planted[arm][kept] += 1
        held_rows.append(
            {
                "id": holding,
                "customer_id": customer,
                "source_id": 1,
                "source_key": f"p{number}",
                "kind": "term_deposit",
                "currency": "CNY",
                "value_minor": 0,
                "as_of": AS_OF,
            }
        )
        rows.append(
            {
                "customer_id": customer,
                "holding_id": holding,
                "matured_on": MATURED,
                "amount_minor": AMOUNT,
                "currency": "CNY",
                "arm": arm,
                "kept_minor": AMOUNT * kept,
                "moved_minor": 0,
                "left_minor": AMOUNT * (not kept),
                "settled_on": MATURED + 30,
            }
        )
    with office.engine.begin() as connection:
        connection.execute(insert(Holding), held_rows)
        connection.execute(insert(Retained), rows)
    with office.engine.connect() as connection:
        whole = report(connection).whole
    lost, held = planted["control"]
    assert (whole.control.kept.n, whole.prompted.kept.n) == (lost + held, 1200 - lost - held)
    assert 280 < whole.control.kept.n < 440
    assert whole.kept.low is not None
    assert whole.kept.high is not None
    assert whole.kept.value == pytest.approx(0.2, abs=0.02)
    assert 0 < whole.kept.low < 0.2 < whole.kept.high
    assert whole.left.value == pytest.approx(-(whole.kept.value or 0))


def test_larger_amounts_than_chance_decides_over_are_compared_with_nothing(office: Office) -> None:
    policy = _control_from(office, "2020-01-01", percent=30)
    most = policy.ledger.control_most * YUAN
    anna = office.books["A01000"][0]
    office.matured(anna, "none", (most, 0, 0))
    office.matured(anna, "action", (most + 1, 0, 0))
    office.matured(anna, "control", (most, 0, 0))
    with office.engine.connect() as connection:
        whole = report(connection).whole
    assert whole.prompted.amount_minor == most
    assert whole.arms["action"].amount_minor == most + 1
    assert whole.kept.value == 0


def test_what_advisors_did_with_prompts(office: Office) -> None:
    anna = office.books["A01000"][0]
    contact = office.add(
        "interactions", id=new_id(), customer_id=anna, channel="phone", direction="out", happened_at=0
    )
    for _ in range(3):
        office.outcome(anna, "birthday", "done")
    office.outcome(anna, "birthday", "done", interaction_id=contact)
    office.outcome(anna, "birthday", "dismissed", reason="不需要")
    office.outcome(anna, "birthday", "snoozed", until_on=MATURED + 3)
    office.outcome(anna, "rhythm", "dismissed", shown_on=MATURED + 1, advisor_id=office.advisor("A01001"))
    office.outcome(anna, "of old", "snoozed", advisor_id=None)
    with office.engine.connect() as connection:
        by_rule = answered(connection, "rule")
        by_advisor = answered(connection, "advisor")
        by_branch = answered(connection, "branch")
        of_the_day = answered(connection, "rule", since=MATURED + 1, until=MATURED + 1)
    first = by_rule[0]
    assert first[:6] == ("birthday", None, 4, 1, 1, 1)
    # Wilson, 4 of 5: (0.8 + 1.96²/10) / (1 + 1.96²/5) ± 1.96 √(0.16/5 + 1.96²/100) / (1 + 1.96²/5).
    assert first.done_share[:2] == (0.8, 5)
    assert first.done_share.low == pytest.approx(0.3755, abs=1e-4)
    assert first.done_share.high == pytest.approx(0.9638, abs=1e-4)
    # (100 × 4 + 60 × 20) × 100 ÷ (25 × 60), and one of nothing done: (60 × 20) × 100 ÷ (21 × 60).
    assert [(one.code, one.weight_percent) for one in by_rule] == [
        ("birthday", 106),
        ("rhythm", 95),
        ("of old", 100),
    ]
    assert by_rule[2].done_share == (None, 0, None, None)
    assert [(one.code, one.done, one.dismissed, one.weight_percent) for one in by_advisor] == [
        ("A01000", 4, 1, None),
        ("A01001", 0, 1, None),
        (None, 0, 0, None),
    ]
    assert [(one.code, one.done, one.snoozed) for one in by_branch] == [(None, 4, 2)]
    assert [one.code for one in of_the_day] == ["rhythm"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_commands(office: Office, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with using(language):
        assert office.run("retention", "--lang", language) == 0
        assert office.run("prompts", "--lang", language) == 0
        empty = capsys.readouterr().out
        assert ("尚无" in empty) is (language == "zh_CN")
        anna = office.books["A01000"][0]
        office.matured(anna, "action", (100_00, 0, 0))
        office.matured(anna, "none", (0, 60_00, 40_00), settled_on=None)
        office.outcome(anna, "maturity", "done")
        for by in ("rule", "advisor", "branch"):
            assert office.run("retention", "--by", by, "--lang", language) == 0
            assert office.run("prompts", "--by", by, "--lang", language) == 0
        shown = capsys.readouterr().out
    assert ("产品到期" in shown) is (language == "zh_CN")
    assert "100%" in shown
    assert "2026-12-01" in shown
    assert "{" not in shown


def test_the_commands_as_json(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    anna = office.books["A01000"][0]
    office.matured(anna, "action", (100, 20, 3))
    office.outcome(anna, "maturity", "done")
    assert office.run("retention", "--by", "rule", "--from", "2026-01-01", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["from"] == "2026-01-01"
    assert found["control_from"] == "2026-12-01"
    assert found["whole"]["arms"]["action"]["moved_minor"] == 20
    assert found["whole"]["compared"]["kept"]["value"] is None
    assert [line["code"] for line in found["lines"]] == ["contact"]
    assert office.run("prompts", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["lines"][0]["done_share"]["n"] == 1
    assert (
        office.run("prompts", "--from", "2026-02-01", "--to", "2026-01-31", "--json") == InputError.exit_code
    )


def test_a_bank_without_a_control_arm_says_so(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    _control_from(office, "2020-01-01", percent=0)
    office.matured(office.books["A01000"][0], "none", (100, 0, 0))
    assert office.run("retention", "--lang", "en") == 0
    assert "nothing is left alone" in capsys.readouterr().out


def test_an_import_keeps_the_ledger(office: Office) -> None:
    """What the commands show comes about by itself after an import."""
    anna = office.books["A01000"][0]
    office.add(
        "holdings",
        customer_id=anna,
        source_id=1,
        source_key="real",
        kind="term_deposit",
        currency="CNY",
        value_minor=0,
        principal_minor=AMOUNT,
        matures_on=MATURED,
        closed_on=MATURED,
        as_of=AS_OF,
    )
    # The account's first transaction must not be after the maturity.
    account = office.add(
        "accounts", id=9_000, source_id=1, source_key="a2", kind="current", currency="CNY", opened_on=0
    )
    office.add(
        "account_holders", source_id=1, source_key="h2", account_id=account, customer_id=anna, role="owner"
    )
    office.add(
        "transactions",
        source_id=1,
        source_key="t2",
        account_id=account,
        day=MATURED - 40,
        amount_minor=1,
        kind="cash",
    )
    assert after_import(office.engine).retention == 1
    with office.engine.connect() as connection:
        assert connection.execute(select(Bank.as_of)).scalar_one() == AS_OF
        whole = report(connection).whole
        assert connection.execute(select(PromptOutcome.id)).all() == []
        assert connection.execute(select(Branch.id)).all() == []
    assert whole.arms["none"].kept.n == 1


def _control_from(office: Office, day: str, percent: int) -> Any:
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    for old, new in (
        ('control_from = "2026-12-01"', f'control_from = "{day}"'),
        ("control_percent = 5", f"control_percent = {percent}"),
        ("\nversion = 1\n", "\nversion = 2\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    with office.engine.begin() as connection:
        return policies.publish(connection, text)
