"""What search and show print: for people in both languages, for scripts as JSON, and never anything raw."""

from pathlib import Path

import pytest

from advisor_app.data import vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import open_store
from tests.commands.conftest import PHONE, Run
from tests.support.stores import PASSPHRASE


def events(folder: Path) -> list[tuple[str, str | None, str | None]]:
    """Return the audit events of the book: action, object and reason."""
    keys = DemoStore(folder)
    with open_store(folder, vault.unlock(folder, PASSPHRASE, keys), keys) as store, store.read() as tx:
        found = tx.exec_driver_sql("SELECT action, object_id, reason FROM audit ORDER BY sequence")
        return [tuple(row) for row in found]


def test_search_finds_by_pinyin(run: Run) -> None:
    ran = run("search", "zeng")
    assert ran.code == 0
    assert all(
        part in ran.out
        for part in ("曾国藩", "C1", "Wealth", "138****8000", "today", "¥1.23M", "1 customer.")
    )
    assert "Data as of: core 24 Nov 2026" in ran.out


def test_search_speaks_chinese(run: Run) -> None:
    ran = run("search", "zeng", language="zh")
    assert all(part in ran.out for part in ("曾国藩", "财富", "¥123.46万", "今天", "2026年11月24日"))


def test_search_as_json(run: Run) -> None:
    found = run("search", "--limit", "2", "--json").document
    assert found["total"] == 5
    first, second = found["customers"]
    assert first == {
        "id": first["id"],
        "number": "C1",
        "name": "曾国藩",
        "kind": "customer",
        "phone": "138****8000",
        "tier": "wealth",
        "branch": None,
        "opened_on": None,
        "closed_on": None,
        "aum": "1234567.00",
        "currency": "CNY",
        "aum_month": "2026-11-01",
        "last_contact_at": "2026-11-24T04:00:00Z",
    }
    assert second["number"] == "C2"


def test_filters_and_orders_come_from_the_command_line(run: Run) -> None:
    def numbers(*arguments: str) -> list[str]:
        return [customer["number"] for customer in run("search", "--json", *arguments).document["customers"]]

    assert numbers("--tier", "wealth") == ["C1"]
    assert numbers("--product", "wealth", "--product", "fund") == ["C1"]
    assert numbers("--product", "fund") == []
    assert numbers("--sort", "number", "--reverse")[0] == "C4"


def test_finding_nobody_is_said(run: Run) -> None:
    assert run("search", "不存在").out.strip() == "Nobody in your book fits “不存在”."


@pytest.mark.parametrize("command", [("search", "李"), ("show", "C2")])
def test_what_customers_are_called_does_not_steer_the_terminal(run: Run, command: tuple[str, str]) -> None:
    out = run(*command).out
    assert "\x1b" not in out
    assert "[bold]李 [2J四" in out


def test_show_prints_the_whole_customer(run: Run) -> None:
    ran = run("show", "C1")
    assert ran.code == 0
    for part in (
        "曾国藩",
        "Wealth",
        "¥1,234,567.00",
        "¥200,000.05",
        "C3, expired on 23 Nov 2026",
        "稳健一号",
        "2.15%",
        "−¥88.00",
        "Dining",
        "Complaint",
        "2/5",
        "withdrawn",
        "改拨138****8000",
    ):
        assert part in ran.out, part


def test_show_speaks_chinese(run: Run) -> None:
    out = run("show", "C1", language="zh").out
    assert all(part in out for part in ("财富", "餐饮", "投诉", "2026年11月", "C3"))


def test_show_as_json_has_stable_keys(run: Run) -> None:
    shown = run("show", "C1", "--json").document
    assert set(shown) == {
        "customer",
        "bank",
        "tier",
        "totals",
        "aum_months",
        "positions",
        "transactions",
        "more_transactions",
        "contacts",
        "last_contact_at",
        "feedback",
        "consents",
        "risk_assessments",
        "household",
        "conversions",
        "visits",
        "sources",
        "revealed",
    }
    assert shown["totals"]["assets"] == {"amount": "200000.05", "currency": "CNY"}
    assert shown["tier"]["reason"] == {}
    [account, holding] = shown["positions"]
    assert (account["number"], account["value"], account["state"]) == (
        "621700*********4567",
        "200000.00",
        "active",
    )
    assert (holding["rate"], holding["principal"]) == ("0.0215", None)
    assert shown["transactions"][0]["amount"] == "-88.00"
    assert run("show", shown["customer"]["id"], "--json").document == shown


def test_nothing_raw_is_printed(run: Run) -> None:
    for arguments in (("search",), ("search", "--json"), ("show", "C1"), ("show", "C1", "--json")):
        ran = run(*arguments)
        raw = [
            secret
            for secret in (PHONE, "11010119900307451X", "6217000010001234567")
            if secret in ran.out + ran.err
        ]
        assert raw == []


def test_a_customer_of_whom_nothing_is_known_is_shown(run: Run) -> None:
    ran = run("show", "C3")
    assert ran.code == 0
    assert "Transactions" not in ran.out


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        ("C9", "There is no customer with the number C9 in your book."),
        ("0" * 32, "There is no customer with the number"),
        ("g" * 32, "There is no customer with the number"),
        ("C4", "More than one customer in your book has the number C4."),
    ],
)
def test_a_customer_who_is_not_clear_is_refused(run: Run, customer: str, sentence: str) -> None:
    ran = run("show", customer, "--json")
    assert ran.code == 2
    assert sentence in ran.err
    assert ran.document["error"] == "InputError"
    assert ran.document["sentence"] == ran.err.strip().splitlines()[-1]


def test_revealing_wants_a_reason_and_is_logged(run: Run, folder: Path) -> None:
    assert run("show", "C1", "--reveal", "phone").code == 2
    ran = run("show", "C1", "--reveal", "phone", "--reason", "客户要求回电")
    assert f"Revealed: {PHONE}" in ran.out
    shown = run("show", "C1", "--reveal", "phone", "--reason", "客户要求回电", "--json").document
    assert shown["revealed"] == {"phone": PHONE}
    customer = f"customers:{shown['customer']['id']}"
    assert ("reveal.customers.phone", customer, "客户要求回电") in events(folder)


def test_looking_is_logged_without_what_was_seen(run: Run, folder: Path) -> None:
    before = len(events(folder))
    customer = run("show", "C1", "--json").document["customer"]["id"]
    run("search", "曾国藩")
    logged = [event for event in events(folder)[before:] if not event[0].startswith("store.")]
    assert logged == [("customer.view", f"customers:{customer}", None), ("customers.search", None, None)]
