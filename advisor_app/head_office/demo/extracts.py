"""Writing the demo bank as extract files in the native format, the form in which a bank would deliver
them.

The columns are those of `resources/mappings/native.md`. Transactions are written from arrays, a chunk of
customers at a time, everything else row by row; nothing is kept in memory.
"""

import csv
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv

from advisor_app.domain.dates import from_day
from advisor_app.head_office.demo.flows import CHANNELS, Int, Strings, flows
from advisor_app.head_office.demo.ledger import Posted
from advisor_app.head_office.demo.world import DAY

_OFFSET = "+08:00"
_FIRST_TRANSACTION = 10_000_000_001

COLUMNS = {
    "branches": "code name",
    "advisors": "number name branch",
    "districts": "code name region",
    "products": (
        "code name kind currency risk_grade issuer issuer_kind rate benchmark minimum quota term_days "
        "opens_on closes_on channels as_of issuer_grade placement notice_days"
    ),
    "households": "key name",
    "customers": (
        "key number kind name sex birth_day id_kind id_number id_expires_on phone email address "
        "occupation household household_role branch district opened_on closed_on qualified_on "
        "insurance_checked_on credit_grade credit_graded_on"
    ),
    "accounts": "key number kind currency opened_on closed_on balance balance_on statement branch district",
    "account_holders": "key account customer role",
    "cards": "key account customer kind number issued_on expires_on closed_on",
    "loans": (
        "key account kind currency principal outstanding payment rate starts_on ends_on months status "
        "closed_on"
    ),
    "standing_orders": (
        "key account currency counterparty counterparty_bank counterparty_account amount category"
    ),
    "transactions": (
        "key account day currency amount balance kind channel counterparty counterparty_bank "
        "counterparty_account category memo at"
    ),
    "holdings": (
        "key customer account product kind name currency quantity value principal rate starts_on "
        "matures_on as_of closed_on"
    ),
    "interactions": (
        "key customer advisor channel direction purpose outcome note happened_at duration next_step "
        "next_step_on"
    ),
    "feedback": (
        "key customer interaction product kind channel score scale text happened_at status due_on handler complex "
        "answered_on resolution"
    ),
    "consents": "key customer channel purpose granted source recorded_at",
    "risk_assessments": "key customer grade assessed_on expires_on place questionnaire answers score",
    "digital_events": "key customer channel kind subject happened_at basis",
}
"""The files and their columns, separated by spaces."""


@cache
def day_text(day: int) -> str:
    """Return a day as the format writes it."""
    return from_day(day).isoformat()


def maybe_day(day: int | None) -> str:
    """Return a day as the format writes it, or nothing."""
    return "" if day is None else day_text(day)


def instant_text(at: int) -> str:
    """Return a local second as an instant with its offset."""
    day, second = divmod(at, DAY)
    return f"{day_text(day)}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{_OFFSET}"


def money_text(fen: int) -> str:
    """Return fen as an amount in yuan."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


class Extracts:
    """The open files of one run; a context manager that closes them."""

    def __init__(self, folder: Path, as_of: int) -> None:
        self.rows = dict.fromkeys(COLUMNS, 0)
        self._files: dict[str, Any] = {}
        self._writers: dict[str, Any] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            path = folder / f"{name}-{day_text(as_of)}.csv"
            if name == "transactions":
                # No text of the generator needs quotes; the writer refuses one that would.
                options = pcsv.WriteOptions(quoting_style="none")
                self._transactions = pcsv.CSVWriter(path, _schema(), write_options=options)
                continue
            self._files[name] = path.open("w", encoding="utf-8", newline="")
            self._writers[name] = csv.writer(self._files[name], lineterminator="\n")
            self._writers[name].writerow(columns.split())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transactions.close()
        for file in self._files.values():
            file.close()

    def write(self, name: str, *cells: object) -> None:
        """Write one row; the cells in the order of the columns, None for an empty one."""
        self._writers[name].writerow(cells)
        self.rows[name] += 1

    def transactions(self, posted: Posted, account_keys: list[str], base: int, strings: Strings) -> None:
        """Write the transactions of accounts with consecutive indices from `base`."""
        events, size = posted.events, len(posted.events)
        first = _FIRST_TRANSACTION + self.rows["transactions"]
        self.rows["transactions"] += size
        parties, known = list(strings.parties), list(flows().values())
        at = pa.array(events.at, pa.timestamp("s"))
        columns = [
            pa.array(np.arange(first, first + size)),
            _worded(events.account - base, account_keys),
            pa.array((events.at // DAY).astype(np.int32), pa.int32()).cast(pa.date32()),
            _worded(np.zeros(size, np.int64), ["CNY"]),
            _money(events.fen),
            _money(posted.balance),
            _worded(events.flow, [flow.kind for flow in known]),
            _worded(events.channel, list(CHANNELS)),
            *(_worded(events.party, [party[part] for party in parties]) for part in range(3)),
            _worded(events.flow, [flow.category for flow in known]),
            _worded(events.memo, list(strings.memos)),
            pc.strftime(at, format=f"%Y-%m-%dT%H:%M:%S{_OFFSET}"),
        ]
        self._transactions.write_table(pa.Table.from_arrays(columns, schema=_schema()))


@cache
def _schema() -> Any:
    types = {
        "key": pa.int64(),
        "day": pa.date32(),
        "amount": pa.decimal128(18, 2),
        "balance": pa.decimal128(18, 2),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS["transactions"].split()])


def _worded(numbers: Int, listed: list[str]) -> Any:
    """Return the text with each number; an empty one as nothing."""
    texts = pa.array([text or None for text in listed], pa.string())
    return texts.take(pa.array(numbers))


def _money(fen: Int) -> Any:
    """Return fen as decimals with two places: 128-bit integers, the upper half being the sign."""
    wide = np.empty((len(fen), 2), dtype="<i8")
    wide[:, 0], wide[:, 1] = fen, fen >> 63
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(fen), [None, pa.py_buffer(wide.tobytes())])
