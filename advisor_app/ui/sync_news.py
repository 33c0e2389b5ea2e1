"""What the window says when a sync begins or ends; of a round that nobody asked for only what asks for a decision."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from advisor_app.domain.policy.standing import Refused
from advisor_app.errors import AppError
from advisor_app.i18n import format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.refused_policies import refused_policies
from advisor_app.services.sync_trouble import Held, held
from advisor_app.ui.desk import Desk
from advisor_app.ui.widgets.first_sync import FirstSyncBanner

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl


class SyncNews(QObject):
    """Tells the desk of what came, or why nothing did."""

    decision_wanted = Signal()
    """Somebody has to look at the screen of sync: a sync is held until confirmed, or a policy was refused."""

    def __init__(self, desk: Desk, sync: "SyncControl", banner: FirstSyncBanner) -> None:
        super().__init__(banner)
        self._desk, self._sync, self._banner = desk, sync, banner
        self._said: set[Held] = set()  # a window lives as long as one sitting
        self._refused: set[int] = set()
        sync.started.connect(self._on_started)
        sync.finished.connect(self._on_finished)
        sync.failed.connect(self._on_failed)

    def _on_started(self) -> None:
        self._banner.show_running(True)

    def _on_finished(self, result: Mapping[str, int]) -> None:
        self._banner.show_running(False)
        if said := _to_decide(result):
            self._desk.told.emit(said)
        elif self._sync.asked:
            self._desk.told.emit(_brought(result))
        if result.get("rows"):
            self._desk.ask(self, refused_policies, self._on_policies_read, key="policies", aside=True)

    def _on_policies_read(self, found: tuple[Refused, ...]) -> None:
        """Tell of a policy that came and is not used, once; the screen of sync keeps saying so."""
        new = [one for one in found if one.version not in self._refused]
        self._refused.update(one.version for one in new)
        if new:
            said = _(
                "Policy version {version} is not used; the last good one stays in force.",
                version=new[0].version,
            )
            self._desk.offered.emit(said, _("Show"), self.decision_wanted.emit)

    def _on_failed(self, error: AppError) -> None:
        self._banner.show_running(False)
        if what := held(error):
            # Every round is held until somebody decides: who did not ask hears of the same removal once.
            if self._sync.asked or what not in self._said:
                self._desk.told.emit(_held(what))
            self._said.add(what)
            if self._sync.asked:
                self.decision_wanted.emit()
        elif self._sync.asked:
            self._desk.failed.emit(error)


def _to_decide(result: Mapping[str, int]) -> str:
    conflicts, refused = result.get("conflicts", 0), result.get("refused", 0)
    if conflicts:
        return ngettext(
            "{n} record was changed elsewhere too and needs your decision.",
            "{n} records were changed elsewhere too and need your decision.",
            conflicts,
        )
    if refused:
        return ngettext(
            "{n} record was refused by head office.", "{n} records were refused by head office.", refused
        )
    if known := result.get("known", 0):
        return ngettext(
            "{n} new prospect is known to the bank already; ask the branch.",
            "{n} new prospects are known to the bank already; ask the branch.",
            known,
        )
    return ""


def _brought(result: Mapping[str, int]) -> str:
    rows = format_number(result["rows"])
    if result.get("stopped"):
        return _("Sync was cancelled; {rows} rows have come and stay.", rows=rows)
    if sent := result.get("sent", 0):
        return _(
            "The book is up to date: {sent} sent, {rows} rows came.",
            sent=format_number(sent),
            rows=rows,
        )
    return _("The book is up to date: {rows} rows came.", rows=rows)


def _held(what: Held) -> str:
    return _(
        "Head office would take {customers} of your {total} customers out of your book; that waits for you.",
        customers=format_number(what.customers),
        total=format_number(what.total),
    )
