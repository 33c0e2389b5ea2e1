"""The real Czech bank from its files to the prompts on a device, held to what was worked out by hand.

The facts of the golden file were added up from the extracts; here head office imports them, computes averages and
tiers, and a device pulls the customers over a real connection and judges them.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from advisor_app.head_office import assignments
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Advisor
from advisor_app.head_office.importing import import_folder, load_mapping
from advisor_app.head_office.nightly import after_import
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.prompts import customer_prompts, keep_prompts, prompts_today
from advisor_app.services.synchronise import synchronise
from tests.domain.prompts.facts import BERKA_MOMENT, POLICY, golden
from tests.domain.prompts.test_golden import expected, plain
from tests.support.office import PASSPHRASE, device, serving

ADVISOR = "A0001"
NUMBERS = [facts["number"] for facts in golden("golden_berka")]


@pytest.mark.timeout(300)
def test_a_device_prompts_what_was_worked_out_from_the_files(
    tmp_path: Path, shared_data: Callable[..., Path]
) -> None:
    bank = NewBank("Berka", "CZK", "Europe/Prague", demo=True)
    engine = create_bank(f"sqlite:///{tmp_path / 'bank.db'}", bank)
    import_folder(engine, load_mapping("berka"), shared_data("berka"), rejects_dir=tmp_path / "rejects")
    after_import(engine)
    with engine.begin() as connection:
        connection.execute(insert(Advisor).values(number=ADVISOR, name="Novák"))
        feed.record(connection, "advisors", select(Advisor.id))
        wanted = assignments.from_numbers(connection, dict.fromkeys(NUMBERS, ADVISOR))
        assert assignments.assign(connection, wanted) == len(NUMBERS)
    with serving(engine, tmp_path / "tls") as office:
        with device(office, ADVISOR, tmp_path / "device"):
            pass
        with open_book(tmp_path / "device", PASSPHRASE) as book:
            synchronise(book)
            _compare(book, _keys(book))
    engine.dispose()


def _compare(book: Book, keys: dict[str, bytes]) -> None:
    """Compare the prompts of each customer, alone and in the list of the whole book, also when that was kept."""
    worked_out = {facts["number"]: facts["expect"] for facts in golden("golden_berka")}
    now = BERKA_MOMENT.now
    for number, prompts in worked_out.items():
        found = [plain(one) for one in customer_prompts(book, keys[number], now=now)]
        assert found == [expected(one) for one in prompts], number
    listed = sum(len(group.prompts) for group in prompts_today(book, now=now).groups)
    assert listed == min(POLICY.prompts.per_day, sum(map(len, worked_out.values())))
    assert keep_prompts(book, now=now)


def _keys(book: Book) -> dict[str, bytes]:
    with book.store.read() as tx:
        found = tx.exec_driver_sql("SELECT number, id FROM customers")
        return {number: bytes(key) for number, key in found}
