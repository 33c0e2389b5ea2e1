"""A device on a disk that fills up, or whose writes fail, at one point after another; prints what was found.

To be run in mount namespaces of its own (`unshare -m`), where it mounts a small tmpfs that ends with it. Head
office lies on another disk and is always well.
"""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from advisor_app.data import apply, writes
from advisor_app.data.errors import StorageError
from advisor_app.data.store import Store
from advisor_app.head_office.db.engine import open_engine
from advisor_app.i18n import set_language
from advisor_app.sync.client import Pull
from advisor_app.sync.push import Push
from advisor_app.sync.transport import Transport
from tests.faults.line import Line, Office, Template, make_template, open_device
from tests.support import writing

DISK_BYTES = 24 << 20
NOTE = "谈了大额存单到期，客户考虑周五答复。" * 60
STEPS = 40  # writes that are tried at each point, every fourth with a round of sync


class Run:
    """One point: the device works until it cannot, gets room, and goes on."""

    def __init__(self, template: Template, disk: Path, room: int, *, careless: bool) -> None:
        self.folder = disk / "device"
        self.folder.mkdir()
        shutil.copy(template.folder / "device0.db", self.folder)
        self.office = template.folder.parent / f"office-{room}.db"
        shutil.copy(template.folder / "office.db", self.office)
        self.engine = open_engine(f"sqlite:///{self.office}", plain=True)
        self.line = Line(Office(self.engine), template.devices[0])
        self.customers = template.customers[:2]
        self.template = template
        self.acknowledged: list[tuple[bytes, str]] = []
        self.sentences: set[str] = set()
        self._careless = careless

    def log(self, store: Store, step: int) -> None:
        """Log a contact and acknowledge it, for the control before it is written."""
        row = writing.interaction(self.customers[step % 2], f"{step} {NOTE}")
        if self._careless:
            self.acknowledged.append((row.id, str(row.note)))
        with store.write() as tx:
            writes.insert(tx, store, row)
        if not self._careless:
            self.acknowledged.append((row.id, str(row.note)))

    def work(self, store: Store) -> None:
        """Write and synchronise; what fails must say so in a sentence of its own."""
        for step in range(STEPS):
            try:
                self.log(store, step)
                if step % 4 == 3:
                    self.round(store)
            except StorageError as error:
                self.sentences.add(str(error))

    def round(self, store: Store) -> None:
        """Push and pull."""
        line = cast("Transport", self.line)
        Push(store, line).run()
        Pull(store, line).run()

    def goes_on(self) -> dict[str, Any]:
        """Open the store again, now that there is room, and compare with what was acknowledged."""
        store = open_device(self.template, self.folder, 0)
        store.check()
        with store.read() as tx:
            store.audit.verify(tx)
        lost = sum(
            getattr(writing.row_of(store, key), "note", None) != note for key, note in self.acknowledged
        )
        self.acknowledged.append((writing.log(store, self.customers[0], "之后"), "之后"))
        self.round(store)
        there = [writing.at_head_office(self.engine, key) for key, _ in self.acknowledged]
        undelivered = sum(
            row is None or row.note != note for row, (_, note) in zip(there, self.acknowledged, strict=True)
        )
        query = "SELECT count(*) - count(DISTINCT note) FROM interactions WHERE note GLOB '[0-9]* 谈*'"
        with store.read() as tx:
            doubled = apply.driver(tx).execute(query).fetchone()[0]
        waits = writing.waiting(store).unsent
        store.close()
        self.engine.dispose()
        self.office.unlink()
        return {
            "failed": bool(self.sentences),
            "sentences": sorted(self.sentences),
            "acknowledged": len(self.acknowledged),
            "lost": lost,
            "undelivered": undelivered,
            "waits": waits,
            "doubled": doubled,
        }


@contextmanager
def no_room(disk: Path, room: int) -> Iterator[None]:
    """Fill the disk until `room` bytes are left."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    ballast.write_bytes(bytes(max(0, free - room)))
    yield
    ballast.unlink()


@contextmanager
def failing_writes(_disk: Path, room: int) -> Iterator[None]:
    """Let the system refuse every write behind a place in a file: to SQLite that is an I/O error, not a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def main(work: str, kind: str, points: str, step: str, mode: str) -> None:
    """Try `points` points, `step` bytes apart."""
    set_language("zh_CN")
    folder = Path(work)
    template_folder, disk = folder / "template", folder / "disk"
    template_folder.mkdir()
    disk.mkdir()
    template = make_template(template_folder)
    found = []
    for point in range(int(points)):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)], check=True)
        run = Run(template, disk, point, careless=mode == "careless")
        trouble = no_room if kind == "full" else failing_writes
        with trouble(disk, int(step) * (point + 1)):
            store = open_device(template, run.folder, 0)
            if kind == "full":
                run.work(store)
            else:
                _write_only(run, store)
            store.leave()
        found.append(run.goes_on())
        subprocess.run(["umount", str(disk)], check=True)
    print(json.dumps(found, ensure_ascii=False))


def _write_only(run: Run, store: Store) -> None:
    """Without sync: the limit holds for the whole process, head office's database too."""
    for step in range(STEPS):
        try:
            run.log(store, step)
        except StorageError as error:
            run.sentences.add(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
