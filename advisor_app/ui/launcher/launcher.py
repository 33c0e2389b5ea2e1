"""The launcher: it starts a workbench once its window is painted, passes on what is typed, and ends when it opens.

The workbench is a process of its own. If it dies it is started anew, and what was typed stays in its field; only
where that happens again and again somebody has to ask for it.
"""

import gc
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from advisor_app.errors import AppError, UnavailableError
from advisor_app.i18n import N_, current_language
from advisor_app.paths import AppPaths
from advisor_app.services.program import WORKBENCH, Start
from advisor_app.services.whose_book import has_book, whose_book
from advisor_app.settings import INFLOW_COLOUR, LANGUAGE, LOG_LEVEL, THEME, Settings
from advisor_app.ui import theme
from advisor_app.ui.instance import Instance, come_forward
from advisor_app.ui.launcher.window import LauncherWindow
from advisor_app.ui.say import speak

if TYPE_CHECKING:
    from advisor_app.ui.hooks import Hooks
    from advisor_app.ui.launcher.process import WorkbenchProcess

_MOST_DEATHS = 3


class WorkbenchEnded(UnavailableError):
    """The workbench's process is gone without having opened the book."""

    title = N_("The workbench ended unexpectedly")


class Launcher(QObject):
    """One launcher, from its window to the one of the workbench, or until it is closed."""

    ended = Signal()
    """The workbench goes on alone."""

    def __init__(
        self,
        paths: AppPaths,
        start: Start,
        settings: Settings,
        trouble: AppError | None,
        load: Callable[[], Settings],
    ) -> None:
        """`trouble` is what was wrong with the settings, and `load` reads them again.

        `process` is the workbench, None until there is one; `opened`: it goes on alone.
        """
        super().__init__()
        self._paths, self._start, self._settings = paths, start, settings
        self._trouble, self._load = trouble, load
        self.process: WorkbenchProcess | None = None
        self._deaths = 0
        self._enrolled = self.opened = False
        self._hooks: Hooks | None = None
        self._interrupt: Any = None
        self._instance = Instance(paths.data, self)
        self.window = LauncherWindow(enrolling=not has_book(paths.data))
        self.window.languages.chosen.connect(self._on_language_chosen)
        self.window.unlock.submitted.connect(self._on_submitted)
        self.window.unlock.retried.connect(self._on_retried)
        if wizard := self.window.wizard:
            wizard.asked.connect(self._ask)
            wizard.cancelled.connect(self._on_cancelled)
        self.window.painted.connect(self._on_painted)

    def close(self) -> None:
        """Let go of the workbench: unless its book is open, it ends."""
        self._instance.close()
        if self._hooks:
            self._hooks.remove()
            signal.signal(signal.SIGINT, self._interrupt)
        if self.process:
            self.process.let_go()

    def _on_painted(self) -> None:
        gc.enable()
        if not self._trouble:
            self._start_process()
        self._watch()
        self._complete()
        if self._trouble:
            self.window.bar(self._trouble)
        else:
            self._read_passphrase()
        self.window.unlock.show_owner(whose_book(self._paths.data))
        self._instance.wanted.connect(self._on_wanted)
        if not self._instance.listen():  # two were started at the same moment, and this one came second
            self.window.close()

    def _on_wanted(self) -> None:
        come_forward(self.window)

    def _on_language_chosen(self, language: str) -> None:
        speak(language)
        if not self._trouble:
            QTimer.singleShot(0, self._keep_language)

    def _on_submitted(self, passphrase: str) -> None:
        self._ask({"do": "unlock", "passphrase": passphrase})

    def _on_retried(self) -> None:
        try:
            self._settings = self._load()
        except AppError as error:
            self.window.bar(error)
            return
        self._trouble, self._deaths = None, 0
        application = cast(QApplication, QApplication.instance())
        theme.apply(application, self._settings[THEME], self._settings[INFLOW_COLOUR])
        self.window.unbar()
        self._start_process()
        self._read_passphrase()

    def _on_cancelled(self) -> None:
        if self.process:
            self.process.let_go()
        self._start_process()

    def _on_answered(self, answer: Mapping[str, Any]) -> None:
        if self.sender() is not self.process:
            return
        match answer["is"]:
            case "reached":
                self._deaths = 0
                self.window.reached()
            case "enrolled":
                self._enrolled = True
            case "opened":
                self._hand_over()
            case "refused":
                from advisor_app.services.carried import carried

                self._deaths = 0
                self._refuse(answer["error"], carried(answer))
            case "bug":
                self.window.report(answer["report"])

    def _on_ended(self, code: int) -> None:
        if self.process is None or self.sender() is not self.process or self.opened:
            return
        self.process.let_go()
        self.process = None
        self._deaths += 1
        gone = N_("The process that opens the book is gone (code {code}).")
        if self._deaths > _MOST_DEATHS:
            advice = N_("It does so again and again: report it with the log in {folder}.")
            self.window.bar(WorkbenchEnded(gone, what_to_do=advice, code=code, folder=self._paths.log))
        else:
            self._start_process()
            advice = N_("It has been started again; please try once more.")
            self._refuse("", WorkbenchEnded(gone, what_to_do=advice, code=code))

    def _read_passphrase(self) -> None:
        """Take the passphrase from a file, where one was named."""
        file = self._start.passphrase_file
        if file is None or self.window.enrolling:
            return
        if self._start.locked and not whose_book(self._paths.data).bare:
            return  # what a file may unlock once, it may not unlock after a lock, unless nothing is protected
        from advisor_app.services.secret_file import read_secret

        try:
            passphrase = read_secret(file)
        except AppError as error:
            self.window.unlock.refuse(error)
            return
        self.window.unlock.prefill(passphrase)
        if not self._start.locked:
            self.window.unlock.submit()

    def _start_process(self) -> None:
        from advisor_app.ui.launcher.process import WorkbenchProcess

        self.process = process = WorkbenchProcess(self._start._replace(process=WORKBENCH).command(), self)
        process.answered.connect(self._on_answered)
        process.ended.connect(self._on_ended)

    def _ask(self, request: Mapping[str, Any]) -> None:
        if self.process:
            self.process.ask({**request, "language": current_language()})

    def _refuse(self, kind: str, error: AppError) -> None:
        if self._enrolled and self.window.enrolling:  # what was wrong came after the enrolment
            self.window.show_unlock()
            self.window.unlock.show_owner(whose_book(self._paths.data))
        self.window.refuse(kind, error)

    def _hand_over(self) -> None:
        self.opened = True
        self.window.hide()
        self._instance.close()
        if self.process:
            self.process.let_go()
        self.ended.emit()

    def _keep_language(self) -> None:
        """Remember the language for the next start, if that is allowed and can be written."""
        with suppress(AppError):
            self._settings.change(LANGUAGE, current_language())

    def _complete(self) -> None:
        """Load what was left out of the first paint."""
        from advisor_app.ui.qt_texts import speak_qt

        speak_qt(cast(QApplication, QApplication.instance()))
        self.window.decorate()

    def _watch(self) -> None:
        """From now on log, and show what nobody catches."""
        from advisor_app.ui.hooks import Hooks

        self._hooks = hooks = Hooks(self)
        hooks.install()
        # Python would hear of Ctrl+C at the next input only.
        self._interrupt = signal.signal(signal.SIGINT, signal.SIG_DFL)
        with suppress(OSError):  # a launcher without a log is better than none
            hooks.log_to(self._paths.log, self._settings[LOG_LEVEL])
        hooks.crashed.connect(self._on_crashed)

    def _on_crashed(self, error: Exception) -> None:
        from advisor_app.services.bug_report import bug_report

        self.window.report(bug_report(error))
