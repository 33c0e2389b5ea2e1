"""A book on disk as enrolment leaves it, and the command line run on it in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from advisor_app.__main__ import main
from advisor_app.data import vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import create_store, open_store
from tests.support.factories import NOON, TODAY, Book
from tests.support.stores import ADVISOR, DEVICE, PASSPHRASE

PHONE = "13800138000"


@dataclass(frozen=True)
class Ran:
    """What a run of the command line returned and printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a book with a few customers, and a file with its passphrase."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    keys, secrets = DemoStore(folder), vault.Secrets.new()
    create_store(
        folder, PASSPHRASE, keys, secrets, advisor=ADVISOR, device=DEVICE, demo=True, cost=vault.FLOOR
    )
    with open_store(folder, secrets, keys) as store:
        book = Book(store)
        book.add("sources", entity="customers")
        zeng = book.customer("曾国藩", 1_234_567_00, number="C1", phone=PHONE, id_number="11010119900307451X")
        book.customer("[bold]李\x1b[2J四", 50_000_00, number="C2")
        book.customer(None, number="C3")
        book.customer("赵一", number="C4")
        book.customer("赵二", number="C4")
        book.add("tiers", customer_id=zeng, tier="wealth")
        account = book.account(zeng, number="6217000010001234567", balance_minor=200_000_00)
        book.add(
            "transactions", account_id=account, amount_minor=-88_00, category="dining", memo=f"电话{PHONE}"
        )
        book.add("holdings", customer_id=zeng, name="稳健一号", kind="wealth", value_minor=5, rate="0.0215")
        book.add("interactions", customer_id=zeng, outcome="met", note=f"改拨{PHONE}", happened_at=NOON)
        book.add("risk_assessments", customer_id=zeng, expires_on=TODAY - 1)
        book.add("feedback", customer_id=zeng, kind="complaint", score=2, scale=5, status="open")
        book.add("consents", customer_id=zeng, granted=0)
    return folder


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command line on the book, in a wide terminal, in English unless it says otherwise."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, language: str = "en") -> Ran:
        common = [
            "--data-dir",
            str(folder),
            "--passphrase-file",
            str(folder / "passphrase"),
            "--lang",
            language,
        ]
        code = main([*common, *arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run
