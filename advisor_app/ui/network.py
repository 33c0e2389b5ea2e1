"""Tells when a network is there again, as far as the system says so."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_Reach = QNetworkInformation.Reachability
_THERE = (_Reach.Local, _Reach.Site, _Reach.Online)


class Network(QObject):
    """Watches whether networks can be reached; where the system does not tell, it is silent."""

    came_back = Signal()
    """A network is there, or reaches further than before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reach = _Reach.Unknown
        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            information = QNetworkInformation.instance()
            self._reach = information.reachability()
            information.reachabilityChanged.connect(self._on_changed)

    def _on_changed(self, reach: QNetworkInformation.Reachability) -> None:
        before, self._reach = self._reach, reach
        if reach in _THERE and (before not in _THERE or _THERE.index(before) < _THERE.index(reach)):
            self.came_back.emit()
