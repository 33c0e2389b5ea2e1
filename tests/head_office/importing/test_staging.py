"""Staging: what PostgreSQL's COPY is given comes back as it was, and SQLite's spill file can be read by nobody."""

from pathlib import Path

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text

from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.importing import load_mapping
from advisor_app.head_office.importing.staging import Staging, connect, copy_text
from tests.support.postgres import Server

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6
) | st.sampled_from(["\\N", "\\.", "\\", "\t", "\r\n", "", "NULL", "\\x00"])


def test_copy_gives_back_every_value(postgres_server: Server) -> None:
    with postgres_server.connect() as connection:
        connection.execute("CREATE TEMP TABLE t (n bigint, s text, b bytea)")

        @settings(max_examples=60)
        @given(
            st.lists(
                st.tuples(
                    st.none() | st.integers(-(2**63), 2**63 - 1),
                    st.none() | TEXT,
                    st.none() | st.binary(max_size=4),
                ),
                min_size=1,
            )
        )
        def check(rows: list[tuple[int | None, str | None, bytes | None]]) -> None:
            columns = [copy_text(column) for column in zip(*rows, strict=True)]
            connection.execute("TRUNCATE t")
            with connection.cursor().copy("COPY t FROM STDIN") as copy:
                copy.write("".join("\t".join(row) + "\n" for row in zip(*columns, strict=True)))
            cursor: psycopg.Cursor[tuple[object, ...]] = connection.execute("SELECT n, s, b FROM t")
            assert sorted(map(repr, cursor.fetchall())) == sorted(map(repr, rows))

        check()


def test_the_spill_file_has_no_name_and_no_plain_text(tmp_path: Path) -> None:
    engine = create_bank(f"sqlite:///{tmp_path / 'bank.db'}", NewBank("x"))
    found = spilled(engine, tmp_path)
    assert not any(secret in found for secret in SECRETS)
    # The control: a demo bank has no key, and its spill shows them all.
    plain = create_bank(f"sqlite:///{tmp_path / 'demo.db'}", NewBank("x", demo=True))
    found = spilled(plain, tmp_path)
    assert all(secret in found for secret in SECRETS)


SECRETS = ["曾静".encode(), b"19912345678"]


def spilled(engine: Engine, folder: Path) -> bytes:
    """Stage customers and return the bytes of the spill file, read through the descriptor that is still open."""
    spec = next(spec for spec in load_mapping("native").files if spec.target.entity == "customers")
    before = set(folder.iterdir())
    with connect(engine, folder) as connection, connection.begin():
        staging = Staging(connection, spec, ["key", "name", "phone"])
        with staging.writer() as writer:
            keys = [f"C{n}" for n in range(100_000)]
            writer.add(range(2, 100_002), [keys, ["曾静" * 60] * 100_000, ["19912345678"] * 100_000], [])
        assert not [path for path in set(folder.iterdir()) - before if "spill" in path.name]
        (open_file,) = (
            link
            for link in Path("/proc/self/fd").iterdir()
            if link.is_symlink() and "spill-" in str(link.readlink())
        )
        data = open_file.read_bytes()
    engine.dispose()
    assert len(data) > 1_000_000
    return data


def test_another_connection_does_not_see_staged_records(postgres_url: str) -> None:
    engine = create_bank(postgres_url, NewBank("x"))
    spec = load_mapping("native").files[0]
    with connect(engine, Path()) as connection, connection.begin():
        Staging(connection, spec, ["code", "name"])
        other = create_engine(engine.url)
        with other.connect() as reader:
            assert reader.execute(text("SELECT to_regclass('import_rows')")).scalar() is None
        other.dispose()
    engine.dispose()
