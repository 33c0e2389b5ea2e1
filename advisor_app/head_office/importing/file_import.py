"""One file on its way into the bank: read, converted, staged, loaded, and the record of it kept.

A file's rows, its counts, the date of its source and what the change feed is told are committed together.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from advisor_app.head_office import proposals
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Bank, ImportFile, Source
from advisor_app.head_office.importing.balances import update_balances
from advisor_app.head_office.importing.cells import Context
from advisor_app.head_office.importing.columns import Plan, Rejected
from advisor_app.head_office.importing.conversions import propose_conversions
from advisor_app.head_office.importing.folder import Delivery
from advisor_app.head_office.importing.loading import Loader
from advisor_app.head_office.importing.mapping import Mapping
from advisor_app.head_office.importing.reading import BROKEN, open_records
from advisor_app.head_office.importing.reasons import FileRefused, Reason, printable
from advisor_app.head_office.importing.rejects import RejectsFile
from advisor_app.head_office.importing.report import FileReport, Rejection
from advisor_app.head_office.importing.resolving import Terms
from advisor_app.head_office.importing.staging import Staging
from advisor_app.i18n import N_

Progress = Callable[[str, int, int, int], None]
"""Called now and then with a file's name, the bytes read, all its bytes, and the records read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Server settings of imports: how many percent of a file may be rejected, or of a snapshot missing, how
    many rejections a report holds, and after how many days rejects files are purged.
    """

    rejected_percent: float = 5.0
    missing_percent: float = 5.0
    rejections_reported: int = 100
    rejects_days: int = 30


class FileImport:
    """One file on its way in; `run` never raises for what is wrong with the file.

    `proposed` counts the conversions of prospects that it gave rise to, `settled` what it did to proposals of advisors.
    """

    def __init__(
        self,
        connection: Connection,
        mapping: Mapping,
        delivery: Delivery,
        context: Context,
        limits: Limits,
        rejects_dir: Path,
        progress: Progress | None,
    ) -> None:
        self.proposed, self.settled = 0, proposals.Settled()
        self._connection = connection
        self._mapping = mapping
        self._delivery = delivery
        self._spec = delivery.spec
        self._context = context
        self._limits = limits
        self._rejects_dir = rejects_dir
        self._progress = progress
        self._digest = b""
        self._report = FileReport(
            file=printable(delivery.path.name),
            entity=self._spec.target.entity,
            mode=self._spec.mode,
            as_of_day=delivery.as_of_day,
            as_of_at=delivery.as_of_at,
        )

    def run(self) -> FileReport:
        """Import the file, or refuse it; return what was done."""
        try:
            with self._delivery.path.open("rb") as file, self._connection.begin():
                self._import(file)
        except FileRefused as error:
            self._refused(error.reason)
        except BROKEN as error:
            self._refused(Reason(N_("the file cannot be read: {reason}"), {"reason": _short(error)}))
        return self._report

    def _refused(self, reason: Reason) -> None:
        report = self._report
        report.status, report.reason = "refused", reason
        report.loaded = report.changed = report.unchanged = report.closed = 0
        with self._connection.begin():
            self._keep_record()

    def _import(self, file: BufferedReader) -> None:
        as_of = self._delivery.as_of_day
        if as_of is None:
            raise FileRefused(
                N_("nothing says of what day the file is; put the date into its name, or give it")
            )
        self._digest = hashlib.file_digest(file, "sha256").digest()
        # One import at a time: the bank's row is the lock.
        self._connection.execute(select(Bank.id).with_for_update())
        source = self._connection.execute(
            select(Source.id, Source.as_of_day, Source.as_of_at).where(
                Source.system == self._mapping.system, Source.entity == self._report.entity
            )
        ).one_or_none()
        newest = (source.as_of_day, _late(source.as_of_at)) if source else (-(2**31), 0)
        is_older = (as_of, _late(self._delivery.as_of_at)) < newest
        if self._is_known(is_older):
            return
        if is_older and self._spec.mode == "snapshot":
            raise FileRefused(N_("it is a snapshot older than what has been imported already"))
        source_id = source.id if source else self._new_source(as_of)
        self._load(file, source_id, as_of)
        if not source or not is_older:
            self._set_date(source_id, as_of)
        if self._report.entity == "customers":
            self.proposed = propose_conversions(self._connection)
            self.settled = proposals.settle(self._connection)
        self._keep_record()

    def _is_known(self, is_older: bool) -> bool:
        """Return whether this very file was imported before, and fill the report if it was.

        A file with rejected records is read again, because what they lacked may have come; unless newer data
        has come since, which it must not undo.
        """
        known = self._connection.execute(
            select(ImportFile.read, ImportFile.rejected)
            .where(
                ImportFile.mapping == self._mapping.identity,
                ImportFile.entity == self._report.entity,
                ImportFile.sha256 == self._digest,
                ImportFile.as_of_day == self._delivery.as_of_day,
                ImportFile.status == "loaded",
            )
            .order_by(ImportFile.id.desc())
        ).first()
        if known is None or (known.rejected and not is_older):
            return False
        report = self._report
        report.status, report.read, report.rejected = "unchanged", known.read, known.rejected
        report.unchanged = known.read - known.rejected
        return True

    def _load(self, file: BufferedReader, source_id: int, as_of: int) -> None:
        report = self._report
        file.seek(0)
        records = open_records(file, self._spec)
        plan = Plan(self._spec, records.header, records.typed, self._mapping.codes, self._context)
        staging = Staging(self._connection, self._spec, plan.fields)
        with self._rejects_file(as_of) as rejects:
            keyless = self._stage(file, records, plan, staging, rejects)
            self._check_limit()
            loader = Loader(
                self._connection,
                self._spec,
                staging,
                plan.constants,
                Terms(
                    system=self._mapping.system,
                    source_id=source_id,
                    as_of=as_of,
                    base_currency=self._context.base_currency,
                    missing_percent=self._limits.missing_percent,
                ),
            )
            outcome = loader.load(report.read - report.rejected, may_close=not keyless)
            if outcome.rejected:
                self._add_rejected(file, plan, loader.rejected(), rejects)
        self._check_limit()
        report.loaded, report.changed = outcome.loaded, outcome.changed
        report.unchanged, report.closed = outcome.unchanged, outcome.closed
        report.closing_held = keyless and self._spec.mode == "snapshot"
        if self._spec.balances:
            update_balances(self._connection, staging)

    def _stage(
        self, file: BufferedReader, records: Any, plan: Plan, staging: Staging, rejects: RejectsFile
    ) -> bool:
        """Read and convert the whole file into `staging`; return whether a rejected record has no key."""
        report, size, keyless = self._report, os.fstat(file.fileno()).st_size, False
        key = plan.fields.index("key") if "key" in plan.fields else None
        with staging.writer() as writer:
            for chunk in records.chunks(plan.sources):
                values, bad = plan.convert(chunk)
                for broken in chunk.broken:
                    keyless = True
                    self._reject(Rejected(broken.line, "", broken.reason), broken.raw, rejects)
                for index, rejected in sorted(bad.items()):
                    keyless = keyless or key is None or not isinstance(values[key][index], str)
                    self._reject(rejected, chunk.raw(index), rejects)
                writer.add(chunk.lines, values, list(bad))
                report.read += len(chunk.lines) + len(chunk.broken)
                if self._progress:
                    self._progress(report.file, min(file.tell(), size), size, report.read)
        return keyless

    def _add_rejected(
        self, file: BufferedReader, plan: Plan, rejected: Iterator[Rejected], rejects: RejectsFile
    ) -> None:
        """Read the file once more, for the text of the records that loading rejected; both come by line."""
        file.seek(0)
        following = next(rejected, None)
        for chunk in open_records(file, self._spec).chunks(plan.sources):
            for index, line in enumerate(chunk.lines):
                if following is None:
                    return
                if line == following.line:
                    self._reject(following, chunk.raw(index), rejects)
                    following = next(rejected, None)

    def _reject(self, rejected: Rejected, raw: str, rejects: RejectsFile) -> None:
        report = self._report
        report.rejected += 1
        rejects.add(rejected, raw)
        if len(report.rejections) < self._limits.rejections_reported:
            report.rejections.append(Rejection(report.file, rejected.line, rejected.field, rejected.reason))

    @contextmanager
    def _rejects_file(self, as_of: int) -> Iterator[RejectsFile]:
        rejects = RejectsFile(self._rejects_dir, self._report.file, as_of)
        try:
            yield rejects
        finally:
            rejects.close()
            self._report.rejects_file = str(rejects.path) if rejects.path else None

    def _check_limit(self) -> None:
        report, limit = self._report, self._limits.rejected_percent
        if report.rejected * 100 > report.read * limit:
            raise FileRefused(
                N_("{rejected} of {read} records are rejected, which is more than {percent} %"),
                rejected=report.rejected,
                read=report.read,
                percent=f"{limit:g}",
            )

    def _new_source(self, as_of: int) -> int:
        return self._connection.execute(
            insert(Source)
            .values(system=self._mapping.system, entity=self._report.entity, as_of_day=as_of)
            .returning(Source.id)
        ).scalar_one()

    def _set_date(self, source_id: int, as_of: int) -> None:
        """Date the source, and with it the bank: the business date is the newest of all sources."""
        connection = self._connection
        connection.execute(
            update(Source)
            .where(Source.id == source_id)
            .values(as_of_day=as_of, as_of_at=self._delivery.as_of_at)
        )
        feed.record(connection, "sources", select(Source.id).where(Source.id == source_id))
        newest = select(func.max(Source.as_of_day)).scalar_subquery()
        if connection.execute(update(Bank).where(Bank.as_of != newest).values(as_of=newest)).rowcount:
            feed.record(connection, "bank", select(Bank.id))

    def _keep_record(self) -> None:
        report = self._report
        self._connection.execute(
            insert(ImportFile).values(
                mapping=self._mapping.identity,
                entity=report.entity,
                file_name=report.file,
                sha256=self._digest,
                as_of_day=report.as_of_day or 0,
                imported_at=time.time_ns() // 1000,
                status=report.status,
                read=report.read,
                loaded=report.loaded,
                changed=report.changed,
                unchanged=report.unchanged,
                rejected=report.rejected,
                closed=report.closed,
            )
        )


def _late(at: int | None) -> int:
    return 2**63 - 1 if at is None else at


def _short(error: BaseException) -> str:
    # The text of an encoding error holds the bytes it stumbled on; its name and place are enough.
    return error.strerror or str(error) if isinstance(error, OSError) else type(error).__name__
