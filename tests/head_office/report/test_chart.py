"""The columns of a report: as high as their numbers say, whatever the numbers are."""

from xml.etree import ElementTree

import pytest

from advisor_app.head_office.report.chart import LEFT, WIDTH, columns
from advisor_app.head_office.report.document import AT_ONCE, COLOURS, Month, Months, Series

SVG = "{http://www.w3.org/2000/svg}"


def section(
    *series: tuple[float, ...], stacked: bool = False, unit: str = "万元", open_last: bool = False
) -> Months:
    many = len(series[0]) if series else 0
    months = tuple(Month(f"M{place}", is_open=open_last and place == many - 1) for place in range(many))
    drawn = tuple(Series(f"s{place}", (), sizes, place) for place, sizes in enumerate(series))
    return Months("Title", unit, months, drawn, stacked)


class Drawn:
    """The rectangles and texts of a drawing."""

    def __init__(self, made: Months) -> None:
        self.root = ElementTree.fromstring(columns(made))
        self.bars = list(self.root.iter(f"{SVG}rect"))
        self.texts = [one.text or "" for one in self.root.iter(f"{SVG}text")]

    def heights(self, colour: int) -> list[float]:
        return [float(bar.attrib["height"]) for bar in self.bars if bar.attrib["fill"] == COLOURS[colour]]


def test_columns_are_as_high_as_their_numbers() -> None:
    drawn = Drawn(section((10.0, 20.0, 40.0), (5.0, 0.0, 30.0)))
    first, second, third = drawn.heights(0)
    assert [second / first, third / first] == pytest.approx([2, 4], rel=0.01)
    assert len(drawn.heights(1)) == 2  # what is zero has no column
    assert drawn.heights(1)[1] / third == pytest.approx(0.75, rel=0.01)
    assert drawn.texts == ["万元", "0", "10", "20", "30", "40"]


def test_what_is_stacked_stands_on_what_is_below() -> None:
    low, high = Drawn(section((30.0,), (10.0,), stacked=True)).bars
    assert float(high.attrib["y"]) + float(high.attrib["height"]) == pytest.approx(
        float(low.attrib["y"]), abs=0.5
    )
    assert low.attrib["x"] == high.attrib["x"]
    beside, other = Drawn(section((30.0,), (10.0,))).bars
    assert float(other.attrib["x"]) > float(beside.attrib["x"])


def test_columns_stand_over_the_columns_of_the_table() -> None:
    bars = Drawn(section((1.0, 1.0, 1.0, 1.0))).bars
    room = (WIDTH - LEFT) / 4
    middles = [float(bar.attrib["x"]) + float(bar.attrib["width"]) / 2 for bar in bars]
    assert middles == pytest.approx([LEFT + room * (place + 0.5) for place in range(4)], abs=1)


def test_a_month_that_is_not_over_is_lighter() -> None:
    bars = Drawn(section((1.0, 2.0), open_last=True)).bars
    assert ["opacity" in bar.attrib for bar in bars] == [False, True]


def test_counts_have_whole_numbers_beside_them() -> None:
    assert Drawn(section((1.0, 2.0))).texts[1:] == ["0", "1", "2"]
    assert Drawn(section((9.0,))).texts[1:] == ["0", "5", "10"]
    assert Drawn(section((0.5, 1.5))).texts[1:] == ["0", "0.5", "1", "1.5"]


@pytest.mark.parametrize("sizes", [(0.0, 0.0), (-3.0, -1.0), (1e-9,), (1e12,), (0.1, 1_000_000.0), ()])
def test_any_numbers_can_be_drawn(sizes: tuple[float, ...]) -> None:
    drawn = Drawn(section(sizes))
    height = float(drawn.root.attrib["viewBox"].split()[3])
    for bar in drawn.bars:
        top, high = float(bar.attrib["y"]), float(bar.attrib["height"])
        assert 0 <= top <= top + high <= height
    assert len(drawn.bars) == sum(size > 0 for size in sizes)
    assert 2 <= len(drawn.texts) <= 8


def test_months_are_named_in_the_drawing_only_where_one_table_cannot() -> None:
    assert "M0" not in Drawn(section((1.0,) * AT_ONCE)).texts
    many = [text for text in Drawn(section((1.0,) * 36)).texts if text.startswith("M")]
    assert many[-1] == "M35"
    assert 10 < len(many) <= 21


def test_texts_are_escaped() -> None:
    made = section((1.0,), unit='<script>&"')._replace(title='"><script>')
    assert Drawn(made).texts[0] == '<script>&"'
    assert "<script" not in columns(made)
