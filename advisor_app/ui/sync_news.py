"""What the window says when a sync begins or ends."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from advisor_app.errors import AppError
from advisor_app.i18n import format_number
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.widgets.first_sync import FirstSyncBanner

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl


class SyncNews(QObject):
    """Tells the desk of what came, or why nothing did."""

    def __init__(self, desk: Desk, sync: "SyncControl", banner: FirstSyncBanner) -> None:
        super().__init__(banner)
        self._desk, self._banner = desk, banner
        sync.started.connect(self._on_started)
        sync.finished.connect(self._on_finished)
        sync.failed.connect(self._on_failed)

    def _on_started(self) -> None:
        self._banner.show_running(True)

    def _on_finished(self, result: Mapping[str, int]) -> None:
        self._banner.show_running(False)
        rows = format_number(result["rows"])
        if result.get("stopped"):
            self._desk.told.emit(_("Sync was cancelled; {rows} rows have come and stay.", rows=rows))
        else:
            self._desk.told.emit(_("The book is up to date: {rows} rows came.", rows=rows))

    def _on_failed(self, error: AppError) -> None:
        self._banner.show_running(False)
        self._desk.failed.emit(error)
