"""Proposals of advisors at the command line of head office, and what a device can still do about those decided."""

import json
from pathlib import Path

import pytest

from advisor_app.domain.ids import new_id
from advisor_app.head_office import proposals
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db.models import Customer, Proposal
from advisor_app.sync import protocol
from tests.head_office.api.pushing import NOON, Side, rows, side
from tests.support.bank import fill
from tests.support.office import demo_bank

NEW = "13900001111"


@pytest.fixture
def own(tmp_path: Path) -> Side:
    """Return a device of an advisor with a book, at a head office in `tmp_path`."""
    engine = demo_bank(tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    return side(engine, fill(engine, advisors=1, customers=2, transactions=1).advisors[0])


def propose(own: Side, value: str = NEW, **values: object) -> protocol.Mutation:
    key, customer = new_id(), own.book[0]
    row = {
        "id": key,
        "customer_id": customer,
        "kind": "phone",
        "field": "phone",
        "value": value,
        "made_at": NOON,
    }
    new = protocol.Mutation(
        key, "proposals", key, customer, None, row | {"source": "customer"} | values, NOON
    )
    assert [result.outcome for result in own.push(new)] == ["applied"]
    return new


def take_back(new: protocol.Mutation) -> protocol.Mutation:
    return protocol.Mutation(
        new_id(), "proposals", new.row_id, new.customer_id, {"state": None}, {"state": "withdrawn"}, NOON
    )


def test_a_device_neither_decides_nor_takes_back_what_was_decided(own: Side) -> None:
    decided, open_one = propose(own), propose(own, "13700002222")
    with own.engine.begin() as connection:
        proposals.refuse(connection, decided.row_id, "号码已停用")
    late, fine = own.push(take_back(decided), take_back(open_one))
    assert (late.outcome, late.code, fine.outcome) == ("refused", "needs_approval", "applied")
    forged = protocol.Mutation(
        new_id(),
        "proposals",
        open_one.row_id,
        open_one.customer_id,
        {"state": "withdrawn"},
        {"state": "confirmed"},
        NOON,
    )
    assert own.push(forged)[0].code == "needs_approval"
    states = {row.id: row.state for row in rows(own.engine, Proposal)}
    assert states == {decided.row_id: "refused", open_one.row_id: "withdrawn"}


def test_a_list_is_masked_and_one_is_shown_whole(
    own: Side, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    key = propose(own, note="旧号 13812345678 停用").row_id.hex()

    def run(*arguments: str, code: int = 0) -> str:
        own.engine.dispose()
        assert main(["--db", f"sqlite:///{tmp_path / 'office.db'}", "--lang", "en", *arguments]) == code
        captured = capsys.readouterr()
        return captured.out + captured.err

    [listed] = json.loads(run("proposals", "--json"))["proposals"]
    assert (listed["id"], listed["value"], listed["note"]) == (key, "139****1111", "旧号 138****5678 停用")
    assert NEW not in run("proposals", "list")
    [shown] = json.loads(run("proposals", "show", key, "--json"))["proposals"]
    assert (shown["value"], shown["state"]) == (NEW, "proposed")
    assert "not the id" in run("proposals", "confirm", "12", code=2)
    assert "Give the id" in run("proposals", "refuse", code=2)
    assert "few words" in run("proposals", "refuse", key, code=2)
    assert "confirmed" in run("proposals", "confirm", key)
    assert {row.phone for row in rows(own.engine, Customer) if row.id == own.book[0]} == {NEW}
    assert "No proposal" in run("proposals")
    assert "139****1111" in run("proposals", "--all")
    assert "decided" in run("proposals", "confirm", key, code=3)
