"""The keys that work from anywhere in the window, declared once: the window binds them, the dialog lists them.

A field with the focus keeps what belongs to typing: Ctrl+← and Ctrl+→ move by words there, and ? is a letter.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from advisor_app.i18n import N_

BEGIN_CONTACT = "Ctrl+T"
"""Of the list of customers, which hears of it itself."""


class Key(NamedTuple):
    """One thing that can be done by key. `also` are the same keys as other keyboards and input methods send them."""

    name: str
    sequences: tuple[str, ...]
    description: str
    also: tuple[str, ...] = ()


class Group(NamedTuple):
    """Keys that belong together."""

    title: str
    keys: tuple[Key, ...]


ANYWHERE = Group(
    N_("Anywhere"),
    (
        Key("find", ("Ctrl+K",), N_("Find a customer by name, pinyin, initials, phone tail or number")),
        Key("log", ("Ctrl+L",), N_("Log a contact, or go on with the form")),
        Key("task", ("Ctrl+N",), N_("Plan a task, for the customer or the day that is seen")),
        Key("search", ("Ctrl+Shift+F",), N_("Search what was recorded about contacts, over all customers")),
        Key("previous", ("Ctrl+Left",), N_("Previous customer of the list")),
        Key("next", ("Ctrl+Right",), N_("Next customer of the list")),
        Key("prospect", ("Ctrl+Shift+N",), N_("New prospect")),
        Key("assess", ("Ctrl+Shift+A",), N_("Take the risk assessment of the customer who is seen")),
        Key("advice", ("Ctrl+Shift+H",), N_("What was advised of the customer who is seen, and why")),
        Key("pin", ("Ctrl+D",), N_("Pin the customer, or take the pin away")),
        Key("duplicates", ("Ctrl+Shift+D",), N_("Who may be in the book twice")),
        Key("report", ("Ctrl+Shift+R",), N_("The morning report, and the report of the day")),
        Key("sync", ("F5",), N_("Synchronise now")),
        Key("sync_screen", ("Shift+F5",), N_("What waits, what clashed, and how sync went")),
        Key("settings", ("Ctrl+,",), N_("Settings")),
        Key("shortcuts", ("F1", "?"), N_("These keys"), also=("Shift+?", "？")),
        Key("lock", ("Ctrl+Shift+L",), N_("Lock the workbench")),
        Key("quit", ("Ctrl+Q",), N_("Quit")),
    ),
)
WITHIN = Group(
    N_("Within a screen"),
    (
        Key("", ("Ctrl+1", "Ctrl+9"), N_("The screens of the rail, from the first to the last")),
        Key("", ("Tab", "Shift+Tab"), N_("To the next or previous part")),
        Key("", ("Alt+1", "Alt+9"), N_("The first to the last tab of a customer")),
        Key("", ("Up", "Down"), N_("Through a list")),
        Key("", ("D", "S", "X"), N_("Of a prompt: done; put off; dismissed")),
        Key("", ("Y", "H"), N_("Of unusual activity: explained; handed over to fraud control")),
        Key("", ("C", "L"), N_("Of a prompt: begin a contact; log one")),
        Key(
            "",
            ("W", "M"),
            N_("Today: work through the list, customer by customer; how many minutes there are"),
        ),
        Key("", ("E",), N_("Today: close the day")),
        Key("", ("1", "5"), N_("Today: what else waits; Esc goes back to the prompts")),
        Key("", ("F",), N_("Today: what prompts were good for")),
        Key("", ("1", "9"), N_("What became of the call on a list; L puts it off")),
        Key("", ("Ctrl+B",), N_("Call lists: make one from the branch's table")),
        Key("", ("Shift+Return",), N_("Of a figure of the book: make a call list of its customers")),
        Key("", (BEGIN_CONTACT,), N_("Begin a contact with the chosen customer of the list")),
        Key("", ("Shift+F10",), N_("What can be done with the chosen customer of the list")),
        Key("", ("Ctrl+C",), N_("Copy the chosen row of a table, as it is shown")),
        Key("", ("Return",), N_("Open or press what has the focus")),
        Key("", ("Ctrl+Return",), N_("Save the form of a contact")),
        Key("", ("N", "T"), N_("In the calendar: a new task; today")),
        Key("", ("Ctrl+R",), N_("Record feedback, in the inbox")),
        Key("", ("Space", "Delete"), N_("Of a task: done, or open again; cancelled")),
        Key("", ("Alt+Left", "Alt+Right"), N_("Of a task: a day earlier or later (Alt+↑ and Alt+↓: a week)")),
        Key("", ("Esc",), N_("Close a message or dialog, clear a search")),
    ),
)
_PRINTED = {"Delete": "Del", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}
GROUPS = (ANYWHERE, WITHIN)


def bind(window: QWidget, actions: Mapping[str, Callable[[], object]]) -> None:
    """Let each key of `ANYWHERE` do what `actions` names for it."""
    for key in ANYWHERE.keys:
        for sequence in (*key.sequences, *key.also):
            shortcut = QShortcut(QKeySequence(sequence), window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(partial(_do, actions[key.name]))
            # What a keyboard sends may fit with and without Shift; either is meant.
            shortcut.activatedAmbiguously.connect(partial(_do, actions[key.name]))


def bind_places(window: QWidget, actions: Sequence[Callable[[], object]]) -> None:
    """Let Ctrl with the number of its place go to each screen of the rail."""
    for number, action in enumerate(actions[:9], 1):
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
        shortcut.activated.connect(partial(_do, action))


def shown(sequence: str) -> str:
    """Return a sequence as keyboards have it printed."""
    *held, key = sequence.split("+")
    return "+".join([*held, _PRINTED.get(key, key)])


def _do(action: Callable[[], object]) -> None:
    action()
