"""Call lists on the device: made, worked off, undone; contacts settle calls, and the light is kept."""

from dataclasses import replace
from typing import Any

import pytest

from advisor_app.data.reads import contacts
from advisor_app.domain.calls import Standing
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.ids import new_id
from advisor_app.errors import FieldError, InputError, IssuesError, RefusedError
from advisor_app.services import drafts
from advisor_app.services.call_lists import (
    call_lists,
    calls_of_list,
    close_list,
    list_of_query,
    make_list,
    rename_list,
)
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from advisor_app.services.work_calls import (
    call_view,
    log_call,
    put_off,
    reopen_call,
    settle_call,
    start_call,
)
from tests.services.conftest import logged
from tests.support.factories import NOON, TODAY
from tests.support.factories import Book as Office
from tests.support.writing import row_of, waiting

DAY = 86_400_000_000
PRODUCT = 77


@pytest.fixture
def people(office: Office) -> list[bytes]:
    return [
        office.customer(name, number=number)
        for name, number in (("曾国藩", "C1"), ("单于丹", "C2"), ("李娜", "C3"))
    ]


def campaign(office: Office, people: list[bytes], **values: Any) -> tuple[bytes, list[bytes]]:
    """Write a campaign with a product and a call for each, as head office sends them."""
    office.add("products", id=PRODUCT, name="一年定期", kind="term_deposit")
    given = {
        "code": "Q4",
        "title": "年末定期",
        "script": "您好",
        "product_id": PRODUCT,
        "opens_on": TODAY - 10,
        "closes_on": TODAY + 30,
        "quota": 20,
        "status": None,
    }
    key = office.add("campaigns", **(given | values))
    blank = dict.fromkeys(("outcome", "outcome_on", "reason", "note", "interaction_id", "advisor_id"))
    calls = [
        office.add("calls", customer_id=person, list_id=key, position=place, **blank)
        for place, person in enumerate(people, 1)
    ]
    return key, calls


def consent(office: Office, *people: bytes) -> None:
    for person in people:
        office.add("consents", customer_id=person, recorded_at=NOON - 99 * DAY)


def ids(book: Book, list_id: bytes) -> list[bytes]:
    return [row.id for row in calls_of_list(book, list_id, now=NOON).calls]


def issue(refused: pytest.ExceptionInfo[IssuesError]) -> FieldError:
    [found] = refused.value.issues
    assert isinstance(found, FieldError)
    return found


def test_lists_say_how_far_they_are_and_which_are_due(
    book: Book, office: Office, people: list[bytes]
) -> None:
    key, calls = campaign(office, people)
    office.add("calls", customer_id=people[0], list_id=new_id(), position=1, outcome=None, outcome_on=None)
    made = make_list(book, " 周四  名单 ", "名单.xlsx", (people[2], people[0], people[2]), now=NOON)
    assert made.customers == 2
    first, second = call_lists(book, now=NOON).rows
    assert (first.id, first.campaign, first.title, first.product, first.quota) == (
        key,
        True,
        "年末定期",
        "一年定期",
        20,
    )
    assert (second.id, second.campaign, second.title, second.origin) == (
        made.id,
        False,
        "周四 名单",
        "名单.xlsx",
    )
    assert (first.total, first.settled, first.due) == (3, 0, 3)
    assert (second.total, second.due) == (2, 2)
    put_off(book, calls[1], "2026-11-26", now=NOON)
    settle_call(book, calls[0], "skipped", "出差", now=NOON)
    first = call_lists(book, now=NOON).rows[0]
    assert (first.total, first.settled, first.due) == (3, 1, 1)
    assert call_lists(book, now=NOON + 2 * DAY).rows[0].due == 2
    over = call_lists(book, now=NOON + 99 * DAY).rows[0]
    assert over.is_over(TODAY + 99)
    assert ids(book, key) == [calls[2], calls[1], calls[0]]


def test_an_empty_book_has_nothing_to_call(book: Book) -> None:
    with pytest.raises(InputError):
        make_list(book, "名单", "", (), now=NOON)


def test_a_list_that_cannot_be_made_says_why_and_leaves_nothing(
    book: Book, office: Office, people: list[bytes]
) -> None:
    for title, chosen, field in (
        ("  ", (people[0],), "title"),
        ("x" * 201, (people[0],), "title"),
        ("名单", (), "customers"),
        ("名单", (people[0], new_id()), "customers"),
        ("名单", tuple(new_id() for _ in range(2_001)), "customers"),
    ):
        with pytest.raises(IssuesError) as refused:
            make_list(book, title, "", chosen, now=NOON)
        assert issue(refused).field == field
    assert call_lists(book, now=NOON).rows == ()
    assert waiting(book.store).unsent == 0


def test_a_list_is_undone_whole(book: Book, office: Office, people: list[bytes]) -> None:
    made = make_list(book, "名单", "", tuple(people), now=NOON)
    undo(book, made.mutations)
    assert call_lists(book, now=NOON).rows == ()
    assert row_of(book.store, made.id, "call_lists") is None
    assert waiting(book.store).unsent == 0


def test_a_list_of_a_search_has_its_customers_in_its_order(book: Book, office: Office) -> None:
    small, large = office.customer("张小", 100), office.customer("张大", 900)
    office.customer("李四", 500)
    office.customer("张走", 999, closed_on=TODAY - 1)
    made = list_of_query(book, "张", CustomerQuery(text="张", limit=1, offset=1), "张", now=NOON)
    assert [row.customer_id for row in calls_of_list(book, made.id, now=NOON).calls] == [large, small]


def test_titles_change_and_come_back(book: Book, office: Office, people: list[bytes]) -> None:
    made = make_list(book, "名单", "", (people[0],), now=NOON)
    back = rename_list(book, made.id, "新名单")
    assert call_lists(book, now=NOON).rows[0].title == "新名单"
    undo(book, back)
    assert call_lists(book, now=NOON).rows[0].title == "名单"
    closed = close_list(book, made.id)
    assert call_lists(book, now=NOON).rows[0].is_over(TODAY)
    undo(book, closed)
    assert call_lists(book, now=NOON).rows[0].is_running(TODAY)


def test_an_outcome_logs_its_contact_in_one_transaction_and_both_are_undone(
    book: Book, office: Office, people: list[bytes]
) -> None:
    _, calls = campaign(office, people)
    consent(office, *people)
    done = settle_call(book, calls[0], "interested", note="想了解三年期", now=NOON)
    assert done.logged
    call = row_of(book.store, calls[0], "calls")
    contact = row_of(book.store, call.interaction_id)
    assert (call.outcome, call.outcome_on, call.reason) == ("interested", TODAY, None)
    assert (contact.customer_id, contact.channel, contact.direction) == (people[0], "phone", "out")
    assert (contact.purpose, contact.outcome, contact.note) == ("product", "connected", "想了解三年期")
    assert (contact.recommends, contact.product_id) == (1, PRODUCT)
    actions = [action for action, _ in logged(book)]
    assert [action for action in actions if action in ("contact.log", "calls.settle")] == [
        "contact.log",
        "calls.settle",
    ]
    undo(book, done.mutations)
    assert row_of(book.store, calls[0], "calls") == call._replace(
        outcome=None, outcome_on=None, interaction_id=None
    )
    assert row_of(book.store, contact.id) is None
    assert waiting(book.store).unsent == 0


def test_who_did_not_answer_comes_up_again_and_nothing_was_recommended(
    book: Book, office: Office, people: list[bytes]
) -> None:
    key, calls = campaign(office, people)
    consent(office, *people)
    settle_call(book, calls[0], "no_answer", now=NOON)
    found = calls_of_list(book, key, now=NOON).calls
    assert [row.id for row in found] == [calls[1], calls[2], calls[0]]
    last = found[-1]
    assert (last.outcome, last.outcome_on, last.standing(TODAY)) == (None, TODAY + 1, Standing.LATER)
    assert last.standing(TODAY + 1) is Standing.DUE
    assert last.interaction_id is not None
    contact = row_of(book.store, last.interaction_id)
    assert (contact.outcome, contact.recommends, contact.product_id) == ("no_answer", None, None)


def test_what_is_missing_is_said_and_nothing_is_saved(
    book: Book, office: Office, people: list[bytes]
) -> None:
    _, calls = campaign(office, people)
    consent(office, *people)
    for outcome, reason, field in (
        ("declined", "", "call_reason"),
        ("skipped", "  ", "call_reason"),
        ("married", "", "call_outcome"),
        ("", "", "call_outcome"),
    ):
        with pytest.raises(IssuesError) as refused:
            settle_call(book, calls[0], outcome, reason, now=NOON)
        assert issue(refused).field == field
    for day in ("yesterday", "2026-11-24", "sometime", "2099-01-01"):
        with pytest.raises(IssuesError) as refused:
            put_off(book, calls[0], day, now=NOON)
        assert issue(refused).field == "day"
    assert waiting(book.store).unsent == 0


def test_marketing_against_a_red_light_is_refused_and_skipping_is_not(
    book: Book, office: Office, people: list[bytes]
) -> None:
    _, calls = campaign(office, people)
    consent(office, people[1])
    red, green = (call_view(book, call, now=NOON) for call in calls[:2])
    assert (red.marketing, red.light.green, green.light.green) == (True, False, True)
    with pytest.raises(IssuesError):
        settle_call(book, calls[0], "interested", now=NOON)
    with pytest.raises(RefusedError):
        start_call(book, calls[0], "phone", now=NOON)
    assert waiting(book.store).unsent == 0
    settle_call(book, calls[0], "skipped", "未同意营销", now=NOON)
    assert row_of(book.store, calls[0], "calls").outcome == "skipped"
    own = make_list(book, "回访", "", (people[0],), now=NOON)
    [call] = calls_of_list(book, own.id, now=NOON).calls
    view = call_view(book, call.id, now=NOON)
    assert (view.marketing, view.light.green) == (False, True)
    settle_call(book, call.id, "informed", now=NOON)
    contact = row_of(book.store, row_of(book.store, call.id, "calls").interaction_id)
    assert (contact.purpose, contact.recommends) == ("service", None)


def test_a_contact_logged_in_the_form_settles_its_call(
    book: Book, office: Office, people: list[bytes]
) -> None:
    _, calls = campaign(office, people)
    consent(office, *people)
    draft = log_call(book, calls[0], "聊了利率", now=NOON)
    entry = draft.entry
    assert [each.entry for each in drafts.drafts(book)] == [entry]
    with pytest.raises(IssuesError) as refused:
        log_contact(book, replace(entry, outcome="connected"), now=NOON)
    assert issue(refused).field == "call_outcome"
    with pytest.raises(IssuesError) as refused:
        log_contact(book, replace(entry, customers=(people[1],), call_outcome="won"), now=NOON)
    assert issue(refused).field == "customers"
    assert waiting(book.store).unsent == 0
    made = log_contact(book, replace(entry, outcome="connected", call_outcome="won"), now=NOON)
    call = row_of(book.store, calls[0], "calls")
    assert (call.outcome, call.interaction_id) == ("won", made.interactions[0])
    undo(book, made.mutations)
    assert row_of(book.store, calls[0], "calls").outcome is None
    log_contact(book, replace(entry, outcome="no_answer", recommends=False), now=NOON)
    assert row_of(book.store, calls[0], "calls").outcome_on == TODAY + 1
    late = replace(entry, call_outcome="informed", outcome="connected", day="yesterday", recommends=False)
    log_contact(book, replace(late, call_id=calls[1], customers=(people[1],)), now=NOON)
    assert row_of(book.store, calls[1], "calls").outcome_on == TODAY - 1


def test_a_draft_keeps_the_call_it_is_of(book: Book, office: Office, people: list[bytes]) -> None:
    entry = ContactEntry(customers=(people[0],), call_id=new_id(), call_outcome="won", call_reason="好")
    drafts.save_draft(book, entry)
    drafts.save_draft(book, ContactEntry(note="别的"))
    assert {draft.entry for draft in drafts.drafts(book)} == {entry, ContactEntry(note="别的")}


def test_a_call_shows_what_to_know_and_that_it_was_looked_at(
    book: Book, office: Office, people: list[bytes]
) -> None:
    _, calls = campaign(office, people)
    office.add("holdings", customer_id=people[0], kind="fund", name="稳健", value_minor=5)
    office.add(
        "holdings", customer_id=people[0], kind="fund", name="没了", value_minor=5, closed_on=TODAY - 5
    )
    office.add("promises", customer_id=people[0], text="寄资料到13800138000", due_on=TODAY - 1, outcome=None)
    office.add("interactions", customer_id=people[0], note="上次", status=None)
    view = call_view(book, calls[0], now=NOON)
    assert [position.name for position in view.positions] == ["稳健"]
    assert [promise.text for promise in view.owed] == ["寄资料到138****8000"]
    assert [contact.note for contact in view.contacts] == ["上次"]
    assert (view.customer.name, view.row.script, view.call.position) == ("曾国藩", "您好", 1)
    assert logged(book)[-1] == ("customer.view", f"customers:{people[0].hex()}")
    with pytest.raises(InputError):
        call_view(book, new_id(), now=NOON)


def test_a_settled_call_can_be_made_again(book: Book, office: Office, people: list[bytes]) -> None:
    _, calls = campaign(office, people)
    settle_call(book, calls[0], "skipped", "出差", now=NOON)
    back = reopen_call(book, calls[0])
    call = row_of(book.store, calls[0], "calls")
    assert (call.outcome, call.outcome_on, call.reason) == (None, None, None)
    undo(book, back.mutations)
    assert row_of(book.store, calls[0], "calls").outcome == "skipped"
    with book.store.read() as tx:
        assert contacts.of_customer(tx, people[0], "") == ()


def test_a_product_that_does_not_suit_is_said_to_before_anybody_calls(
    book: Book, office: Office, people: list[bytes]
) -> None:
    consent(office, *people)
    _, calls = campaign(office, people)
    assert call_view(book, calls[0], now=NOON).unsuitable is None
    office.add("products", id=PRODUCT + 1, name="进取", risk_grade="R5", placement="public", term_days=90)
    with book.store.write() as tx:
        tx.exec_driver_sql("UPDATE campaigns SET product_id = ?", (PRODUCT + 1,))
    unsuitable = call_view(book, calls[0], now=NOON).unsuitable
    assert unsuitable is not None
    assert "没有风险评估" in str(unsuitable)
    with pytest.raises(RefusedError, match="没有风险评估"):
        start_call(book, calls[0], "phone", now=NOON)
    with pytest.raises(IssuesError) as refused:
        settle_call(book, calls[0], "interested", now=NOON)
    assert issue(refused).field == "recommends"
    # Who was not reached was recommended nothing.
    assert settle_call(book, calls[0], "no_answer", now=NOON).logged
