"""A report as one HTML file: no script, nothing from elsewhere; texts are escaped, and it prints on A4."""

from collections.abc import Iterable
from html import escape

from advisor_app.head_office.report.chart import columns
from advisor_app.head_office.report.document import COLOURS, Document, Line, Lines, Months
from advisor_app.i18n import gettext as _

_STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.5 "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif;
  color: #172033; background: #f4f6fa; margin: 0; font-variant-numeric: tabular-nums; }
main { max-width: 980px; margin: 0 auto; padding: 28px 24px 48px; }
header { border-top: 4px solid #1f4fd8; padding-top: 14px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 16px; margin: 0 0 8px; }
header p, .legend, .note, footer { color: #5a6478; } header p { margin: 4px 0 18px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 0 0 16px; }
.tiles div, section { background: #fff; border: 1px solid #dfe4ee; border-radius: 10px; }
.tiles div { padding: 12px 14px; } .tiles span { color: #5a6478; font-size: 12px; display: block; }
.tiles b { font-size: 20px; font-weight: 600; display: block; white-space: pre-wrap; }
section { padding: 18px 20px; margin: 0 0 16px; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 6px; } caption { display: none; }
th { font-weight: 400; color: #5a6478; } th, td { padding: 3px 6px; border-bottom: 1px solid #eef1f6;
  text-align: right; white-space: nowrap; }
.lines thead th { white-space: normal; word-break: keep-all; vertical-align: bottom; }
.lines th, .lines td { padding: 3px 8px; }
th:first-child { text-align: left; } tbody th { color: inherit; } .months { table-layout: fixed; margin: 0; }
.months th, .months td { font-size: 12px; padding: 3px 0 3px 2px; } thead th { vertical-align: top; }
.months thead th { text-align: center; } .months th:first-child { width: 12.5%; white-space: normal; text-align: left; }
thead small { display: block; font-size: 11px; }
td.bar { width: 99%; min-width: 110px; } td.bar div { position: relative; display: flex; height: 12px; }
td.bar i { display: block; height: 12px; }
td.bar u { position: absolute; top: 0; height: 12px; box-sizing: border-box; border: solid #172033;
  border-width: 0 1.5px; background: linear-gradient(transparent 5px, #172033 5px 6.5px, transparent 6.5px); }
.legend { margin: 0 0 6px; } .legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px;
  margin: 0 5px 0 14px; } .legend i:first-child { margin-left: 0; }
.note { margin: 8px 0 0; font-size: 12px; } footer { font-size: 12px; } footer li { margin: 2px 0; }
@page { size: A4; margin: 14mm; }
@media print { body { background: #fff; font-size: 11px; } main { padding: 0; max-width: none; }
  .tiles { grid-template-columns: repeat(5, 1fr); } .tiles b { font-size: 15px; }
  .months th, .months td { font-size: 8.5px; padding: 2px 0 2px 2px; }
  .wide { overflow: visible; } .lines th, .lines td { font-size: 9.5px; padding: 2px 5px; } td.bar { min-width: 70px; }
  section { border-radius: 4px; padding: 10px 12px; } .note, footer, .legend { font-size: 9.5px; } }
"""


def page(document: Document) -> str:
    """Return the document as HTML."""
    tiles = "".join(
        f"<div><span>{escape(tile.name)}</span><b>{escape(tile.value)}</b><span>{escape(tile.about)}</span></div>"
        for tile in document.tiles
    )
    sections = "".join(map(_section, document.sections))
    notes = "".join(f"<li>{escape(note)}</li>" for note in document.notes)
    return (
        f'<!doctype html><html lang="{document.language.replace("_", "-")}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(document.title)}</title>'
        f"<style>{_STYLE}</style></head><body><main><header><h1>{escape(document.title)}</h1>"
        f'<p>{escape(document.about)}</p></header><div class="tiles">{tiles}</div>{sections}'
        f"<footer><h2>{escape(document.notes_title)}</h2><ul>{notes}</ul><p>{escape(document.internal)}</p></footer>"
        "</main></body></html>\n"
    )


def _section(section: Months | Lines) -> str:
    is_empty = not (section.months if isinstance(section, Months) else section.lines)
    title = f"<h2>{escape(section.title)}</h2>"
    if is_empty:
        return f"<section>{title}<p>{escape(section.nothing)}</p></section>"
    body = _months(section) if isinstance(section, Months) else _lines(section)
    note = f'<p class="note">{escape(section.about)}</p>' if section.about else ""
    return f"<section>{title}{_legend(section.legend)}{body}{note}</section>"


def _legend(legend: Iterable[tuple[int, str]]) -> str:
    named = "".join(f'<i style="background:{_colour(place)}"></i>{escape(name)}' for place, name in legend)
    return f'<p class="legend">{named}</p>' if named else ""


def _months(section: Months) -> str:
    tables = []
    for span in section.spans():
        names = "".join(
            f'<th scope="col">{escape(month.name)}<small>{escape(month.year)}</small></th>'
            for month in section.months[span]
        )
        rows = "".join(_row(one.name, (_cell(cell) for cell in one.cells[span])) for one in section.series)
        head = f"<thead><tr><th>{escape(section.unit)}</th>{names}</tr></thead>"
        tables.append(_table(section.title, head, rows, "months"))
    return columns(section) + "".join(tables)


def _lines(section: Lines) -> str:
    headings = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in section.headings)
    rows = "".join(
        _row(line.name, (_bar(line), *(_cell(cell) for cell in line.cells))) for line in section.lines
    )
    head = f"<thead><tr><th></th><th></th>{headings}</tr></thead>"
    return _table(section.title, head, rows, "lines")


def _table(title: str, head: str, rows: str, kind: str) -> str:
    return (
        f'<div class="wide"><table class="{kind}"><caption>{escape(title)}</caption>{head}'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(name: str, cells: Iterable[str]) -> str:
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>"


def _bar(line: Line) -> str:
    bars = "".join(
        f'<i style="width:{100 * bar.length:.2f}%;background:{_colour(bar.colour)}"></i>' for bar in line.bars
    )
    interval = ""
    if line.interval:
        low, high = line.interval
        told = _("interval of 95 %")
        interval = (
            f'<u title="{escape(told)}" style="left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%"></u>'
        )
    return f'<td class="bar"><div>{bars}{interval}</div></td>'


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
