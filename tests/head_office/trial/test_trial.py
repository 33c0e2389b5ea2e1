"""A policy that is tried: what was foretold is what devices then have, and trying it changes nothing at all."""

import json
import re
import tomllib
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from advisor_app.data.reads import policies as device_policies
from advisor_app.data.reads import snapshots as device_snapshots
from advisor_app.data.reads import sources
from advisor_app.data.reads import suitability as device_suitability
from advisor_app.domain.details import DetailEntry
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import SNOOZED, Moment
from advisor_app.domain.suitability import CustomerFacts
from advisor_app.errors import InputError
from advisor_app.head_office import policies, suitability
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank, Base, CustomerTier, Source
from advisor_app.head_office.trial import Trial, try_policy
from advisor_app.head_office.trial.rows import Terms
from advisor_app.head_office.trial.snapshots import of_book
from advisor_app.paths import resources
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import prompts_today, settle_prompt
from advisor_app.services.proposals import propose
from advisor_app.services.synchronise import synchronise
from tests.head_office.trial.conftest import CUSTOMERS, DemoBank
from tests.support.writing import log, promise

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def edited(*edits: tuple[str, str]) -> str:
    text = DEFAULT
    for old, new in (("version = 1\n", "version = 2\n"), *edits):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


OTHER_TIERS = ("cut_off = 50_000\n", "cut_off = 120_000\n")
SHORTER = ("days = [30, 7, 0]", "days = [7, 0]")
MORE = ("per_day = 10", "per_day = 4")


def tried(bank: DemoBank, text: str, **how: Any) -> Trial:
    with read(bank.engine) as connection:
        return try_policy(connection, text, bank.now, **how)


def comparable(one: CustomerSnapshot) -> dict[str, Any]:
    """Return a snapshot without its tier, and without the order of rows that no rule looks at."""
    several = {"held", "contacts", "feedback", "promises", "events", "calls", "consents", "outcomes"}
    return {
        name: sorted(value, key=repr) if name in several else value
        for name, value in one._asdict().items()
        if name != "tier"
    }


def unordered(one: CustomerFacts) -> dict[str, Any]:
    """Return what is known of a customer without the order of rows."""
    whole = {field.name: getattr(one, field.name) for field in fields(one)}
    return whole | {name: sorted(whole[name], key=repr) for name in ("assessments", "loans")}


def everything(engine: Engine) -> dict[str, list[Any]]:
    with read(engine) as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def own_dollars(bank: DemoBank, customer: bytes) -> None:
    """Let a customer have a fund and an account in another currency, from which money left."""
    tables = Base.metadata.tables
    with bank.engine.begin() as connection:
        day = connection.execute(select(Bank.as_of)).scalar_one()
        source = connection.execute(select(Source.id).where(Source.entity == "accounts")).scalar_one()

        def add(entity: str, **values: Any) -> int:
            table = tables[entity]
            if "source_key" in table.c:
                values |= {"source_id": source, "source_key": f"USD{entity}"}
            key: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
            feed.record(connection, entity, select(table.c.id).where(table.c.id == key))
            return key

        add("fx_rates", day=day - 1, currency="USD", rate="7.1")
        fund = {
            "kind": "fund",
            "name": "美元基金",
            "value_minor": 1_234_567,
            "as_of": day,
            "starts_on": day - 90,
        }
        graded = {"risk_grade": "R2", "issuer_grade": "R4", "issuer_kind": "fund_company"}
        product = add(
            "products", code="USD1", name="美元基金", kind="fund", currency="USD", as_of=day, **graded
        )
        add("holdings", customer_id=customer, product_id=product, currency="USD", **fund)
        account = add("accounts", kind="current", currency="USD", balance_minor=900_000, balance_on=day)
        add("account_holders", account_id=account, customer_id=customer, role="owner")
        left = {
            "kind": "transfer",
            "amount_minor": -800_000,
            "balance_minor": 900_000,
            "category": "own_funds",
        }
        add("transactions", account_id=account, day=day - 3, **left)


def test_head_office_sees_of_a_book_what_its_device_sees(bank: DemoBank, book: Book) -> None:
    """The one that the device reads is the reference; work done there counts once it has been sent."""
    first, second, *_ = prompts_today(book, now=bank.now).groups
    settle_prompt(book, first.prompts[0], SNOOZED, until="明天", now=bank.now)
    person = second.customer.id
    promise(book.store, person, "月底前回电 13911112222", log(book.store, person, "谈了到期"))
    propose(book, DetailEntry(person, "life_event", "retirement", source="phone"), now=bank.now)
    own_dollars(bank, person)
    synchronise(book)
    with book.store.read() as tx:
        known, policy = sources.bank(tx), device_policies.in_force(tx)
        assert known is not None
        moment = Moment.of(bank.now, known.as_of, known.time_zone, policy)
        expected = device_snapshots.read(tx, moment)
        facts = device_suitability.facts_of(tx, expected, known, known.as_of)
    with read(bank.engine) as connection:
        terms = Terms.of(connection, policies.in_force(connection), moment, known.base_currency)
        found = of_book(connection, bank.bucket, terms)
        judged_by = suitability.terms(connection, terms.policy)
        for key, known_here in suitability.facts_of(connection, list(facts), judged_by).items():
            assert unordered(known_here) == unordered(facts[key])
    assert {name for each in facts.values() for name, value in unordered(each).items() if value} == {
        field.name for field in fields(CustomerFacts) if field.name != "closed_on"
    }
    assert len(found) == len(expected) > CUSTOMERS // 3
    for key, one in expected.items():
        assert comparable(found[key]) == comparable(one)
    assert "R4" in {held.risk_grade for held in expected[person].held}  # of two grades the higher
    # The demo bank has something of almost everything, so that this compares more than empty tuples.
    filled = {
        name for one in expected.values() for name, value in zip(one._fields, one, strict=True) if value
    }
    several = {"held", "flows", "pays", "contacts", "feedback", "assessments", "consents", "outcomes"}
    assert {*several, "promises", "events", "last_own_on", "birth_day", "aum_minor"} <= filled


def test_what_is_foretold_is_what_comes(bank: DemoBank, book: Book, tmp_path: Path) -> None:
    text = edited(OTHER_TIERS, SHORTER, MORE)
    found = tried(bank, text, advisors=[bank.advisor])
    [foretold] = found.books
    assert foretold.compared.came + foretold.compared.went > 0
    assert foretold.compared.other_tier > 0
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")

    def on_device() -> tuple[int, int]:
        today = prompts_today(book, now=bank.now)
        listed = sum(len(group.prompts) for group in today.groups)
        return listed + today.more, listed

    before = on_device()
    assert (foretold.compared.before.open, foretold.compared.before.listed) == before
    assert main(["--db", bank.url, "policy", "publish", str(file), "--json"]) == 0
    synchronise(book)
    after = on_device()
    assert (foretold.compared.after.open, foretold.compared.after.listed) == after
    assert after != before
    assert after[1] == 4
    with read(bank.engine) as connection:
        rows = connection.execute(select(CustomerTier.tier, func.count()).group_by(CustomerTier.tier))
        have = {row[0]: row[1] for row in rows}
    then: Counter[str] = Counter()
    for move in found.moves:
        then[move.new] += move.customers
    assert have == then


@pytest.mark.parametrize("bank", ["sqlite"], indirect=True)
def test_what_a_policy_does_not_say_is_taken_as_devices_take_it(bank: DemoBank, book: Book) -> None:
    tables = re.split(r"(?m)^(?=\[)", edited())
    silent = "".join(table for table in tables if not table.startswith("[prompts"))
    assert "prompts" not in tomllib.loads(silent)
    with bank.engine.begin() as connection:
        policies.publish(connection, silent)
    synchronise(book)
    today = prompts_today(book, now=bank.now)
    third = edited(SHORTER).replace("version = 2\n", "version = 3\n", 1)
    [found] = tried(bank, third, advisors=[bank.advisor]).books
    before = today.more + sum(len(group.prompts) for group in today.groups)
    assert found.compared.before.open == before > 0
    assert found.compared.went > 0


def test_trying_writes_nothing(bank_to_read: DemoBank) -> None:
    before = everything(bank_to_read.engine)
    found = tried(bank_to_read, edited(OTHER_TIERS, SHORTER))
    assert len(found.books) == 2
    assert everything(bank_to_read.engine) == before


def test_a_policy_that_says_the_same_changes_nothing(bank_to_read: DemoBank) -> None:
    found = tried(bank_to_read, edited())
    assert {(move.old, move.new) for move in found.moves if move.old != move.new} == set()
    assert sum(move.customers for move in found.moves) == CUSTOMERS
    assert found.examples == ()
    for book in found.books:
        of = book.compared
        assert of.before == of.after
        assert (of.came, of.went, of.other_action, of.other_tier) == (0, 0, 0, 0)


def test_each_change_is_counted_where_it_belongs(bank_to_read: DemoBank) -> None:
    """Expected values follow from the stored tiers and from what each edit can do."""
    with read(bank_to_read.engine) as connection:
        rows = connection.execute(select(CustomerTier.tier, CustomerTier.average_minor))
        golds = [row for row in rows if row.tier == "gold" and row.average_minor < 12_000_000]
    found = tried(bank_to_read, edited(OTHER_TIERS), examples=50)
    moved = {(move.old, move.new): move.customers for move in found.moves if move.old != move.new}
    assert set(moved) <= {("gold", "mass"), ("mass", "gold")}
    assert 0 < moved[("gold", "mass")] <= len(golds)
    assert sum(book.compared.other_tier for book in found.books) == sum(moved.values())
    example = next(one for one, _ in found.examples if one.change == "other_tier")
    assert (example.old, example.new) in moved
    fewer = tried(bank_to_read, edited(SHORTER), examples=50)
    changed = {rule: (before, after) for rule, before, after in fewer.rules if before != after}
    assert set(changed) == {"maturity"}
    assert changed["maturity"][0] - changed["maturity"][1] == sum(one.compared.went for one in fewer.books)
    assert {one.change for one, _ in fewer.examples} == {"went"}
    assert all(number for _, number in fewer.examples)


def test_what_could_not_be_published_is_not_tried(bank_to_read: DemoBank) -> None:
    for text in (DEFAULT, edited(("amber_percent = 80", "amber_percent = 0")), ""):
        with pytest.raises(policies.PolicyRefused):
            tried(bank_to_read, text)
    with pytest.raises(InputError, match="X99"):
        tried(bank_to_read, edited(), advisors=["X99"])


def test_at_the_terminal(bank_to_read: DemoBank, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(edited(OTHER_TIERS, SHORTER), encoding="utf-8")
    advisor = bank_to_read.advisor
    arguments = ["--db", bank_to_read.url, "policy", "try", str(file), "--advisor", advisor]
    for language, words in (("zh_CN", "产品到期"), ("en", "Money matures")):
        assert main([*arguments, "--lang", language]) == 0
        shown = capsys.readouterr().out
        assert advisor in shown
        assert words in shown
        assert "{" not in shown
    assert main([*arguments, "--examples", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["old"], found["new"], len(found["books"])) == (1, 2, 1)
    assert (
        sum(one["before"] for one in found["tiers"])
        == sum(one["after"] for one in found["tiers"])
        == CUSTOMERS
    )
    changes = [one["change"] for one in found["examples"]]
    assert len(changes) == len(set(changes)) > 0
