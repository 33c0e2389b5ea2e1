"""What all models of rows have in common."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.i18n import gettext as _
from advisor_app.i18n import set_language
from advisor_app.ui.models.rows import CELL_ROLE, ROW_ROLE, SORT_ROLE, Cell, RowsModel
from tests.support.models import column

_Pair = tuple[str, int]


class Pairs(RowsModel[_Pair, Cell]):
    HEADINGS = ("Phone", "Amount")
    RIGHT = frozenset({1})

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def cells(self, row: _Pair) -> Sequence[Cell]:
        self.made += 1
        return (Cell(row[0], _("Phone")), Cell(sort=row[1]))


def test_it_keeps_the_rules_of_item_models(qtmodeltester: ModelTester) -> None:
    model = Pairs()
    qtmodeltester.check(model, force_py=False)
    model.set_rows([("a", 1), ("b", 2)])
    model.add_rows([("c", 3)])
    model.add_rows([])
    model.render()
    model.set_rows([])


def test_each_role_gives_its_part_of_a_cell() -> None:
    model = Pairs()
    model.set_rows([("a", 1)])
    first, second = model.index(0, 0), model.index(0, 1)
    assert first.data() == "a"
    assert first.data(CELL_ROLE) == Cell("a", "手机")
    assert first.data(ROW_ROLE) == ("a", 1)
    assert second.data(SORT_ROLE) == 1
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "a 手机"
    assert second.data(Qt.ItemDataRole.AccessibleTextRole) == "未知"
    right = Qt.AlignmentFlag.AlignRight
    aligned = [
        bool(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)) & right)
        for index in (first, second)
    ]
    assert aligned == [False, True]
    assert first.data(Qt.ItemDataRole.DecorationRole) is None


def test_cells_are_made_once_and_again_in_another_language(qtbot: QtBot) -> None:
    model = Pairs()
    model.set_rows([("a", 1), ("b", 2)])
    assert column(model, 0) == column(model, 0) == ["a", "b"]
    assert model.made == 2
    set_language("en")
    assert model.index(0, 0).data(CELL_ROLE).second == "手机"
    with qtbot.waitSignals([model.dataChanged, model.headerDataChanged]):
        model.render()
    assert model.index(0, 0).data(CELL_ROLE).second == "Phone"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Amount"


def test_there_is_no_head_beyond_the_columns() -> None:
    model = Pairs()
    assert model.headerData(2, Qt.Orientation.Horizontal) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
