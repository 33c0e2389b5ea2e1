"""Columns over months as SVG: the same drawing stands in the page and in the PDF.

Below it stands a table with a column for each month, of which the first is as wide as `LEFT` of the drawing: so
its headings name the columns. Only months that do not all stand beside each other are named in the drawing.
"""

from collections.abc import Iterable, Iterator
from html import escape
from math import ceil, log10

from advisor_app.head_office.report.document import COLOURS, Months
from advisor_app.i18n import format_number

WIDTH, LEFT = 720, 90
_PLOT, _TOP, _NAMES = 142, 20, 30
_LINES = 4
_STEPS, _WHOLE = (1, 2, 2.5, 5, 10), (1, 2, 5, 10)
_LINE_HEIGHT, _SIZE = 13, 10.5
_LABEL = 30
"""Pixels that the name of a month needs."""
_FONTS = "'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_INK, _RULE = "#5a6478", "#dfe4ee"


def columns(section: Months) -> str:
    """Return the drawing of a section; what is negative is not drawn."""
    highest = _highest(section)
    is_counted = all(size == int(size) for one in section.drawn for size in one.sizes)
    step = max(1.0, _step(highest / _LINES, _WHOLE)) if is_counted else _step(highest / _LINES, _STEPS)
    top = step * max(1, ceil(highest / step - 1e-9))
    parts = [*_grid(section.unit, step, top), *_bars(section, top)]
    height = _TOP + _PLOT + 5
    if len(section.spans()) > 1:
        parts += _names(section)
        height += _NAMES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(section.title)}" font-family="{_FONTS}" font-size="{_SIZE}">{"".join(parts)}</svg>'
    )


def _highest(section: Months) -> float:
    sizes = [[max(0.0, size) for size in one.sizes] for one in section.drawn]
    months = list(zip(*sizes, strict=True))
    return max((sum(month) if section.stacked else max(month) for month in months), default=0.0)


def _step(least: float, steps: Iterable[float]) -> float:
    """Return the smallest round number that is not less; of nothing it is one."""
    if least <= 0:
        return 1.0
    power = 10.0 ** int(log10(least) // 1)
    return next(power * step for step in steps if power * step >= least * (1 - 1e-9))


def _grid(unit: str, step: float, top: float) -> Iterator[str]:
    yield _text(LEFT - 6, 11, unit, "end")
    for line in range(round(top / step) + 1):
        value, y = line * step, _y(line * step, top)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH}" stroke="{_RULE}" stroke-width="{1 if line else 1.5}"/>'
        yield _text(LEFT - 6, y + 3.5, format_number(round(value, 10)), "end")


def _bars(section: Months, top: float) -> Iterator[str]:
    room = (WIDTH - LEFT) / max(1, len(section.months))
    many = 1 if section.stacked else max(1, len(section.drawn))
    wide = min(34.0, room * 0.68 / many)
    for place, month in enumerate(section.months):
        left, below = LEFT + room * (place + 0.5) - wide * many / 2, 0.0
        for beside, series in enumerate(section.drawn):
            size = max(0.0, series.sizes[place])
            x = left if section.stacked else left + beside * wide
            # On each other they overlap by a hair, or the paper would shine through between them.
            y, end = _y(below + size, top), _y(below, top) + (0.3 if below and not month.is_open else 0.0)
            below += size if section.stacked else 0.0
            if size:
                faint = ' opacity="0.5"' if month.is_open else ""
                yield (
                    f'<rect x="{x:.1f}" y="{y:.2f}" width="{wide - (not section.stacked):.1f}" '
                    f'height="{end - y:.2f}" fill="{COLOURS[series.colour % len(COLOURS)]}"{faint}/>'
                )


def _names(section: Months) -> Iterator[str]:
    """Name the months, only every second or third where there is no room, the newest always."""
    room = (WIDTH - LEFT) / max(1, len(section.months))
    step, last, base = max(1, ceil(_LABEL / room)), len(section.months) - 1, _TOP + _PLOT + _LINE_HEIGHT
    for place, month in enumerate(section.months):
        x = LEFT + room * (place + 0.5)
        if (last - place) % step == 0:
            yield _text(x, base, month.name, "middle")
        if month.year:
            yield _text(x, base + _LINE_HEIGHT, month.year, "middle")


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'


def _y(value: float, top: float) -> float:
    return _TOP + _PLOT * (1 - value / top)
