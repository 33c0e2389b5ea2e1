"""One import run: the files of a folder, each in a transaction of its own, whole or not at all.

So a run that is killed leaves whole files only, and the next run of the same folder loads what is missing: a
file that is known by its content is not loaded again.
"""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select, update

from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank, Source
from advisor_app.head_office.importing.cells import Context
from advisor_app.head_office.importing.file_import import FileImport, Limits, Progress
from advisor_app.head_office.importing.folder import find_files
from advisor_app.head_office.importing.mapping import Mapping
from advisor_app.head_office.importing.rejects import prepare_folder, purge
from advisor_app.head_office.importing.report import Report
from advisor_app.head_office.importing.staging import connect
from advisor_app.i18n import N_


def import_folder(
    engine: Engine,
    mapping: Mapping,
    folder: Path,
    *,
    rejects_dir: Path,
    as_of: date | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import the files of `folder` that `mapping` knows, and report what became of each.

    `as_of` is the day of the data where the files' names say none. Raises InputError when there is nothing to
    import, RefusedError when the bank's base currency is another; a file that cannot be taken stops no other.
    """
    prepare_folder(rejects_dir)
    limits = limits or Limits()
    purge(rejects_dir, limits.rejects_days)
    context = _prepare_bank(engine, mapping)
    deliveries, ignored = find_files(folder, mapping, as_of, context.time_zone)
    report = Report(mapping.name, mapping.system, ignored=ignored, assign_by=mapping.assign_by)
    for delivery in deliveries:
        with connect(engine, rejects_dir) as connection:
            file_import = FileImport(connection, mapping, delivery, context, limits, rejects_dir, progress)
            report.files.append(file_import.run())
            report.proposed_conversions += file_import.proposed
            report.settle(file_import.settled)
    with read(engine) as connection:
        report.as_of_day = connection.execute(select(Bank.as_of)).scalar_one()
    return report


def _prepare_bank(engine: Engine, mapping: Mapping) -> Context:
    """Return what converting needs; an empty bank takes currency and time zone from the mapping."""
    with engine.begin() as connection:
        bank = connection.execute(
            select(Bank.id, Bank.base_currency, Bank.time_zone, Bank.hash_key).with_for_update()
        ).one_or_none()
        if bank is None:
            raise InputError(N_("There is no bank in this database; make one with “init”."))
        wanted = {"base_currency": mapping.base_currency, "time_zone": mapping.time_zone}
        changed = {name: value for name, value in wanted.items() if value not in (None, getattr(bank, name))}
        if changed and connection.execute(select(Source.id)).first() is None:
            connection.execute(update(Bank).values(changed))
            feed.record(connection, "bank", select(Bank.id))
        elif "base_currency" in changed:
            raise RefusedError(
                N_("The bank's base currency is {bank}, the mapping's {mapping}. Nothing was imported."),
                bank=bank.base_currency,
                mapping=mapping.base_currency,
            )
        return Context(
            base_currency=mapping.base_currency or bank.base_currency,
            time_zone=mapping.time_zone or bank.time_zone,
            hash_key=bank.hash_key,
        )
