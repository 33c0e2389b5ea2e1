"""A pull that is told to stop: what is committed stays, and the next one brings exactly the rest."""

from pathlib import Path

import pytest

from advisor_app.data import apply
from advisor_app.services.synchronise import synchronise
from advisor_app.sync import client
from tests.support.bank import Filled
from tests.support.office import Device, Office, device


def _held(device: Device) -> int:
    with device.store.read() as connection:
        return sum(rows for rows, _ in apply.totals(connection).values())


@pytest.mark.parametrize("pages", [1, 2])
def test_it_stops_between_pages_and_goes_on_there(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    monkeypatch.setattr(client, "PAGE_ROWS", 300)
    written: list[int] = []
    with device(office, filled.advisors[0], tmp_path / "d") as own:
        first = synchronise(own, lambda rows, *_: written.append(rows), stopped=lambda: len(written) >= pages)
        assert first.stopped
        assert first.pages == pages
        assert _held(own) == first.rows > 0
        with own.store.read() as connection:
            assert apply.get_state(connection, "completed_at") is None
        second = synchronise(own)
        assert not second.stopped
        assert second.pages > 0
        assert _held(own) == first.rows + second.rows
    with device(office, filled.advisors[1], tmp_path / "e") as other:
        assert synchronise(other).rows == pytest.approx(first.rows + second.rows, rel=0.1)


def test_one_that_is_told_at_once_brings_nothing(office: Office, filled: Filled, tmp_path: Path) -> None:
    with device(office, filled.advisors[0], tmp_path / "d") as own:
        pulled = synchronise(own, stopped=lambda: True)
        assert (pulled.stopped, pulled.rows, pulled.pages) == (True, 0, 0)
        assert _held(own) == 0
