"""The dialog of keys lists the table that the window is bound by."""

import re
from pathlib import Path

from pytestqt.qtbot import QtBot

from advisor_app.ui import keys
from advisor_app.ui.dialogs.shortcuts import ShortcutsDialog
from advisor_app.ui.say import speak
from advisor_app.ui.widgets.label import Label


def test_every_key_is_listed_with_what_it_does(qtbot: QtBot, themed: object) -> None:
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    speak("en")
    shown = [label.text() for label in dialog.findChildren(Label)]
    for group in keys.GROUPS:
        for key in group.keys:
            assert key.description in shown
    assert {"Ctrl+K", "Ctrl+←", "Ctrl+→", "F5", "Ctrl+Shift+L", "Ctrl+,", "F1", "?", "Ctrl+D", "Ctrl+Q"} <= {
        *shown
    }


def test_no_sequence_is_given_twice() -> None:
    sequences = [sequence for key in keys.ANYWHERE.keys for sequence in key.sequences]
    assert len(sequences) == len(set(sequences))


def test_keys_that_tool_tips_name_are_in_the_table() -> None:
    known = {sequence for key in keys.ANYWHERE.keys for sequence in key.sequences}
    folder = Path(keys.__file__).parent
    source = "".join(
        (folder / name).read_text(encoding="utf-8") for name in ("main_window.py", "navigation.py")
    )
    named = re.findall(r'N_\("[^"]*\(((?:Ctrl|Shift|F\d)[^)]*)\)"\)', source)
    assert len(named) == 5
    assert set(named) <= known


def test_nothing_is_listed_twice() -> None:
    listed = [key.sequences for group in keys.GROUPS for key in group.keys]
    assert len(listed) == len(set(listed))
