"""Whose book it is, read from a header that may be anything."""

import json
from pathlib import Path

import pytest

from advisor_app.data.keystores import DEMO, DemoStore
from advisor_app.data.opening import create_store
from advisor_app.data.vault import FLOOR, Secrets
from advisor_app.data.vault.header import FILE_NAME
from advisor_app.services.whose_book import Owner, has_book, whose_book
from tests.support.stores import ADVISOR, DEVICE, PASSPHRASE

NOBODY = Owner()


def test_the_header_of_a_real_store_is_understood(tmp_path: Path) -> None:
    assert not has_book(tmp_path)
    about = {"bank": "江城银行", "advisor_name": "李敏", "server": "https://127.0.0.1:1"}
    create_store(
        tmp_path,
        PASSPHRASE,
        DemoStore(tmp_path),
        Secrets.new(),
        advisor=ADVISOR,
        device=DEVICE,
        demo=True,
        about=about,
        cost=FLOOR,
    )
    assert has_book(tmp_path)
    assert whose_book(tmp_path) == Owner("江城银行", "李敏", ADVISOR, demo=True, bare=True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"about": 7}',
        b'{"about": {}}',
        b'{"about": {"bank": "x"}, "advisor": "A"',
        b'"' + b"x" * 100_000,
    ],
)
def test_what_is_no_header_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert whose_book(tmp_path) == NOBODY


def test_without_a_header_nothing_is_said(tmp_path: Path) -> None:
    assert whose_book(tmp_path) == NOBODY
    (tmp_path / FILE_NAME).mkdir()
    assert whose_book(tmp_path) == NOBODY


def test_what_is_shown_is_one_short_line_of_text(tmp_path: Path) -> None:
    about = {"bank": "a\nb" + "x" * 500, "advisor_name": ["no text"]}
    header = {"about": about, "advisor": 7, "key_store": DEMO, "demo": "yes"}
    (tmp_path / FILE_NAME).write_text(json.dumps(header))
    owner = whose_book(tmp_path)
    assert owner.bank.startswith("a bx")
    assert len(owner.bank) == 60
    assert owner[1:] == ("", "", False, True)


def test_a_folder_that_cannot_be_looked_into_may_hold_a_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", refuse)
    assert has_book(tmp_path)
