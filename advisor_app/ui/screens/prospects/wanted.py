"""How any screen asks for the forms of a prospect and of what a customer told."""

from typing import NamedTuple

from advisor_app.ui.desk import Desk

PROSPECT, DETAIL = "prospect", "detail"
"""Their names among the forms of the window."""


class ProspectWanted(NamedTuple):
    """The form of one of the advisor's own prospects, or of somebody new."""

    prospect_id: bytes | None = None


class DetailWanted(NamedTuple):
    """The form of what a customer told; `kind` says of what, where that is known."""

    customer_id: bytes
    kind: str = ""


def add_prospect(desk: Desk) -> None:
    """Let somebody new be typed in."""
    desk.form_wanted.emit(PROSPECT, ProspectWanted())


def edit_prospect(desk: Desk, prospect_id: bytes) -> None:
    """Let one of the advisor's own prospects be edited."""
    desk.form_wanted.emit(PROSPECT, ProspectWanted(prospect_id))


def add_detail(desk: Desk, customer_id: bytes, kind: str = "") -> None:
    """Let what a customer told be recorded."""
    desk.form_wanted.emit(DETAIL, DetailWanted(customer_id, kind))
