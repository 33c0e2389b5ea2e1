"""How any screen asks for an assessment of a customer to be taken."""

from typing import NamedTuple

from advisor_app.ui.desk import Desk

FORM = "assessment"
"""The name of the form in `navigation.FORMS`, and of its draft."""


class AssessmentWanted(NamedTuple):
    """Whose assessment is wanted."""

    customer_id: bytes


def assess(desk: Desk, customer_id: bytes) -> None:
    """Let the assessment of a customer be taken, or gone on with."""
    desk.form_wanted.emit(FORM, AssessmentWanted(customer_id))
