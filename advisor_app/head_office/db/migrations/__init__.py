"""Alembic migrations of head office, run from code, up and down, on PostgreSQL and SQLite."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_HERE = str(Path(__file__).parent)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _HERE.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to a revision, in one transaction; does nothing if it is there."""
    config = _config()
    with engine.begin() as connection:
        if revision == "head":
            here = MigrationContext.configure(connection).get_current_revision()
            if here == ScriptDirectory.from_config(config).get_current_head():
                return
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to a revision ("base": no tables), in one transaction."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
