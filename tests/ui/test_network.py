"""A network that is there again is told of, and nothing else is."""

import pytest
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication

from advisor_app.ui.network import Network

Reach = QNetworkInformation.Reachability


@pytest.mark.parametrize(
    ("reaches", "told"),
    [
        ([Reach.Disconnected, Reach.Online], 1),
        ([Reach.Disconnected, Reach.Local, Reach.Site, Reach.Online], 3),
        ([Reach.Online, Reach.Online], 1),
        ([Reach.Online, Reach.Local, Reach.Disconnected, Reach.Unknown], 1),
        ([Reach.Disconnected, Reach.Unknown, Reach.Disconnected], 0),
    ],
)
def test_only_more_network_than_before_is_told(qapp: QApplication, reaches: list[Reach], told: int) -> None:
    network, heard = Network(), list[int]()
    network._reach = Reach.Unknown
    network.came_back.connect(lambda: heard.append(1))
    for reach in reaches:
        network._on_changed(reach)
    assert len(heard) == told
