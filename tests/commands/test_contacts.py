"""Contacts from the command line: logged from a line, listed, withdrawn, exchanged; conflicts decided."""

import csv
import io
from pathlib import Path

import pytest

from advisor_app.data import conflicts, outbox, vault, writes
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import open_store
from tests.commands.conftest import Run
from tests.support.stores import PASSPHRASE


def test_a_line_is_logged_and_listed(run: Run) -> None:
    ran = run("contact", "log", "--line", "@曾国藩 #电话 谈了大额存单，改拨13911112222 明天下午回访")
    assert ran.code == 0, ran.err
    assert all(
        part in ran.out for part in ("Logged:", "曾国藩", "Phone", "改拨139****2222", "下午回访", "waits")
    )
    listed = run("contact", "list", "C1", "--json").document["contacts"]
    newest = listed[0]
    assert (newest["channel"], newest["direction"], newest["note"]) == (
        "phone",
        "out",
        "谈了大额存单，改拨139****2222",
    )
    assert (newest["pending"], newest["own"], newest["status"]) == (True, False, None)
    assert len(listed) == 2
    assert len(run("contact", "list", "C1", "--limit", "1", "--json").document["contacts"]) == 1
    chinese = run("contact", "list", "C1", language="zh")
    assert all(part in chinese.out for part in ("电话", "等待总行"))


def test_customers_and_codes_come_from_options_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("路演，反响很好\n"))
    done = run(
        *("contact", "log", "--customer", "C1", "--customer", "C3", "--line", "-"),
        *("--channel", "branch_visit", "--direction", "in", "--outcome", "met", "--duration", "30", "--json"),
    ).document["contacts"]
    assert len(done) == 2
    assert {contact["event_id"] for contact in done} == {done[0]["event_id"]} != {None}
    assert {contact["duration"] for contact in done} == {1800}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--line", "谈了存单"), "Choose how you were in touch."),
        (("--line", "@没有这个人 #电话 谈了"), "Nobody in your book fits “没有这个人”."),
        (("--line", "@赵 #电话 谈了"), "“赵” can be 2 customers of your book."),
        (("--line", "@曾国藩 #电话 谈了", "--day", "some day"), "“some day” is not a day."),
        (("--line", "@曾国藩 #电话 谈了", "--outcome", "won"), "“won” is not in the list of the bank."),
        (("--customer", "C9", "--line", "#电话 谈了"), "There is no customer with the number C9"),
    ],
)
def test_what_is_wrong_is_said(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    before = len(run("contact", "list", "C1", "--json").document["contacts"])
    ran = run("contact", "log", *arguments)
    assert ran.code == 2
    assert sentence in ran.err
    assert len(run("contact", "list", "C1", "--json").document["contacts"]) == before


def test_a_fault_names_its_field_for_scripts(run: Run) -> None:
    found = run("contact", "log", "--line", "@曾国藩 谈了", "--json").document
    assert [issue["field"] for issue in found["issues"]] == ["channel", "direction"]


def test_a_contact_is_withdrawn(run: Run) -> None:
    [made] = run("contact", "log", "--line", "@曾国藩 #电话 记错了", "--json").document["contacts"]
    ran = run("contact", "void", made["id"], "--reason", "记错了客户")
    assert (ran.code, "withdrawn" in ran.out) == (0, True)
    assert run("contact", "void", made["id"], "--reason", "再来一次").code == 2
    assert run("contact", "void", "xyz", "--reason", "不是标识").code == 2


def test_contacts_go_out_and_come_back(run: Run, tmp_path: Path) -> None:
    run("contact", "log", "--line", "@曾国藩 #微信 发了资料")
    path = tmp_path / "out.csv"
    ran = run("contacts", "export", str(path), "--customer", "C1", "--since", "2026-01-01")
    assert "exported" in ran.out
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["customer"] for row in rows} == {"C1"}
    done = run("contacts", "import", str(path), "--json").document
    assert (done["read"], done["unchanged"], done["rejected"]) == (len(rows), len(rows), 0)
    path.write_text("key,customer,channel,direction,happened_at\n1,C9,phone,out,2026-11-01\n")
    ran = run("contacts", "import", str(path), "--system", "calls")
    assert "1 records: 0 new, 0 changed, 0 unchanged, 1 rejected." in ran.out
    assert "Line 2: The customer C9 is not in your book." in ran.out
    assert run("contacts", "export", str(path), "--since", "some day").code == 2


def test_a_call_list_comes_in_through_a_mapping_and_what_is_rejected_into_a_file(
    run: Run, tmp_path: Path
) -> None:
    mapping, calls, rejects = (tmp_path / name for name in ("own.toml", "calls.csv", "rejects.txt"))
    mapping.write_text(
        'system = "pbx"\n[columns]\nkey = "id"\ncustomer = "who"\nchannel = { value = "phone" }\n'
        'direction = { value = "in" }\nhappened_at = "at"\nnote = "text"\n',
        encoding="utf-8",
    )
    calls.write_text(
        "id,who,at,text\n1,C1,2026-11-20T10:00,来电\n2,C9,2026-11-20T10:00,谁\n", encoding="utf-8"
    )
    arguments = ("contacts", "import", str(calls), "--mapping", str(mapping), "--rejects", str(rejects))
    done = run(*arguments, "--json").document
    assert (done["new"], done["rejected"], done["passed"]) == (1, 1, 0)
    assert rejects.read_text(encoding="utf-8").endswith("\n2,C9,2026-11-20T10:00,谁\n")
    again = run(*arguments)
    assert "0 new, 0 changed, 1 unchanged, 1 rejected" in again.out
    assert "Line 3: The customer C9 is not in your book." in again.out
    assert run("contacts", "import", str(calls), "--mapping", "nowhere").code == 2


def test_conflicts_are_listed_decided_and_opened_again(run: Run, folder: Path) -> None:
    [made] = run("contact", "log", "--line", "@曾国藩 #电话 原文", "--json").document["contacts"]
    keys, row = DemoStore(folder), bytes.fromhex(made["id"])
    with open_store(folder, vault.unlock(folder, PASSPHRASE, keys), keys) as store, store.write() as tx:
        outbox.acknowledge(tx, 1 << 60)
        mutation = writes.change(tx, store, "interactions", row, {"note": "左边", "next_step_on": 20_790})
        assert mutation is not None
        event = outbox.get(tx, mutation)
        assert event is not None
        conflicts.record(tx, event, {"note": "右边", "next_step_on": 20_800})
        outbox.remove(tx, [mutation])
        tx.exec_driver_sql("UPDATE interactions SET note = '右边', next_step_on = 20800 WHERE id = ?", (row,))
    ran = run("conflicts")
    assert all(part in ran.out for part in ("曾国藩", "note", "左边", "右边", "2026-12-03"))
    [found] = run("conflicts", "--json").document["open"]
    assert found["clashes"][1] == {
        "field": "next_step_on",
        "assumed": None,
        "ours": "2026-12-03",
        "theirs": "2026-12-13",
    }
    assert run("conflicts", found["id"]).code == 2
    assert run("conflicts", "xyz", "ours").code == 2
    assert "no open conflicts" in run("conflicts", found["id"], "ours").out
    [decided] = run("conflicts", "--json").document["decided"]
    assert decided["decision"] == "ours"
    assert len(run("conflicts", found["id"], "undo", "--json").document["open"]) == 1
