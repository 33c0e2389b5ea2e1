"""Opportunities in a real book: recorded, moved with what each stage asks for, changed on both sides, undone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from advisor_app.domain.pipeline import OpportunityEntry
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.i18n import using
from advisor_app.services.open_book import Book
from advisor_app.services.opportunities import (
    move_opportunity,
    opportunity_form,
    pipeline_of,
    save_opportunity,
    withdraw_opportunity,
)
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY


def record(book: Book, customer: bytes, title: str = "理财到期承接", **values: object) -> bytes:
    entry = replace(OpportunityEntry(customer, title), **values)  # type: ignore[arg-type]
    (made,) = save_opportunity(book, entry, now=NOON).mutations
    return made


def wrong(error: pytest.ExceptionInfo[IssuesError]) -> list[str]:
    return [issue.field for issue in error.value.issues if isinstance(issue, FieldError)]


def test_one_is_recorded_with_everything_and_undone(book: Book, office: factories.Book) -> None:
    office.add("advisors", id=1, number="A001", name="李经理")
    product = office.add("products", code="W1", name="稳盈", kind="term_deposit")
    zhang = office.customer("张伟", number="C1")
    made = record(
        book, zhang, product_id=product, amount="50万", next_step="约见 13812345678", next_step_on="明天"
    )
    (row,) = pipeline_of(book, zhang, now=NOON).rows
    assert (row.id, row.customer, row.title, row.product, row.product_kind) == (
        made,
        "张伟",
        "理财到期承接",
        "稳盈",
        "term_deposit",
    )
    assert (row.amount_minor, row.currency, row.opened_on, row.pending) == (50_000_000, "CNY", TODAY, True)
    assert (row.next_step, row.next_step_on) == ("约见 138****5678", TODAY + 1)
    assert ("opportunity.add", f"opportunities:{made.hex()}") in logged(book)
    undo(book, [made])
    assert pipeline_of(book, now=NOON).rows == ()


def test_what_is_wrong_stands_beside_the_fields_and_nothing_is_kept(
    book: Book, office: factories.Book
) -> None:
    office.customer()
    with pytest.raises(IssuesError) as error:
        save_opportunity(book, OpportunityEntry(None, amount="many", stage="won"), now=NOON)
    assert wrong(error) == ["customer", "product", "title", "amount"]
    with pytest.raises(IssuesError) as error:
        save_opportunity(book, OpportunityEntry(bytes(16), "x"), now=NOON)
    assert wrong(error) == ["customer"]
    with pytest.raises(IssuesError) as error:
        record(book, office.customer(), product_id=99)
    assert wrong(error) == ["product"]
    assert pipeline_of(book, now=NOON).rows == ()


def test_moving_asks_for_what_the_stage_needs(book: Book, office: factories.Book) -> None:
    made = record(book, office.customer(), next_step="打电话", next_step_on="明天")
    assert move_opportunity(book, made, "contacted", now=NOON).mutations
    with pytest.raises(IssuesError) as error:
        move_opportunity(book, made, "won", now=NOON)
    assert wrong(error) == ["product", "amount"]
    with pytest.raises(IssuesError) as error:
        move_opportunity(book, made, "lost", now=NOON)
    assert wrong(error) == ["reason"]
    (mutation,) = move_opportunity(book, made, "lost", reason="price", now=NOON).mutations
    (row,) = pipeline_of(book, now=NOON).rows
    assert (row.stage, row.reason, row.closed_on, row.next_step, row.next_step_on) == (
        "lost",
        "price",
        TODAY,
        None,
        None,
    )
    with pytest.raises(IssuesError) as error:
        move_opportunity(book, made, "won", now=NOON)
    assert "stage" in wrong(error)
    undo(book, [mutation])
    (row,) = pipeline_of(book, now=NOON).rows
    assert (row.stage, row.reason, row.closed_on, row.next_step) == ("contacted", None, None, "打电话")


def test_what_does_not_suit_is_not_pursued_and_what_was_sold_is_recorded(
    book: Book, office: factories.Book
) -> None:
    zhang, li = office.customer("张伟", number="C1"), office.customer("李雷", number="C2")
    wealth = office.add(
        "products", code="W1", name="稳盈", kind="wealth", risk_grade="R2", placement="public"
    )
    deposit = office.add("products", code="D1", name="一年定期", kind="term_deposit")

    def refused(act: Callable[[], object]) -> None:
        with pytest.raises(IssuesError) as error:
            act()
        [issue] = error.value.issues
        assert isinstance(issue, FieldError)
        assert issue.field == "product"
        with using("en"):
            assert "“稳盈” may not be recommended to this customer: there is no risk assessment" in str(issue)

    refused(lambda: record(book, zhang, product_id=wealth))
    refused(lambda: record(book, zhang, product_id=wealth, stage="qualified"))
    made = record(book, zhang, product_id=deposit)  # the controls: a deposit, a kind of product, another day
    other = record(book, li, product_kind="wealth")
    form = opportunity_form(book, opportunity_id=made, now=NOON)
    changed = replace(form.entry, product_id=wealth)
    refused(lambda: save_opportunity(book, changed, opportunity_id=made, shown=form.entry, now=NOON))
    won = replace(form.entry, product_id=wealth, stage="won", amount="5万")
    assert save_opportunity(book, won, opportunity_id=made, shown=form.entry, now=NOON).mutations
    refused(lambda: move_opportunity(book, made, "qualified", now=NOON))
    assert {row.id: row.stage for row in pipeline_of(book, now=NOON).rows} == {made: "won", other: "prospect"}


def test_an_edit_changes_what_was_touched_and_keeps_what_stars_hide(
    book: Book, office: factories.Book
) -> None:
    made = record(book, office.customer(), note="客户手机 13812345678，下午方便", amount="10万")
    form = opportunity_form(book, opportunity_id=made, now=NOON)
    assert form.entry.note == "客户手机 138****5678，下午方便"
    assert (form.entry.amount, form.currency) == ("100000", "CNY")
    entry = replace(form.entry, note=form.entry.note.replace("下午", "上午"), amount="12.5万")
    save_opportunity(book, entry, opportunity_id=made, shown=form.entry, now=NOON)
    with book.store.read() as tx:
        note = tx.exec_driver_sql("SELECT note, amount_minor FROM opportunities").one()
    assert tuple(note) == ("客户手机 13812345678，上午方便", 12_500_000)
    history = opportunity_form(book, opportunity_id=made, now=NOON).history
    assert {change.field for change in history[0].changes} == {"note", "amount_minor"}
    assert not save_opportunity(book, entry, opportunity_id=made, shown=entry, now=NOON).mutations


def test_a_field_that_changed_meanwhile_is_not_overwritten(book: Book, office: factories.Book) -> None:
    made = record(book, office.customer(), amount="10万")
    form = opportunity_form(book, opportunity_id=made, now=NOON)
    save_opportunity(book, replace(form.entry, amount="20万"), opportunity_id=made, now=NOON)
    with pytest.raises(IssuesError) as error:
        save_opportunity(
            book, replace(form.entry, amount="30万"), opportunity_id=made, shown=form.entry, now=NOON
        )
    assert wrong(error) == ["amount"]
    late = replace(form.entry, title="别的")
    assert save_opportunity(book, late, opportunity_id=made, shown=form.entry, now=NOON).mutations
    (row,) = pipeline_of(book, now=NOON).rows
    assert (row.title, row.amount_minor) == ("别的", 20_000_000)


def test_the_pipeline_is_in_order_and_adds_up(book: Book, office: factories.Book) -> None:
    one, other = office.customer("张伟"), office.customer("李娜")
    office.add("fx_rates", currency="USD", day=TODAY, rate="7")
    small = record(book, one, "小", amount="1万")
    large = record(book, other, "大", amount="9万", stage="qualified")
    soon = record(book, one, "急", next_step="电话", next_step_on="今天")
    won = record(book, one, "成", amount="3万", product_kind="fund", stage="won")
    gone = record(book, one, "误")
    withdraw_opportunity(book, gone)
    found = pipeline_of(book, now=NOON)
    assert [row.id for row in found.rows] == [soon, large, small, won]
    assert [(stage.n, stage.amount_minor) for stage in found.figures.stages] == [
        (2, 1_000_000),
        (0, 0),
        (1, 9_000_000),
        (1, 3_000_000),
        (0, 0),
    ]
    assert found.figures.stages[2].weighted_minor == 5_400_000
    assert (found.figures.won.value, found.figures.won.n) == (1.0, 1)
    assert {row.id for row in pipeline_of(book, one, now=NOON).rows} == {soon, small, won}


def test_an_empty_book_says_so(book: Book) -> None:
    with pytest.raises(InputError, match="空"):
        pipeline_of(book)
    with pytest.raises(InputError):
        opportunity_form(book, opportunity_id=bytes(16))
