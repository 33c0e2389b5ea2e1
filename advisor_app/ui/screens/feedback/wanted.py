"""How any screen asks for the form of new feedback."""

from typing import NamedTuple

from advisor_app.ui.desk import Desk

FORM = "feedback"
"""Its name among the forms of the window."""


class NewFeedback(NamedTuple):
    """The form of new feedback: of a customer, about a contact, of a kind."""

    customer_id: bytes | None = None
    interaction_id: bytes | None = None
    kind: str = ""


def record_feedback(desk: Desk, customer_id: bytes | None = None) -> None:
    """Let feedback be recorded, perhaps of a customer."""
    desk.form_wanted.emit(FORM, NewFeedback(customer_id))
