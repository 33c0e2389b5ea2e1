"""What suits a customer, from the extracts of the bank to the device of the advisor, on both databases."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from advisor_app.data import vault
from advisor_app.domain.dates import start_of, to_day
from advisor_app.domain.suitability import verdict
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import Advisor, Customer
from advisor_app.head_office.importing import import_folder, load_mapping
from advisor_app.services.open_book import Book
from advisor_app.services.suitability import Products, allowed_products
from advisor_app.services.synchronise import synchronise
from tests.support.extracts import DAY, write, write_book
from tests.support.office import Device, Office, demo_bank, device, serving

NEXT_DAY = "2026-11-25"
# Whatever the clock says: noon of that day.
NOW = start_of(to_day(date.fromisoformat(NEXT_DAY)), "Asia/Shanghai") + 12 * 3_600_000_000
ANSWERS = json.dumps({"goal": "growth", "horizon": "longer", "liquidity": "not_needed"})
_CUSTOMER = ("key", "number", "kind", "name", "birth_day", "qualified_on", "credit_grade", "credit_graded_on")
_PRODUCT = (
    *("code", "name", "kind", "currency", "risk_grade", "issuer_grade", "issuer", "issuer_kind"),
    *("placement", "term_days", "notice_days"),
)
_PRODUCTS = (
    ("P1", "稳健", "wealth", "CNY", "R2", "", "江城银行", "own", "public", "90", ""),
    ("P2", "代销", "fund", "CNY", "R2", "R5", "云麓基金管理有限公司", "agency", "public", "", "3"),
    ("P3", "信托", "trust", "CNY", "R3", "R3", "华川信托有限责任公司", "agency", "private", "365", ""),
    ("P4", "信用卡", "card", "CNY", "", "", "江城银行", "own", "", "", ""),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Return a head office that serves what the extracts of two days hold."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    folder = tmp_path / "office"
    folder.mkdir()
    engine = demo_bank(folder, url)
    with serving(engine, folder / "tls") as found:
        yield found
    engine.dispose()


def deliver(office: Office, folder: Path, day: str, customer: tuple[Any, ...]) -> None:
    write_book(folder, 1, day)
    write(folder, f"customers-{day}.csv", _CUSTOMER, customer)
    write(folder, f"products-{day}.csv", _PRODUCT, *_PRODUCTS)
    write(
        folder,
        f"risk_assessments-{day}.csv",
        ("key", "customer", "grade", "assessed_on", "expires_on", "place", "questionnaire", "answers"),
        ("R1", "C0", "C3", "2026-08-01", "2027-08-01", "outlet", "risk_2026", ANSWERS),
    )
    report = import_folder(office.engine, load_mapping("native"), folder, rejects_dir=folder / "rejects")
    assert [file.rejected for file in report.files] == [0] * len(report.files)


def judged(own: Device) -> tuple[bytes, Products]:
    with own.store.read() as tx:
        [key] = [bytes(row[0]) for row in tx.exec_driver_sql("SELECT id FROM customers")]
    book = Book(own.directory, vault.load(own.directory), own.secrets, own.store)
    return key, allowed_products(book, key, now=NOW)


def test_a_device_judges_by_what_head_office_imported(bank: Office, tmp_path: Path) -> None:
    deliver(bank, tmp_path / "first", DAY, ("C0", "N0", "customer", "张伟", "1986-03-01", "", "", ""))
    with bank.engine.begin() as connection:
        connection.execute(insert(Advisor).values(number="A1", name="李经理"))
        advisor = connection.execute(select(Advisor.id)).scalar_one()
        customer = connection.execute(select(Customer.id)).scalar_one()
        assignments.assign(connection, {customer: advisor})
    with device(bank, "A1", tmp_path / "device") as own:
        synchronise(own)
        key, found = judged(own)
        assert key == customer
        assert [one.product.name for one in found.allowed] == ["稳健"]
        against = {
            one.product.name: [refusal.rule for refusal in one.verdict.refusals] for one in found.refused
        }
        assert against == {
            "代销": [verdict.ABOVE_GRADE, verdict.GOAL],
            "信托": [verdict.NOT_QUALIFIED],
            "信用卡": [verdict.NO_CREDIT_GRADE],
        }
        # The next day the customer has qualified, and was graded.
        row = ("C0", "N0", "customer", "张伟", "1986-03-01", "2026-11-20", "B", "2026-11-01")
        deliver(bank, tmp_path / "second", NEXT_DAY, row)
        synchronise(own)
        _, found = judged(own)
        assert sorted(one.product.name for one in found.allowed) == ["信托", "信用卡", "稳健"]
        assert found.data_on == found.today
