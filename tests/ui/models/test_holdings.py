"""The table of holdings: groups, subtotals, order within a group, what is marked and what is masked."""

import re

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from advisor_app.domain.positions import State
from advisor_app.domain.profile import Profile
from advisor_app.i18n import set_language
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.holdings import Column, Group, HoldingsModel, Line, maturities
from advisor_app.ui.models.rows import CELL_ROLE, Cell
from advisor_app.ui.theme import Tone
from tests.support.factories import TODAY, Book
from tests.support.models import everything
from tests.support.rich_book import People
from tests.ui.models.conftest import ProfileOf

RAW = ("6217000010001234567", "6217000010007654321", "6222020200066668888")


@pytest.fixture
def profile(desk: Desk, people: People) -> Profile:
    return show_customer(desk.book, people.zeng)


@pytest.fixture
def model(profile: Profile) -> HoldingsModel:
    model = HoldingsModel()
    model.show(profile, with_closed=False)
    return model


def names(model: HoldingsModel, group: Group) -> list[str]:
    """Return what stands below the heading of a group."""
    lines = [(place, line) for place, line in enumerate(model.rows) if line.group is group and line.position]
    return [model.index(place, Column.POSITION).data() for place, _ in lines]


def cell(model: HoldingsModel, name: str, column: Column) -> Cell:
    """Return a cell of the position of that name."""
    for place in range(model.rowCount()):
        if model.index(place, 0).data() == name:
            found: Cell = model.index(place, column).data(CELL_ROLE)
            return found
    raise AssertionError(f"there is no {name}")


def headings(model: HoldingsModel) -> dict[Group, Line]:
    return {line.group: line for line in model.rows if line.position is None}


def test_it_keeps_the_rules_of_item_models(qtmodeltester: ModelTester, profile: Profile) -> None:
    model = HoldingsModel()
    qtmodeltester.check(model, force_py=False)
    model.show(profile, with_closed=True)
    model.order_by(Column.POSITION, ascending=True)
    model.show(None, with_closed=False)


def test_every_position_stands_in_its_group(model: HoldingsModel) -> None:
    assert names(model, Group.ACCOUNTS) == ["储蓄账户", "活期账户", "活期账户"]
    assert names(model, Group.TERM_DEPOSITS) == ["三年期大额存单", "一年期定期", "半年期定期"]
    assert names(model, Group.WEALTH) == ["稳健一号"]
    assert names(model, Group.FUNDS) == ["成长基金", "东瀛股票"]
    assert names(model, Group.INSURANCE) == ["安心年金"]
    assert names(model, Group.OTHERS) == ["积存金"]
    assert names(model, Group.LOANS) == ["住房贷款"]
    assert sorted(names(model, Group.CARDS)) == ["信用卡", "借记卡"]
    assert [line.members for line in headings(model).values()] == [3, 3, 1, 2, 1, 1, 1, 2]


def test_subtotals_are_what_was_written_and_add_up_to_the_totals(
    model: HoldingsModel, profile: Profile
) -> None:
    subtotals = {group: line.subtotal_minor for group, line in headings(model).items()}
    # 20,000.00 dollars at 7.1205; the yen have no rate.
    assert subtotals == {
        Group.ACCOUNTS: 352_600_00 + 1_200_000_00 + 142_410_00,
        Group.TERM_DEPOSITS: 1_350_000_00,
        Group.WEALTH: 2_000_000_00,
        Group.FUNDS: 900_000_00,
        Group.INSURANCE: 400_000_00,
        Group.OTHERS: 120_000_00,
        Group.LOANS: -1_640_000_00,
        Group.CARDS: None,
    }
    totals = profile.totals()
    assert sum(value or 0 for value in subtotals.values()) == totals.assets_minor - totals.debts_minor
    assert totals.left_out == ("JPY",)


def test_a_heading_says_its_subtotal(model: HoldingsModel) -> None:
    place = next(at for at, line in enumerate(model.rows) if line.group is Group.LOANS)
    assert model.index(place, Column.POSITION).data() == "贷款"
    assert model.index(place, Column.VALUE).data() == "−¥1,640,000.00"
    assert model.index(place, Column.VALUE).data(Qt.ItemDataRole.AccessibleTextRole) == "合计 −¥1,640,000.00"
    cards = next(at for at, line in enumerate(model.rows) if line.group is Group.CARDS)
    assert model.index(cards, Column.VALUE).data() == ""


@pytest.mark.parametrize(
    ("name", "shown", "second"),
    [
        ("成长基金", "¥900,000.00", ""),
        ("东瀛股票", "JPY 9,000,000", "缺汇率"),
        ("住房贷款", "−¥1,640,000.00", ""),
        ("借记卡", "—", ""),
    ],
)
def test_values_are_shown_in_their_currency(model: HoldingsModel, name: str, shown: str, second: str) -> None:
    value = cell(model, name, Column.VALUE)
    assert (value.text, value.second) == (shown, second)


def test_another_currency_is_converted_where_there_is_a_rate(model: HoldingsModel) -> None:
    values = [model.index(place, Column.VALUE).data(CELL_ROLE) for place in range(model.rowCount())]
    [dollars] = [value for value in values if value.text.startswith("USD")]
    assert (dollars.text, dollars.second) == ("USD 20,000.00", "≈ ¥142,410.00")


@pytest.mark.parametrize(
    ("name", "left", "ink"),
    [
        ("半年期定期", "40 天前", "bad"),
        ("一年期定期", "今天", "bad"),
        ("三年期大额存单", "7 天后", "bad"),
        ("稳健一号", "28 天后", "warn"),
        ("安心年金", "3,650 天后", "muted"),
    ],
)
def test_maturities_are_marked_by_how_near_they_are(
    model: HoldingsModel, name: str, left: str, ink: str
) -> None:
    until = cell(model, name, Column.UNTIL)
    assert (until.second, until.second_ink) == (left, ink)


@pytest.mark.parametrize(("days", "ink"), [(7, "bad"), (8, "warn"), (30, "warn"), (31, "muted")])
def test_the_marks_begin_on_their_day(
    days: int, ink: str, people: People, profile_of: ProfileOf, written: Book
) -> None:
    written.add("holdings", customer_id=people.ouyang, name="试", value_minor=1, matures_on=TODAY + days)
    model = HoldingsModel()
    model.show(profile_of(people.ouyang), with_closed=False)
    assert cell(model, "试", Column.UNTIL).second_ink == ink


def test_what_has_matured_and_is_not_closed_is_marked(model: HoldingsModel) -> None:
    assert cell(model, "半年期定期", Column.STATE) == Cell("已到期", tone=Tone.BAD, sort="已到期")
    assert cell(model, "稳健一号", Column.STATE).tone is None


def test_the_grade_is_said_by_its_name(model: HoldingsModel) -> None:
    grade = cell(model, "成长基金", Column.GRADE)
    assert (grade.text, grade.heard) == ("R4", "R4 中高风险")
    assert cell(model, "积存金", Column.GRADE).text == "—"


def test_what_somebody_else_owns_is_shown_and_not_counted(desk: Desk, people: People) -> None:
    model, profile = HoldingsModel(), show_customer(desk.book, people.shanyu)
    model.show(profile, with_closed=False)
    joint = [line.position for line in model.rows if line.position and line.position.role == "joint"]
    assert len(joint) == 1
    place = model.find(joint[0])
    assert place is not None
    name, value = (model.index(place, at).data(CELL_ROLE) for at in (Column.POSITION, Column.VALUE))
    assert name.second == "联名人"
    assert (value.text, value.second, value.ink) == ("¥1,200,000.00", "不计入资产", "muted")
    assert headings(model)[Group.ACCOUNTS].subtotal_minor == 8_000_00


def test_closed_ones_are_shown_when_they_are_asked_for(
    people: People, profile_of: ProfileOf, written: Book
) -> None:
    closed = {"value_minor": 0, "closed_on": TODAY - 3, "matures_on": TODAY + 5}
    written.add("holdings", customer_id=people.ouyang, name="旧存单", **closed)
    profile: Profile = profile_of(people.ouyang)
    model = HoldingsModel()
    model.show(profile, with_closed=False)
    assert names(model, Group.TERM_DEPOSITS) == []
    model.show(profile, with_closed=True)
    assert names(model, Group.TERM_DEPOSITS) == ["旧存单"]
    assert cell(model, "旧存单", Column.STATE).shown == "已结清 2026-11-21"
    assert cell(model, "旧存单", Column.UNTIL).second == ""
    assert headings(model)[Group.TERM_DEPOSITS].subtotal_minor is None


@pytest.mark.parametrize(
    ("status", "shown", "tone"), [("arrears", "逾期", Tone.BAD), ("performing", "正常", None)]
)
def test_a_loan_says_its_status(
    status: str, shown: str, tone: Tone | None, people: People, profile_of: ProfileOf, written: Book
) -> None:
    account = written.account(people.ouyang)
    written.add("loans", account_id=account, kind="car", outstanding_minor=5, status=status)
    model = HoldingsModel()
    model.show(profile_of(people.ouyang), with_closed=False)
    assert (cell(model, "汽车贷款", Column.STATE).text, cell(model, "汽车贷款", Column.STATE).tone) == (
        shown,
        tone,
    )


@pytest.mark.parametrize(
    ("column", "ascending", "order"),
    [
        (Column.VALUE, False, ["三年期大额存单", "一年期定期", "半年期定期"]),
        (Column.VALUE, True, ["半年期定期", "一年期定期", "三年期大额存单"]),
        (Column.UNTIL, True, ["半年期定期", "一年期定期", "三年期大额存单"]),
        (Column.UNTIL, False, ["三年期大额存单", "一年期定期", "半年期定期"]),
    ],
)
def test_positions_are_sorted_within_their_group(
    model: HoldingsModel, column: Column, ascending: bool, order: list[str]
) -> None:
    before = list(headings(model))
    model.order_by(column, ascending)
    assert names(model, Group.TERM_DEPOSITS) == order
    assert list(headings(model)) == before


@pytest.mark.parametrize("ascending", [True, False])
def test_the_unknown_comes_last_in_either_direction(model: HoldingsModel, ascending: bool) -> None:
    model.order_by(Column.VALUE, ascending)
    assert names(model, Group.FUNDS) == ["成长基金", "东瀛股票"]


@pytest.mark.parametrize("column", list(Column))
def test_it_can_be_sorted_by_every_column(model: HoldingsModel, column: Column) -> None:
    count = model.rowCount()
    model.order_by(column, ascending=True)
    assert model.rowCount() == count


def test_no_number_is_seen_raw_in_any_role(model: HoldingsModel) -> None:
    texts = list(everything(model))
    assert any("621700*********4567" in text for text in texts)
    assert not [text for text in texts if any(raw in text for raw in RAW) or re.search(r"\d{11}", text)]


def test_it_speaks_the_language_of_the_moment(model: HoldingsModel) -> None:
    set_language("en")
    model.render()
    assert model.index(0, 0).data() == "Deposits and accounts"
    assert cell(model, "半年期定期", Column.UNTIL).second == "40 days ago"


def test_maturities_come_the_next_first_after_what_has_matured(profile: Profile) -> None:
    found = maturities(profile, 366)
    assert [position.name for position in found] == ["半年期定期", "一年期定期", "三年期大额存单", "稳健一号"]
    assert [position.name for position in maturities(profile, 27)] == [
        "半年期定期",
        "一年期定期",
        "三年期大额存单",
    ]
    assert all(position.state(TODAY) is not State.CLOSED for position in found)


def test_a_customer_of_whom_little_is_known(desk: Desk, people: People) -> None:
    model = HoldingsModel()
    model.show(show_customer(desk.book, people.nobody), with_closed=False)
    assert [line.group for line in model.rows] == [Group.ACCOUNTS, Group.ACCOUNTS]
    assert model.index(1, Column.VALUE).data() == "CZK 15,300.00"
    assert model.index(1, Column.FROM).data() == "—"
    assert headings(model)[Group.ACCOUNTS].subtotal_minor is None  # crowns have no rate here
    assert model.index(0, Column.VALUE).data() == ""
    model.show(show_customer(desk.book, people.prospect), with_closed=False)
    assert model.rowCount() == 0
