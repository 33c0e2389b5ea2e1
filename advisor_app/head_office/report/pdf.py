"""A report as a PDF on A4: the document goes as data into the template, the columns as drawings."""

from advisor_app.domain.dates import from_day
from advisor_app.head_office.report.chart import LEFT, WIDTH, columns
from advisor_app.head_office.report.document import COLOURS, Document, Lines, Months
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.paths import resources
from advisor_app.reports.typesetting import typeset

_PAGES = N_("Page {page} of {pages}")


def pdf(document: Document) -> bytes:
    """Return the document as a PDF."""
    day = from_day(document.day)
    data = {
        "language": document.language.partition("_")[0],
        "region": document.language.partition("_")[2].lower() or None,
        "title": document.title,
        "bank": document.bank,
        "about": document.about,
        "day": [day.year, day.month, day.day],
        "pages": _(_PAGES),
        "tiles": [tile._asdict() for tile in document.tiles],
        "sections": [_section(section) for section in document.sections],
        "notes_title": document.notes_title,
        "notes": document.notes,
        "internal": document.internal,
        "colours": COLOURS,
        "chart_left": LEFT / WIDTH,
    }
    return typeset(resources() / "reports" / "figures.typ", data)


def _section(section: Months | Lines) -> dict[str, object]:
    about: dict[str, object] = {
        "title": section.title,
        "about": section.about,
        "nothing": section.nothing,
        "legend": [{"colour": colour % len(COLOURS), "name": name} for colour, name in section.legend],
    }
    if isinstance(section, Months):
        tables = [
            {
                "unit": section.unit,
                "months": [{"name": month.name, "year": month.year} for month in section.months[span]],
                "rows": [{"name": one.name, "cells": one.cells[span]} for one in section.series],
            }
            for span in section.spans()
        ]
        return about | {"chart": columns(section) if tables else None, "tables": tables}
    lines = [
        {
            "name": line.name,
            "bars": [{"length": bar.length, "colour": bar.colour % len(COLOURS)} for bar in line.bars],
            "interval": line.interval,
            "cells": line.cells,
        }
        for line in section.lines
    ]
    return about | {"headings": section.headings, "lines": lines}
