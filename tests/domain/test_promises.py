"""Where a promise stands, and what promises add up to."""

import pytest

from advisor_app.domain.masking import MaskedText
from advisor_app.domain.promises import PromiseFigures, PromiseRow, Standing, figures, owed, standing

TODAY = 20_781


def promise(due: int, settled: int | None = None, outcome: str | None = None) -> PromiseRow:
    text = MaskedText("寄送资料")
    return PromiseRow(
        b"p",
        b"c",
        "张三",
        "C1",
        None,
        text,
        TODAY + due,
        settled and TODAY + settled,
        outcome,
        0,
        None,
        pending=False,
    )


@pytest.mark.parametrize(
    ("due", "settled", "outcome", "wanted"),
    [
        (0, None, None, Standing.OPEN),
        (1, None, None, Standing.OPEN),
        (-1, None, None, Standing.BROKEN),
        (-1, TODAY - 1, "kept", Standing.KEPT),
        (-1, TODAY, "kept", Standing.LATE),
        (5, TODAY, "kept", Standing.KEPT),
        (-9, TODAY, "withdrawn", Standing.WITHDRAWN),
        (-9, None, "withdrawn", Standing.WITHDRAWN),
        (-9, None, "kept", Standing.KEPT),
    ],
)
def test_where_a_promise_stands(due: int, settled: int | None, outcome: str | None, wanted: Standing) -> None:
    assert standing(TODAY + due, settled, outcome, TODAY) is wanted


def test_figures() -> None:
    promises = [
        promise(0),
        promise(3),
        promise(-1),
        promise(-5, -6, "kept"),
        promise(-5, -1, "kept"),
        promise(-1, None, "withdrawn"),
    ]
    found = figures(promises, TODAY)
    assert found == PromiseFigures(open=2, due_today=1, kept=1, late=1, broken=1, withdrawn=1)
    assert (found.made, found.decided, found.kept_share) == (6, 3, 1 / 3)
    assert figures([], TODAY).kept_share is None


def test_what_is_owed_comes_with_the_oldest_first() -> None:
    late, later, kept = promise(-5), promise(-1), promise(-9, -9, "kept")
    assert owed([later, kept, promise(2), late], TODAY) == (late, later)
