"""How any screen asks to see what was advised of a customer."""

from typing import NamedTuple

from advisor_app.ui.desk import Desk

FORM = "advice"
"""The name of the panel in `navigation.FORMS`."""


class AdviceWanted(NamedTuple):
    """Of whom it is asked what was advised."""

    customer_id: bytes


def show_advice(desk: Desk, customer_id: bytes) -> None:
    """Let it be seen what was advised of a customer."""
    desk.form_wanted.emit(FORM, AdviceWanted(customer_id))
