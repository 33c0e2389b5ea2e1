"""The workbench's process: it warms up while the passphrase is typed, shows one open book, and ends with it.

A launcher starts it and sends the passphrase through its standard input. No process outlives the book that it
opened: when the workbench locks, a new launcher appears and this process ends, because memory that held keys and
customers cannot be wiped in any other way.
"""

import gc
import logging
import os
import signal
import sys
import threading
from contextlib import suppress

from advisor_app.i18n import format_money
from advisor_app.i18n import gettext as _
from advisor_app.paths import AppPaths
from advisor_app.services.program import Start
from advisor_app.settings import LOG_LEVEL, Settings
from advisor_app.ui.application import make_application
from advisor_app.ui.channel import Channel
from advisor_app.ui.hooks import Hooks
from advisor_app.ui.housekeeping import Housekeeping
from advisor_app.ui.say import speak


def run(paths: AppPaths, settings: Settings, start: Start) -> int:
    """Be the workbench of a launcher, until the book is closed and sealed.

    It ends the process itself, with 0 unless the book could not be sealed.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until a book is open there is nothing to bring to its end
    channel = Channel()  # first, so that a launcher that goes is noticed while all else is loading
    hooks = Hooks()
    hooks.install()
    with suppress(OSError):  # a workbench without a log is better than none
        hooks.log_to(paths.log, settings[LOG_LEVEL])
    application = make_application(settings)
    if start.language:
        speak(start.language)
    from advisor_app.ui.reception import Reception  # late: every screen, and all that opens a book

    reception = Reception(paths, start, channel, hooks)
    reception.ended.connect(application.exit)  # not quit, which a window could refuse
    threading.Thread(target=_load, name="warm-up", daemon=True).start()
    Housekeeping(application)
    channel.answer({"is": "warm"})
    application.exec()
    code = reception.end()
    logging.shutdown()
    sys.stderr.flush()
    # Not by way of the interpreter's own end: it would wait for threads, and take apart what is still drawn.
    os._exit(code)


def _load() -> None:
    """Load what is needed soon, but not for the window to appear."""
    from advisor_app.services.prompts import warm_up
    from advisor_app.ui import charts, navigation

    navigation.load(navigation.PLACES[0].view)
    warm_up()
    _("Today")  # the catalogue of this language
    format_money(0, "CNY")  # Babel, and how this language writes figures
    charts.warm()
    gc.freeze()  # all that was loaded is never searched for garbage
