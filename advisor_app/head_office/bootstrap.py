"""Head office's composition root: the only place that opens its database and makes a bank in an empty one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, insert, inspect, select

from advisor_app.domain.dates import to_day
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.db import engine as database
from advisor_app.head_office.db.migrations import upgrade
from advisor_app.head_office.db.models import Bank, Bucket
from advisor_app.head_office.policies import publish_default
from advisor_app.i18n import N_


@dataclass(frozen=True, slots=True)
class NewBank:
    """What `create_bank` is told of a bank."""

    name: str
    base_currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    demo: bool = False


def create_bank(url: str, bank: NewBank, key_file: Path | None = None) -> Engine:
    """Make the tables and the bank's row in an empty database, and publish the default policy.

    An SQLite file of a bank that is no demo is encrypted; its key is made where there is none yet.
    Raises InputError if there is a bank already, DatabaseRefused.
    """
    parsed = database.parse_url(url)
    if parsed.drivername == "sqlite" and not bank.demo:
        path = database.key_file_for(parsed, key_file)
        if not path.exists() and not Path(parsed.database or "").exists():
            database.create_key(path)
    engine = database.open_engine(parsed, key_file, plain=bank.demo)
    upgrade(engine)
    with engine.begin() as connection:
        if connection.execute(select(Bank.id)).first():
            raise InputError(N_("There is a bank in this database already; nothing was changed."))
        connection.execute(
            insert(Bank).values(
                id=1,
                name=bank.name,
                base_currency=bank.base_currency,
                time_zone=bank.time_zone,
                as_of=to_day(date(1970, 1, 1)),
                demo=int(bank.demo),
                hash_key=secrets.token_bytes(32),
                token_key=secrets.token_bytes(32),
            )
        )
        connection.execute(insert(Bucket).values(kind="bank"))
        publish_default(connection)
    if parsed.drivername == "sqlite":
        Path(parsed.database or "").chmod(0o600)
    return engine


@contextmanager
def opened(url: str, key_file: Path | None = None) -> Iterator[Engine]:
    """Yield what `open_bank` returns, and close its connections at the end."""
    engine = open_bank(url, key_file)
    try:
        yield engine
    finally:
        engine.dispose()


def open_bank(url: str, key_file: Path | None = None) -> Engine:
    """Open a database that holds a bank, migrated to the present version.

    Raises InputError if there is none, RefusedError for real people's data in an unencrypted file.
    """
    parsed = database.parse_url(url)
    if parsed.drivername == "sqlite" and not Path(parsed.database or "").exists():
        raise InputError(N_("There is no database at {path}; make one with “init”."), path=parsed.database)
    engine = database.open_engine(parsed, key_file)
    if not inspect(engine).has_table("bank"):
        raise InputError(N_("There is no bank in this database; make one with “init”."))
    upgrade(engine)
    with database.read(engine) as connection:
        demo = connection.execute(select(Bank.demo)).scalar()
    if demo is None:
        raise InputError(N_("There is no bank in this database; make one with “init”."))
    if parsed.drivername == "sqlite" and not demo and database.is_plain(Path(parsed.database or "")):
        raise RefusedError(N_("{path} is not encrypted, and its bank is no demo."), path=parsed.database)
    return engine
