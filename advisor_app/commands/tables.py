"""The look of a table at the terminal, and the line that says what day its data are of."""

from collections.abc import Container, Iterable
from typing import Literal

from rich import box
from rich.table import Table
from rich.text import Text

from advisor_app import words
from advisor_app.domain.profile import SourceDate
from advisor_app.i18n import gettext as _

Column = tuple[str, Literal["left", "right"]]


def text(value: object, style: str = "") -> Text:
    """Return any value as plain text for the terminal: no markup, and no control characters that steer it."""
    shown = words.NOTHING if value in (None, "") else str(value)
    return Text("".join(c if c.isprintable() else " " for c in shown), style=style)


def table(*columns: Column, title: str | None = None) -> Table:
    """Return an empty table; numbers stand right."""
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for heading, side in columns:
        made.add_column(heading, justify=side, no_wrap=side == "right", overflow="fold")
    return made


def data_as_of(sources: Iterable[SourceDate], entities: Container[str]) -> Text:
    """Return the line that says what day the data of some entities are of, and from which system."""
    dates = words.data_dates(sources, entities)
    known = (
        _("Data as of: {dates}", dates=", ".join(dates)) if dates else _("The date of the data is unknown.")
    )
    return text(known, style="dim")
