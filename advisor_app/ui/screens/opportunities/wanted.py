"""How any screen asks for the form of an opportunity."""

from typing import NamedTuple

from advisor_app.ui.desk import Desk

FORM = "opportunity"
"""Its name among the forms of the window."""


class OpportunityWanted(NamedTuple):
    """The form of one that there is, perhaps to go to a stage, or of a new one, perhaps of a customer."""

    opportunity_id: bytes | None = None
    customer_id: bytes | None = None
    stage: str = ""


def add_opportunity(desk: Desk, customer_id: bytes | None = None) -> None:
    """Let a new opportunity be typed."""
    desk.form_wanted.emit(FORM, OpportunityWanted(customer_id=customer_id))


def open_opportunity(desk: Desk, opportunity_id: bytes, stage: str = "") -> None:
    """Show one that there is, to be edited; with a `stage`, to say what going there asks for."""
    desk.form_wanted.emit(FORM, OpportunityWanted(opportunity_id, stage=stage))
