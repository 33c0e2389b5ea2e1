"""How any screen asks for the form of a task."""

from typing import NamedTuple

from advisor_app.ui.desk import Desk

TASK = "task"
"""Its name among the forms of the window."""


class TaskWanted(NamedTuple):
    """The form of a task that is there, or of a new one, perhaps with a customer and a day."""

    task_id: bytes | None = None
    customer_id: bytes | None = None
    day: int | None = None


def open_task(desk: Desk, task_id: bytes) -> None:
    """Let a task be looked at and changed."""
    desk.form_wanted.emit(TASK, TaskWanted(task_id))


def add_task(desk: Desk, customer_id: bytes | None = None, day: int | None = None) -> None:
    """Let a new task be typed in."""
    desk.form_wanted.emit(TASK, TaskWanted(None, customer_id, day))
