"""Contacts from the form to the outbox: logged whole or not at all, corrected with history, undone."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from advisor_app import i18n
from advisor_app.data import outbox
from advisor_app.data.apply import driver
from advisor_app.data.reads import customers, profile
from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.domain.dates import to_instant
from advisor_app.domain.promises import PromiseFigures, Standing
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.services.contact_form import apply_template, contact_form, understand
from advisor_app.services.drafts import discard_draft, drafts, save_draft
from advisor_app.services.edit_contact import (
    contact_history,
    contact_to_edit,
    edit_contact,
    open_file,
    void_contact,
)
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.promises import promises, settle_promise
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.stores import ADVISOR

NOW = to_instant(datetime(2026, 11, 24, 15, 20, 37, tzinfo=ZoneInfo("Asia/Shanghai")))
MINUTE = 60_000_000
PHONE = "13911112222"


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1", phone="13800138000")


def entry(*people: bytes, **changes: Any) -> ContactEntry:
    return ContactEntry(people, "phone", "out", note=f"谈了大额存单，改拨{PHONE}", **changes)


def rows(book: Book, table: str, *columns: str) -> list[tuple[Any, ...]]:
    with book.store.read() as tx:
        found: list[tuple[Any, ...]] = (
            driver(tx).execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id").fetchall()
        )
    return found


def waiting(book: Book) -> int:
    with book.store.read() as tx:
        return outbox.waiting(tx).unsent


def all_sent(book: Book) -> None:
    """Let it look as if head office may have everything."""
    with book.store.write() as tx:
        outbox.mark_sent(tx, outbox.next_unsent(tx, 1000, 1 << 30)[-1].sequence)


def arrived(book: Book) -> None:
    """Let it look as if head office has acknowledged everything."""
    with book.store.write() as tx:
        outbox.acknowledge(tx, outbox.next_unsent(tx, 1000, 1 << 30)[-1].sequence)


def faults(error: IssuesError) -> dict[str, str]:
    assert all(isinstance(issue, FieldError) for issue in error.issues)
    return {issue.field: str(issue) for issue in error.issues if isinstance(issue, FieldError)}


def test_a_contact_is_logged_with_all_that_belongs_to_it(book: Book, zhang: bytes) -> None:
    done = log_contact(
        book,
        entry(
            zhang,
            purpose="maturity",
            outcome="connected",
            duration="20",
            next_step="回访",
            next_step_on="下周一",
            promises=(PromiseEntry("寄送资料", "周五"),),
            files=(FileEntry("存单.pdf", b"%PDF"),),
            reason=f"到期提示 {PHONE}",
        ),
        now=NOW,
    )
    [key] = done.interactions
    assert rows(
        book,
        "interactions",
        "customer_id, advisor_id, channel, direction, purpose, outcome, note, happened_at, duration, next_step",
        "next_step_on, recorded_at, status, event_id",
    ) == [
        (
            *(zhang, 7, "phone", "out", "maturity", "connected", f"谈了大额存单，改拨{PHONE}"),
            *(NOW // MINUTE * MINUTE, 1200, "回访", TODAY + 6, NOW, None, None),
        )
    ]
    assert rows(book, "promises", "interaction_id, advisor_id, text, due_on") == [
        (key, 7, "寄送资料", TODAY + 3)
    ]
    assert rows(book, "attachments", "interaction_id, name, size, content") == [(key, "存单.pdf", 4, b"%PDF")]
    assert waiting(book) == 4
    assert [action for action, _ in logged(book)] == [
        "contact.log",
        "promise.make",
        "file.attach",
        "task.add",
    ]
    assert rows(book, "(SELECT sequence AS id, * FROM audit)", "reason")[-4] == ("到期提示 139****2222",)


def test_an_event_is_a_row_for_each_customer(book: Book, office: factories.Book, zhang: bytes) -> None:
    li = office.customer("李四")
    done = log_contact(book, entry(zhang, li, promises=(PromiseEntry("寄", "明天"),)), now=NOW)
    [(event,), (other,)] = rows(book, "interactions", "event_id")
    assert event == other is not None
    assert len(done.interactions) == 2
    assert len(rows(book, "promises", "id")) == 2
    undo(book, done.mutations)
    assert rows(book, "interactions", "id") == rows(book, "promises", "id") == []
    assert waiting(book) == 0


def test_bad_input_is_said_beside_its_field_and_nothing_is_saved(book: Book, zhang: bytes) -> None:
    draft = save_draft(book, entry(zhang))
    bad = entry(
        zhang, day="随便", duration="x", promises=(PromiseEntry("寄", ""),), files=(FileEntry("a.exe", b"x"),)
    )
    with pytest.raises(IssuesError) as caught:
        log_contact(book, bad, draft_id=draft, now=NOW)
    found = faults(caught.value)
    assert found["day"] == "“随便”不是一个日期。可写：2026-11-24、11月24日、明天、下周一。"
    assert found.keys() == {"day", "duration", "promises[0].due", "files[0]"}
    with i18n.using("en"):
        assert all("{" not in str(issue) for issue in caught.value.issues)
    assert rows(book, "interactions", "id") == []
    assert waiting(book) == 0
    assert len(drafts(book)) == 1


def test_a_customer_of_another_book_is_refused(book: Book, zhang: bytes) -> None:
    with pytest.raises(IssuesError) as caught:
        log_contact(book, entry(zhang, b"x" * 16), now=NOW)
    assert faults(caught.value).keys() == {"customers"}
    assert rows(book, "interactions", "id") == []


def test_an_empty_book_says_so(book: Book) -> None:
    with book.store.write() as tx:
        driver(tx).execute("DELETE FROM bank")
    with pytest.raises(InputError, match="先同步"):
        contact_form(book)


def test_late_logging_keeps_the_true_time(book: Book, zhang: bytes) -> None:
    log_contact(book, entry(zhang, day="昨天", time="下午3点"), now=NOW)
    [(happened, recorded)] = rows(book, "interactions", "happened_at", "recorded_at")
    assert recorded == NOW
    assert happened == to_instant(datetime(2026, 11, 23, 15, tzinfo=ZoneInfo("Asia/Shanghai")))


def test_undo_of_what_head_office_may_have_withdraws(book: Book, zhang: bytes) -> None:
    done = log_contact(book, entry(zhang, promises=(PromiseEntry("寄", "明天"),)), now=NOW)
    all_sent(book)
    undo(book, done.mutations)
    assert rows(book, "interactions", "status") == [("void",)]
    assert rows(book, "promises", "outcome") == [("withdrawn",)]
    assert waiting(book) == 4
    with pytest.raises(InputError):
        undo(book, done.mutations)


def test_a_correction_keeps_what_was_not_touched(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang, duration="20"), now=NOW).interactions
    shown = contact_to_edit(book, key)
    assert shown.entry.note == "谈了大额存单，改拨139****2222"
    assert (shown.entry.day, shown.entry.time, shown.entry.duration) == ("2026-11-24", "15:20", "20")
    assert (shown.detail.own, shown.detail.pending, shown.detail.customer) == (True, True, "张三")
    edited = edit_contact(
        book,
        shown,
        replace(shown.entry, note=shown.entry.note.replace("谈了", "详谈"), outcome="connected"),
        now=NOW,
    )
    note = f"详谈大额存单，改拨{PHONE}"
    assert rows(book, "interactions", "note", "outcome", "duration") == [(note, "connected", 1200)]
    [revised] = contact_history(book, key)
    assert revised.advisor == "李经理"
    assert {(one.field, one.old, one.new) for one in revised.changes} == {
        ("note", "谈了大额存单，改拨139****2222", "详谈大额存单，改拨139****2222"),
        ("outcome", None, "connected"),
    }
    undo(book, edited.mutations)
    assert rows(book, "interactions", "note", "outcome") == [(f"谈了大额存单，改拨{PHONE}", None)]
    assert contact_history(book, key) == ()


def test_an_edit_that_changes_nothing_writes_nothing(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang), now=NOW).interactions
    shown = contact_to_edit(book, key)
    assert edit_contact(book, shown, shown.entry, now=NOW).mutations == ()
    assert waiting(book) == 1


def test_the_time_of_a_contact_is_corrected(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang), now=NOW).interactions
    shown = contact_to_edit(book, key)
    edit_contact(book, shown, replace(shown.entry, day="昨天", time="9:30"), now=NOW)
    [(happened,)] = rows(book, "interactions", "happened_at")
    assert happened == to_instant(datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))


def test_an_edit_adds_promises_and_files(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang), now=NOW).interactions
    shown = contact_to_edit(book, key)
    more = replace(shown.entry, promises=(PromiseEntry("寄", "明天"),), files=(FileEntry("a.pdf", b"x"),))
    edit_contact(book, shown, more, now=NOW)
    found = contact_to_edit(book, key)
    assert [(file.name, file.size, file.pending) for file in found.files] == [("a.pdf", 1, True)]
    assert [(promise.text, promise.due_on) for promise in found.promises] == [("寄", TODAY + 1)]
    assert open_file(book, found.files[0].id) == ("a.pdf", b"x")
    assert logged(book)[-1][0] == "file.open"
    with pytest.raises(InputError):
        open_file(book, b"x" * 16)


def test_bad_input_in_an_edit_changes_nothing(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang), now=NOW).interactions
    shown = contact_to_edit(book, key)
    with pytest.raises(IssuesError) as caught:
        edit_contact(book, shown, replace(shown.entry, note="新", channel="pigeon", time="99"), now=NOW)
    assert faults(caught.value).keys() == {"channel", "time"}
    assert contact_to_edit(book, key).entry == shown.entry


def test_what_was_changed_meanwhile_is_not_overwritten_unseen(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang), now=NOW).interactions
    shown = contact_to_edit(book, key)
    with book.store.write() as tx:
        driver(tx).execute("UPDATE interactions SET note = '别人写的', purpose = 'care' WHERE id = ?", (key,))
    with pytest.raises(IssuesError) as caught:
        edit_contact(book, shown, replace(shown.entry, note="我写的", outcome="met"), now=NOW)
    assert faults(caught.value).keys() == {"note"}
    edit_contact(book, shown, replace(shown.entry, outcome="met"), now=NOW)
    assert rows(book, "interactions", "note", "purpose", "outcome") == [("别人写的", "care", "met")]


def test_a_contact_is_withdrawn_with_a_reason(book: Book, zhang: bytes) -> None:
    [key] = log_contact(book, entry(zhang, outcome="connected"), now=NOW).interactions
    with pytest.raises(IssuesError) as caught:
        void_contact(book, key, " x ")
    assert faults(caught.value).keys() == {"void_reason"}
    arrived(book)
    done = void_contact(book, key, f"记错了客户，应为{PHONE}")
    detail = contact_to_edit(book, key).detail
    assert (detail.status, detail.void_reason) == ("void", "记错了客户，应为139****2222")
    with book.store.read() as tx:
        row = customers.get(tx, zhang)
        found = profile.read(tx, zhang)
    assert row is not None
    assert row.last_contact_at is None
    assert found is not None
    assert found.contacts == ()
    with pytest.raises(InputError):
        void_contact(book, key, "再撤一次")
    shown = contact_to_edit(book, key)
    with pytest.raises(InputError):
        edit_contact(book, shown, replace(shown.entry, note="x"))
    undo(book, done.mutations)
    assert contact_to_edit(book, key).detail.status is None


def test_promises_and_how_they_stand(book: Book, office: factories.Book, zhang: bytes) -> None:
    li = office.customer("李四", number="C2")
    log_contact(
        book,
        entry(zhang, promises=(PromiseEntry(f"寄到{PHONE}", "周五"), PromiseEntry("回电", "明天"))),
        now=NOW,
    )
    log_contact(book, entry(li, promises=(PromiseEntry("查利率", "今天"),)), now=NOW)
    found = promises(book, now=NOW)
    assert [row.text for row in found.rows] == ["查利率", "回电", "寄到139****2222"]
    assert found.figures == PromiseFigures(open=3, due_today=1, kept=0, late=0, broken=0, withdrawn=0)
    assert [row.customer for row in promises(book, li, now=NOW).rows] == ["李四"]
    day = 86_400_000_000
    done = settle_promise(book, found.rows[0].id, "kept", now=NOW)
    settle_promise(book, found.rows[1].id, "kept", "昨天", now=NOW + 3 * day)
    later = promises(book, now=NOW + 9 * day)
    assert [row.standing(later.today) for row in later.rows] == [
        Standing.BROKEN,
        Standing.KEPT,
        Standing.LATE,
    ]
    assert [row.text for row in later.owed] == ["寄到139****2222"]
    assert later.figures.kept_share == 1 / 3
    undo(book, done.mutations)
    assert promises(book, now=NOW).figures.open == 2
    with pytest.raises(IssuesError):
        settle_promise(book, found.rows[0].id, "kept", "明天", now=NOW)
    with pytest.raises(IssuesError):
        settle_promise(book, found.rows[0].id, "kept", "some day", now=NOW)
    with pytest.raises(InputError):
        settle_promise(book, b"x" * 16, "kept", now=NOW)


def test_a_draft_holds_whatever_was_typed(book: Book, zhang: bytes) -> None:
    typed = entry(zhang, day="随便\ud800", files=(FileEntry("a.pdf", bytes(range(256))),), line="@张三")
    key = save_draft(book, typed)
    assert save_draft(book, replace(typed, note="更多"), key) == key
    other = save_draft(book, ContactEntry())
    found = {draft.id: draft for draft in drafts(book)}
    assert found[key].entry == replace(typed, note="更多")
    assert (found[key].customer_id, found[other].customer_id) == (zhang, None)
    discard_draft(book, other)
    log_contact(book, replace(typed, day="今天"), draft_id=key, now=NOW)
    assert drafts(book) == ()
    assert [action for action, _ in logged(book)].count("draft.save") == 2


def test_a_line_is_understood_before_anything_is_saved(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    found = understand(book, "@张三谈了存单 #电话 明天下午回访", now=NOW)
    assert [person.text for person in found.people] == ["张三"]
    assert found.entry == ContactEntry(
        (zhang,), "phone", "out", note="谈了存单", next_step="下午回访", next_step_on="2026-11-25",
        line="@张三谈了存单 #电话 明天下午回访",
    )  # fmt: skip
    assert rows(book, "interactions", "id") == []
    office.customer("张三", number="C9")
    several = understand(book, "@张三 来电", begun=True, now=NOW)
    assert [len(person.candidates) for person in several.people] == [2]
    assert several.entry.customers == ()
    assert (
        understand(book, "@zhangsan x", begun=True, now=NOW).people[0].candidates
        == several.people[0].candidates
    )
    assert understand(book, "@C1 x", begun=True, now=NOW).entry.customers == (zhang,)
    assert understand(book, "@没有这个人 x", begun=True, now=NOW).people[0].candidates == ()
    assert [action for action, _ in logged(book)] == ["customers.search"]


def test_a_template_begins_a_note(book: Book, zhang: bytes) -> None:
    form = contact_form(book, now=NOW)
    template = next(one for one in form.policy.contacts.templates if one.code == "no_answer")
    made = apply_template(ContactEntry(note="打过两次"), template, "zh_CN")
    assert (made.note, made.channel) == ("未接听，稍后再联系。\n打过两次", "phone")
    assert apply_template(ContactEntry(channel="sms"), template, "en").channel == "sms"
    assert form.today == TODAY
    assert json.dumps(form.file_bytes) == "1048576"
