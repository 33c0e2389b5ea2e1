"""Opening head office's database: what is refused, and that an SQLite file is encrypted."""

from pathlib import Path

import pytest

from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.bootstrap import NewBank, create_bank, open_bank
from advisor_app.head_office.db.engine import DatabaseRefused, is_plain, parse_url


@pytest.mark.parametrize(
    "url",
    ["", "bank.db", "mysql://host/db", "sqlite://", "postgresql://user:secret@host/db", "oracle+x://"],
)
def test_a_url_that_we_do_not_open_is_refused(url: str) -> None:
    with pytest.raises(DatabaseRefused) as refused:
        parse_url(url)
    assert "secret" not in str(refused.value)


def test_a_bank_of_real_people_is_encrypted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    create_bank(url, NewBank("某银行")).dispose()
    assert not is_plain(tmp_path / "office.db")
    assert (tmp_path / "office.db.key").stat().st_mode & 0o077 == 0
    open_bank(url).dispose()


def test_a_demo_bank_is_plain_and_a_forged_mark_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    engine = create_bank(url, NewBank("江城银行", demo=True))
    assert is_plain(tmp_path / "office.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE bank SET demo = 0")
    engine.dispose()
    with pytest.raises(RefusedError):
        open_bank(url)


def test_a_wrong_or_missing_key_is_said_plainly(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    create_bank(url, NewBank("某银行")).dispose()
    key = tmp_path / "office.db.key"
    key.write_text("00" * 32)
    with pytest.raises(DatabaseRefused):
        open_bank(url)
    key.write_text("not hexadecimal")
    with pytest.raises(DatabaseRefused):
        open_bank(url)
    key.unlink()
    with pytest.raises(DatabaseRefused):
        open_bank(url)


def test_there_is_one_bank_in_a_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with pytest.raises(InputError):
        open_bank(url)
    create_bank(url, NewBank("某银行")).dispose()
    with pytest.raises(InputError):
        create_bank(url, NewBank("某银行"))
