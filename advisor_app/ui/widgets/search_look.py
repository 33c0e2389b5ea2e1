"""What makes a field look like a search: a lens before the text, a cross behind it, and both with names."""

from PySide6.QtWidgets import QLineEdit, QToolButton

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon


def look_like_search(field: QLineEdit) -> None:
    """Give a field the look of a search."""
    field.addAction(icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
    lens = field.findChildren(QToolButton)[-1]
    say(lens.setAccessibleName, N_("Search"))
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        if button is not lens:
            say(button.setAccessibleName, N_("Clear"))
