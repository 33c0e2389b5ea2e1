"""How any screen asks for a call list to be made."""

from typing import NamedTuple

from advisor_app.domain.customers import CustomerQuery
from advisor_app.ui.desk import Desk

FORM = "branch_list"


class NewList(NamedTuple):
    """A list to be made: from a table that is pasted or opened, or of all customers that a query asks for."""

    query: CustomerQuery | None = None
    title: str = ""


def list_from_branch(desk: Desk) -> None:
    """Let a list be made from a table."""
    desk.form_wanted.emit(FORM, NewList())


def list_of(desk: Desk, query: CustomerQuery, title: str = "") -> None:
    """Let a list be made of the customers of a query."""
    desk.form_wanted.emit(FORM, NewList(query, title))
