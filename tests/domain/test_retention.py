"""What became of maturing money: cases worked out by hand, and what holds whatever happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.retention import (
    ACTION,
    CONTROL,
    KEPT,
    LEFT,
    MOVED,
    NONE,
    Bought,
    Flow,
    Freed,
    Parts,
    Settled,
    arm_of,
    figures,
    settle,
)

DAY = 20_000
WINDOW = 30
LATER = DAY + 400


@pytest.mark.parametrize(
    ("bought", "flows", "parts"),
    [
        pytest.param([], [], (0, 1000, 0), id="nothing happened: in an account"),
        pytest.param([(0, 1000)], [], (1000, 0, 0), id="put away again on the day"),
        pytest.param([(30, 1500)], [], (1000, 0, 0), id="on the last day, with more to it"),
        pytest.param([(31, 1000)], [], (0, 1000, 0), id="a day too late"),
        pytest.param([(-1, 1000)], [], (0, 1000, 0), id="before it came free"),
        pytest.param([(5, 300), (9, 200)], [], (500, 500, 0), id="in two pieces, half of it"),
        pytest.param([], [(0, 1000)], (0, 0, 1000), id="gone on the day"),
        pytest.param([], [(30, 400)], (0, 600, 400), id="a part gone on the last day"),
        pytest.param([], [(31, 1000), (-1, 1000)], (0, 1000, 0), id="gone before and after"),
        pytest.param([], [(3, 1000), (20, -250)], (0, 250, 750), id="what came in makes up for it"),
        pytest.param([], [(3, -5000)], (0, 1000, 0), id="more came in than went"),
        pytest.param([(2, 700)], [(4, 900)], (700, 0, 300), id="what was kept cannot have left"),
    ],
)
def test_what_became_of_one_amount(
    bought: list[tuple[int, int]], flows: list[tuple[int, int]], parts: tuple[int, int, int]
) -> None:
    made = settle(
        [Freed(1, DAY, 1000)],
        [Bought(DAY + day, minor) for day, minor in bought],
        [Flow(DAY + day, minor) for day, minor in flows],
        WINDOW,
        LATER,
    )
    assert made == {1: Parts(*parts)}


def test_the_oldest_amount_is_made_good_first_and_nothing_counts_twice() -> None:
    freed = [Freed(2, DAY + 10, 1000), Freed(1, DAY, 1000)]
    found = settle(freed, [Bought(DAY + 12, 1200)], [Flow(DAY + 15, 600)], WINDOW, LATER)
    assert found == {1: Parts(1000, 0, 0), 2: Parts(200, 200, 600)}


def test_each_of_two_outflows_counts_once_over_three_amounts() -> None:
    freed = [Freed(number, DAY + 5 * number, 100) for number in (1, 2, 3)]
    found = settle(freed, [], [Flow(DAY + 12, 100), Flow(DAY + 20, 100)], WINDOW, LATER)
    assert [found[number].left_minor for number in (1, 2, 3)] == [100, 100, 0]


def test_a_position_that_goes_on_by_itself_is_kept_and_uses_up_no_purchase() -> None:
    freed = [Freed(1, DAY, 1000, renewed=True), Freed(2, DAY, 400)]
    found = settle(freed, [Bought(DAY, 400)], [Flow(DAY, 1000)], WINDOW, LATER)
    assert found == {1: Parts(1000, 0, 0), 2: Parts(400, 0, 0)}


def test_what_is_not_over_yet_is_as_it_stands() -> None:
    later = [Bought(DAY + 8, 1000)]
    assert settle([Freed(1, DAY, 1000)], later, [], WINDOW, DAY + 7) == {1: Parts(0, 1000, 0)}
    assert settle([Freed(1, DAY, 1000)], later, [], WINDOW, DAY + 8) == {1: Parts(1000, 0, 0)}
    assert settle([Freed(1, DAY + 9, 1000)], later, [Flow(DAY + 3, 50)], WINDOW, DAY + 8) == {
        1: Parts(0, 1000, 0)
    }


_days = st.integers(DAY - 40, DAY + 90)
_amounts = st.integers(1, 10_000)
_freed = st.lists(st.tuples(_days, _amounts, st.booleans()), max_size=6).map(
    lambda rows: [Freed(number, *row) for number, row in enumerate(rows)]
)
_bought = st.lists(st.builds(Bought, _days, _amounts), max_size=6)
_flows = st.lists(st.builds(Flow, _days, st.integers(-10_000, 10_000)), max_size=12)


@given(_freed, _bought, _flows, st.integers(1, 60), _days)
def test_the_parts_add_up_and_no_purchase_or_outflow_is_counted_twice(
    freed: list[Freed], bought: list[Bought], flows: list[Flow], window: int, until: int
) -> None:
    found = settle(freed, bought, flows, window, until)
    assert set(found) == {one.holding_id for one in freed}
    for one in freed:
        assert sum(found[one.holding_id]) == one.amount_minor
        assert min(found[one.holding_id]) >= 0
    kept = sum(found[one.holding_id].kept_minor for one in freed if not one.renewed)
    assert kept <= sum(one.amount_minor for one in bought if one.starts_on <= until)
    by_day: dict[int, int] = {}
    for flow in flows:
        by_day[flow.day] = by_day.get(flow.day, 0) + flow.net_minor
    left = sum(parts.left_minor for parts in found.values())
    assert left <= sum(max(0, net) for day, net in by_day.items() if day <= until)
    assert settle(reversed(freed), reversed(bought), reversed(flows), window, until) == found


def test_the_end_of_an_amount_is_what_most_of_it_was() -> None:
    assert [Parts(*parts).end for parts in ((5, 3, 2), (2, 5, 3), (2, 3, 5), (4, 4, 2), (0, 5, 5))] == [
        KEPT,
        MOVED,
        LEFT,
        KEPT,
        MOVED,
    ]


def test_what_is_left_alone_on_purpose_stays_so() -> None:
    assert arm_of(control=True, answered=True) == CONTROL
    assert arm_of(control=False, answered=True) == ACTION
    assert arm_of(control=False, answered=False) == NONE


def test_figures_compare_only_what_chance_decided_over() -> None:
    kept, left = Parts(100, 0, 0), Parts(0, 0, 50)
    rows = [
        *[Settled(ACTION, kept, comparable=True)] * 40,
        *[Settled(NONE, kept, comparable=True)] * 20,
        *[Settled(NONE, left, comparable=True)] * 20,
        *[Settled(CONTROL, kept, comparable=True)] * 10,
        *[Settled(CONTROL, left, comparable=True)] * 10,
        *[Settled(ACTION, left, comparable=False)] * 500,
    ]
    found = figures(rows)
    assert found.arms[ACTION].kept.n == 540
    assert found.arms[ACTION].parts == Parts(4_000, 0, 25_000)
    assert found.arms[ACTION].amount_minor == 29_000
    assert (found.prompted.kept.n, found.control.kept.n) == (80, 20)
    assert found.prompted.kept.value == pytest.approx(0.75)
    assert found.kept.value == pytest.approx(0.25)
    assert found.left.value == pytest.approx(-0.25)
    # The interval of Newcombe, worked out from those of Wilson: (0.6453, 0.8317) of 80, (0.2993, 0.7007) of 20.
    assert found.kept.low == pytest.approx(0.25 - (0.1047**2 + 0.2007**2) ** 0.5, abs=1e-3)
    assert found.kept.high == pytest.approx(0.25 + (0.0817**2 + 0.2007**2) ** 0.5, abs=1e-3)


def test_without_a_control_arm_nothing_is_compared() -> None:
    found = figures([Settled(ACTION, Parts(1, 0, 0), comparable=True)])
    assert found.kept == (None, None, None)
    assert found.control.kept.n == 0
    empty = figures([])
    assert all(arm.kept.value is None and arm.amount_minor == 0 for arm in empty.arms.values())
