"""A store comes to the present version whole or stays as it was, with a verified copy at hand."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from advisor_app.data import audit, duplicates, note_search
from advisor_app.data.engine import WRITES, connect, make_engine
from advisor_app.data.errors import MigrationError, StorageError, StoreDamagedError, StoreTooNewError
from advisor_app.data.migrations import LOCATION, to_head
from advisor_app.data.schema import metadata
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from tests.support.stores import insert_customer

KEY = bytes(range(32))

GOOD = '''
"""Give customers a nickname, and rebuild a table that has children."""
import sqlalchemy as sa
from alembic import op
revision = "9001"
down_revision = "{head}"

def upgrade():
    op.add_column("customers", sa.Column("nickname", sa.Text(), nullable=True))
    op.execute("UPDATE customers SET nickname = name")
    with op.batch_alter_table("customers", recreate="always") as batch:
        batch.alter_column("kind", existing_type=sa.Text(), server_default="customer")
'''
FAILING = GOOD + "    op.execute('UPDATE customers SET nickname = no_such_column')\n"
ORPHANING = GOOD + "    op.execute('DELETE FROM customers')\n"
KILLED = GOOD + "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a store of the present version with a customer and a row that hangs on the customer."""
    folder = tmp_path / "book"
    folder.mkdir()
    path = folder / "store.db"
    path.touch(0o600)
    to_head(path, KEY)
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write() as tx:
        customer = insert_customer(tx, name="张伟")
        tx.exec_driver_sql(
            "INSERT INTO tiers VALUES (?, 'gold', 0, 0, 0, 'CNY', '', 1)",
            (customer,),
        )
    store.close()
    return path


def later(tmp_path: Path, source: str) -> Path:
    """Return a folder of migrations with one revision after the present ones."""
    location = tmp_path / "later"
    shutil.copytree(LOCATION, location, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(file.name for file in (location / "versions").glob("0*.py")).split("_")[0]
    (location / "versions" / "9001_nickname.py").write_text(source.replace("{head}", head), encoding="utf-8")
    return location


def content(path: Path) -> list[tuple[object, ...]]:
    with closing(connect(path, KEY)) as connection:
        return list(
            connection.execute(
                "SELECT name, tier, version_num FROM customers, tiers, alembic_version"
            ).fetchall()
        )


def structure(path: Path) -> dict[str, object]:
    """Return what SQLite knows of each table (columns, clustering, keys, indexes), and the triggers."""
    with closing(connect(path, KEY)) as connection:
        found: dict[str, object] = {
            name: (
                connection.execute(f"PRAGMA table_xinfo({name})").fetchall(),
                connection.execute(f"SELECT wr, strict FROM pragma_table_list('{name}')").fetchall(),
                sorted(connection.execute(f"SELECT * FROM pragma_foreign_key_list('{name}')").fetchall()),
                sql.count("DEFERRABLE INITIALLY DEFERRED"),
                sorted(
                    (index, unique, connection.execute(f"PRAGMA index_xinfo({index})").fetchall())
                    for _, index, unique, *_ in connection.execute(f"PRAGMA index_list({name})").fetchall()
                ),
            )
            for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
            if name != "alembic_version"
        }
        found |= connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    return found


def test_a_migrated_store_is_what_the_tables_declare(path: Path, tmp_path: Path) -> None:
    declared = tmp_path / "declared.db"
    declared.touch()
    engine = make_engine(declared, KEY)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    found = structure(path)
    assert {audit.audit.name, "transactions", "customer_search", "audit_in_order"} <= found.keys()
    assert {note_search.note_keys.name, "note_search", "notes_changed"} <= found.keys()
    assert {duplicates.duplicate_keys.name, "compared_changed"} <= found.keys()
    assert structure(path) == structure(declared)
    assert "WITHOUT ROWID" in _sql(path, "transactions")
    assert "WITHOUT ROWID" not in _sql(path, "products")


def _sql(path: Path, table: str) -> str:
    with closing(connect(path, KEY)) as connection:
        return str(connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0])


def test_the_revisions_are_one_line_in_the_order_of_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(LOCATION))
    files = sorted((LOCATION / "versions").glob("[0-9]*.py"))
    revisions = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    assert [revision.revision for revision in revisions] == [file.name.split("_")[0] for file in files]


def test_revisions_never_import_what_will_change() -> None:
    for file in (LOCATION / "versions").glob("*.py"):
        source = file.read_text(encoding="utf-8")
        assert "advisor_app" not in source
        assert "def downgrade" not in source


def test_a_store_at_head_is_left_alone_and_alembic_is_not_loaded(path: Path) -> None:
    before = path.read_bytes()
    command = (
        "import sys; from pathlib import Path; from advisor_app.data.migrations import to_head;"
        f"to_head(Path(sys.argv[1]), {KEY!r}); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, str(path)], capture_output=True, text=True, env=_environment()
    )
    assert done.stdout.strip() == "False", done.stderr
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def test_a_store_of_the_previous_version_comes_forward_with_its_rows(path: Path, tmp_path: Path) -> None:
    to_head(path, KEY, location=later(tmp_path, GOOD))
    assert content(path) == [("张伟", "gold", "9001")]
    with closing(connect(path, KEY)) as connection:
        assert connection.execute("SELECT nickname FROM customers").fetchall() == [("张伟",)]
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]  # the copy is gone


@pytest.mark.parametrize("source", [FAILING, ORPHANING])
def test_a_failure_in_the_middle_leaves_the_old_store_and_names_a_good_copy(
    path: Path, tmp_path: Path, source: str
) -> None:
    before = content(path)
    with pytest.raises(MigrationError) as caught:
        to_head(path, KEY, location=later(tmp_path, source))
    assert content(path) == before
    to_head(path, KEY)  # the former version goes on with it
    copy = caught.value.values["copy"]
    assert isinstance(copy, Path)
    assert str(copy) in str(caught.value)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    assert "张伟".encode() not in copy.read_bytes()
    assert content(copy) == before
    with closing(connect(path, KEY)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(customers)")]
    assert "nickname" not in columns


def test_the_copy_of_a_failure_goes_with_the_next_success(path: Path, tmp_path: Path) -> None:
    location = later(tmp_path, FAILING)
    with pytest.raises(MigrationError):
        to_head(path, KEY, location=location)
    (location / "versions" / "9001_nickname.py").unlink()
    shutil.rmtree(location)
    to_head(path, KEY, location=later(tmp_path, GOOD))
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def test_a_kill_in_the_middle_leaves_a_store_that_the_next_run_completes(path: Path, tmp_path: Path) -> None:
    before = content(path)
    location = later(tmp_path, KILLED)
    command = (
        "import sys; from pathlib import Path; from advisor_app.data.migrations import to_head;"
        f"to_head(Path(sys.argv[1]), {KEY!r}, location=Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", command, str(path), str(location)], env=_environment())
    assert done.returncode == -signal.SIGKILL
    assert content(path) == before
    shutil.rmtree(location)
    to_head(path, KEY, location=later(tmp_path, GOOD))
    assert content(path) == [("张伟", "gold", "9001")]
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def test_a_store_of_a_newer_version_is_refused_unchanged(path: Path, tmp_path: Path) -> None:
    to_head(path, KEY, location=later(tmp_path, GOOD))
    before = path.read_bytes()
    with pytest.raises(StoreTooNewError):
        to_head(path, KEY)
    assert path.read_bytes() == before


def test_without_room_for_the_copy_nothing_begins(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(28, "No space left on device")

    location = later(tmp_path, GOOD)
    monkeypatch.setattr(shutil, "copyfile", no_room)
    before = content(path)
    with pytest.raises(StorageError):
        to_head(path, KEY, location=location)
    assert content(path) == before
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def other_store(content: bytes) -> bytes:
    """Return a whole and readable database of the same key that is not the same one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "store.db")
        path.write_bytes(content)
        with closing(connect(path, KEY)) as connection:
            connection.execute("UPDATE customers SET name = '李娜'")
        return path.read_bytes()


@pytest.mark.parametrize("spoil", [lambda content: content[:-4096], other_store])
def test_a_copy_that_is_not_the_same_is_found_before_anything_is_changed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
) -> None:
    def careless(source: Path, target: Path) -> None:
        target.write_bytes(spoil(source.read_bytes()))

    location = later(tmp_path, GOOD)
    monkeypatch.setattr(shutil, "copyfile", careless)
    before = content(path)
    with pytest.raises(StoreDamagedError):
        to_head(path, KEY, location=location)
    assert content(path) == before


def test_a_damaged_store_is_not_migrated(path: Path, tmp_path: Path) -> None:
    """Its copy would be damaged too: the check of the copy finds what the store's own opening does not."""
    damaged = bytearray(path.read_bytes())
    damaged[-2048] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(StoreDamagedError):
        to_head(path, KEY, location=later(tmp_path, GOOD))
    assert path.read_bytes() == damaged


def test_the_log_of_a_store_survives_the_migration(path: Path, tmp_path: Path) -> None:
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write() as tx:
        end = store.audit.append(tx, "customer.show")
        store.audit.sign(tx)
    store.close()
    to_head(path, KEY, location=later(tmp_path, GOOD))
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.read() as tx:
        assert store.audit.verify(tx).head == end.hash
    store.close()
