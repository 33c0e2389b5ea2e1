"""Brings up the forms of `navigation.FORMS` over whatever page is seen; each is made when it is first asked for."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from advisor_app.ui import navigation
from advisor_app.ui.desk import Desk


class Forms(QObject):
    """The forms of one window; `area` is what they lie over."""

    covered = Signal(int)
    """A form takes so many pixels of the area's width, 0 when it has gone."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(area)
        self._desk, self._area = desk, area
        self._made: dict[str, Any] = {}
        desk.form_wanted.connect(self.open)

    def open(self, name: str, wanted: object) -> None:
        """Bring up a form for what is wanted; one that is up for something else keeps what was typed."""
        if name not in self._made:
            form = self._made[name] = navigation.load(navigation.FORMS[name])(self._desk, self._area)
            form.covered.connect(self.covered)
        self._made[name].open(wanted)
