"""Charts as images: in the colours of the theme, at the size asked for, as large as their numbers say."""

import gc
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QImage

from advisor_app.ui import charts
from advisor_app.ui.charts.bars import Bar, Bars
from advisor_app.ui.charts.columns import Columns, Part
from advisor_app.ui.charts.donut import Donut, Slice
from advisor_app.ui.charts.drawing import Chart, Sheet, draw
from advisor_app.ui.charts.trend import Trend
from advisor_app.ui.theme.tokens import DARK, LIGHT

SHEET = Sheet(400, 200, 1.0, LIGHT)
MONTHS = tuple(f"{month}月" for month in range(1, 13))
TREND = Trend(MONTHS, tuple(float(value) for value in range(1, 13)), "¥12.00万")
BARS = Bars((Bar("教育", 300.0, "¥300.00"), Bar("餐饮", 150.0, "¥150.00"), Bar("交通", 75.0, "¥75.00")))
DONUT = Donut(
    (Slice("基金", 50.0, "50.0%"), Slice("保险", 30.0, "30.0%"), Slice("其他", 20.0, "20.0%")),
    "¥100.00",
    "资产",
)
COLUMNS = Columns(
    MONTHS[:4], (Part("财富", (1.0, 2.0, 3.0, 4.0), 0), Part("金卡", (4.0, 3.0, 2.0, 1.0), 1)), stacked=False
)
CHARTS = [TREND, BARS, DONUT, COLUMNS]


def painted(image: QImage) -> set[str]:
    """Return the colours of an image."""
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def columns(image: QImage, colour: str) -> set[int]:
    """Return the columns in which a colour is."""
    wanted = QColor(colour)
    return {
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) == wanted for y in range(image.height()))
    }


def rows(image: QImage, colour: str) -> dict[int, int]:
    """Return for each row in which a colour is how many pixels of it there are."""
    wanted = QColor(colour)
    counts = {
        y: sum(image.pixelColor(x, y) == wanted for x in range(image.width())) for y in range(image.height())
    }
    return {y: count for y, count in counts.items() if count}


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_drawn_in_the_colours_of_its_theme(chart: Chart) -> None:
    light, dark = (draw(chart, replace(SHEET, tokens=tokens)) for tokens in (LIGHT, DARK))
    for image, tokens in ((light, LIGHT), (dark, DARK)):
        assert tokens.surface in painted(image)
        assert {tokens.series[0], tokens.series[1]} & painted(image)
    assert light != dark


@pytest.mark.parametrize("chart", CHARTS)
def test_the_same_numbers_make_the_same_image(chart: Chart) -> None:
    assert draw(chart, SHEET) == draw(chart, SHEET)


def test_an_image_has_the_pixels_of_the_screen() -> None:
    image = draw(TREND, replace(SHEET, ratio=1.5))
    assert (image.width(), image.height(), image.devicePixelRatio()) == (600, 300, 1.5)


def test_a_line_is_broken_where_months_are_missing() -> None:
    gaps = replace(TREND, values=(*TREND.values[:4], None, None, None, *TREND.values[7:]))
    whole, broken = (columns(draw(chart, SHEET), LIGHT.series[0]) for chart in (TREND, gaps))
    assert max(b - a for a, b in pairwise(sorted(whole))) < 5
    month = (SHEET.width - 52 - 14) / 11.5
    assert max(b - a for a, b in pairwise(sorted(broken))) > 3 * month


def test_a_month_between_two_gaps_is_a_point() -> None:
    alone = replace(TREND, values=(None,) * 5 + (7.0,) + (None,) * 6)
    assert columns(draw(alone, SHEET), LIGHT.series[0])


def test_a_trend_without_any_month_has_no_line() -> None:
    nothing = replace(TREND, values=(None,) * 12, last="")
    assert not columns(draw(nothing, SHEET), LIGHT.series[0])


def test_what_is_known_in_part_is_a_hollow_point() -> None:
    partly = replace(TREND, partly=(False,) * 5 + (True,) + (False,) * 6)
    assert draw(partly, SHEET) != draw(TREND, SHEET)


@pytest.mark.parametrize("values", [(-5.0, 3.0), (0.0, 0.0), (-2.0, -1.0), (1e12, 1.1e12)])
def test_a_trend_of_any_values_is_drawn(values: tuple[float, ...]) -> None:
    assert LIGHT.series[0] in painted(draw(Trend(("1月", "2月"), values, "¥"), SHEET))


def test_bars_are_as_long_as_their_amounts() -> None:
    lengths = rows(draw(BARS, SHEET), LIGHT.series[1])
    three = sorted({length for length in lengths.values() if list(lengths.values()).count(length) > 5})
    assert len(three) == 3
    assert three[0] == pytest.approx(three[2] / 4, abs=3)
    assert three[1] == pytest.approx(three[2] / 2, abs=3)


def test_the_bar_of_the_rest_is_paler() -> None:
    assert LIGHT.faint in painted(draw(replace(BARS, rest=True), SHEET))


def test_the_parts_of_a_ring_are_as_large_as_their_shares() -> None:
    image = draw(DONUT, SHEET)
    ring = [
        sum(
            image.pixelColor(x, y) == QColor(LIGHT.series[place])
            for x in range(210)
            for y in range(image.height())
        )
        for place in range(3)
    ]
    assert [round(part / sum(ring), 2) for part in ring] == pytest.approx([0.5, 0.3, 0.2], abs=0.02)


def test_texts_are_no_formulas() -> None:
    dollars = Bars((Bar("$x^2$ and $", 1.0, "US$ 1"),))
    plain = Bars((Bar("x", 1.0, "US$ 1"),))
    assert len(columns(draw(dollars, SHEET), LIGHT.muted)) > len(columns(draw(plain, SHEET), LIGHT.muted))


def test_a_name_that_is_too_long_ends_in_dots() -> None:
    long = Bars((Bar("一个非常长的消费类别名称" * 4, 1.0, "¥1.00"),))
    image = draw(long, SHEET)
    assert min(columns(image, LIGHT.series[1])) < SHEET.width * 0.4


def test_warming_up_can_be_repeated() -> None:
    charts.warm()
    charts.warm()


@pytest.mark.parametrize("chart", CHARTS)
def test_a_drawing_leaves_no_circles_to_be_collected(chart: Chart) -> None:
    draw(chart, SHEET)
    gc.collect()
    gc.disable()
    try:
        draw(chart, SHEET)
        left = gc.collect()
    finally:
        gc.enable()
    assert left < 1_000  # of about 3,000 objects that a chart is made of


def test_columns_are_as_high_as_their_numbers_say() -> None:
    image = draw(replace(COLUMNS, parts=COLUMNS.parts[:1]), SHEET)
    found = sorted(columns(image, LIGHT.series[0]))
    ends = [0, *(place for place in range(1, len(found)) if found[place] - found[place - 1] > 1), len(found)]
    middles = [found[(begin + end) // 2] for begin, end in pairwise(ends)]
    wanted = QColor(LIGHT.series[0])
    heights = [sum(image.pixelColor(x, y) == wanted for y in range(image.height())) for x in middles]
    assert len(heights) == 4
    assert [height / heights[0] for height in heights] == pytest.approx([1, 2, 3, 4], rel=0.06)


def test_stacked_columns_stand_on_each_other() -> None:
    image = draw(replace(COLUMNS, stacked=True), SHEET)
    lower, upper = (rows(image, colour) for colour in LIGHT.series[:2])
    assert max(upper) < max(lower)
    beside = draw(COLUMNS, SHEET)
    assert max(rows(beside, LIGHT.series[1])) == max(rows(beside, LIGHT.series[0]))


def test_columns_go_down_below_nothing() -> None:
    moved = Columns(MONTHS[:3], (Part("升", (2.0, 1.0, 3.0), 1), Part("降", (-1.0, -2.0, 0.0), 4)))
    image = draw(moved, SHEET)
    assert max(rows(image, LIGHT.series[1])) <= min(y for y in rows(image, LIGHT.series[4]) if y > 30)


def test_the_marked_column_stands_out() -> None:
    marked = replace(COLUMNS, parts=COLUMNS.parts[:1], marked=2)
    third = {x for x in columns(draw(COLUMNS, SHEET), LIGHT.series[0]) if x > SHEET.width * 0.5}
    strong = columns(draw(marked, SHEET), LIGHT.series[0])
    assert strong
    assert min(strong) > SHEET.width * 0.5
    assert third


@pytest.mark.parametrize("values", [(), (0.0,), (0.0, 0.0)])
def test_columns_without_any_amount_are_drawn(values: tuple[float, ...]) -> None:
    draw(Columns(MONTHS[: len(values)], (Part("流入", values, 0),)), SHEET)
