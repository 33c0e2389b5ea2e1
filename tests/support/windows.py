"""What a test of the window must not leave behind, found in the whole process: windows, timers, jobs."""

import gc

from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from advisor_app.ui.background import Background


def left_behind() -> list[str]:
    """Return a sentence for each window that is shown, timer or animation that runs and job that is under way."""
    _delete_what_was_to_be_deleted()
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return [
        *(f"a window is shown: {_named(window)}" for window in windows),
        *(sentence for one in _living() if (sentence := _at_work(one))),
    ]


def clear() -> None:
    """Close and stop what was left, so that only the test that left it fails."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.close()
            window.deleteLater()
    for one in _living():
        if isinstance(one, QTimer | QAbstractAnimation):
            one.stop()
    _delete_what_was_to_be_deleted()


def _at_work(one: QObject) -> str:
    if isinstance(one, QTimer):
        return f"a timer runs: {_named(one)}" if one.isActive() else ""
    if isinstance(one, QAbstractAnimation):
        return f"an animation runs: {_named(one)}" if one.state() is one.State.Running else ""
    # A background that was closed has dropped what it had not begun, so of it nothing is to come.
    return "a job is under way" if isinstance(one, Background) and one.busy and one._lanes else ""


def _living() -> list[QObject]:
    """Return the timers, animations and backgrounds that there are.

    Qt keeps no list of them, but Python's garbage collector does. Not `isinstance`: it would wake proxies.
    """
    kinds = (QTimer, QAbstractAnimation, Background)
    return [one for one in gc.get_objects() if issubclass(type(one), kinds) and isValid(one)]


def _delete_what_was_to_be_deleted() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _named(thing: QObject) -> str:
    parent = thing.parent()
    return f"{type(thing).__name__} of {type(parent).__name__}" if parent else type(thing).__name__
