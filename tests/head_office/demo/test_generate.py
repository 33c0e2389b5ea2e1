"""The generator as its callers see it: repeatable, of the size asked for, clear about bad arguments."""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor_app.errors import InputError
from advisor_app.head_office.demo import generate
from tests.head_office.demo.conftest import Extracts, fen, read


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.csv"))
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_bank(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        generate(tmp_path / name, seed=seed, customers=60, advisors=2, transactions_per_customer=30)
    first, again, other = (digests(tmp_path / name) for name in ("one", "again", "other"))
    assert first == again
    # Branches, districts and the advisors' branches are no matter of chance.
    same = {name for name in first if first[name] == other[name]}
    assert same == {"branches-2026-11-24.csv", "districts-2026-11-24.csv", "products-2026-11-24.csv"}


def test_the_first_families_do_not_depend_on_the_size_of_the_bank(tmp_path: Path) -> None:
    for customers in (40, 80):
        generate(tmp_path / str(customers), seed=5, customers=customers, advisors=1, months=2)
    small, large = (read(tmp_path / size / "extracts/customers-2026-11-24.csv") for size in ("40", "80"))
    names = [row["name"] for row in small[:-1]]
    assert names == [row["name"] for row in large[: len(names)]]


def test_every_advisor_has_the_same_number_of_customers(extracts: Extracts) -> None:
    assigned = read(extracts.summary.assignments)
    assert Counter(row["advisor"] for row in assigned) == {"K1001": 100, "K1002": 100, "K1003": 100}
    assert {row["customer"] for row in assigned} == {row["number"] for row in extracts.files["customers"]}


def test_the_summary_counts_what_was_written(extracts: Extracts) -> None:
    assert {name: len(rows) for name, rows in extracts.files.items()} == extracts.summary.rows
    assert sum(extracts.summary.bands.values()) == 300
    assert extracts.summary.bank == "江城银行"


@pytest.mark.parametrize("wanted", [150, 400])
def test_as_many_transactions_as_were_asked_for(tmp_path: Path, wanted: int) -> None:
    summary = generate(tmp_path, seed=5, customers=400, advisors=1, transactions_per_customer=wanted)
    assert summary.rows["transactions"] / 400 == pytest.approx(wanted, rel=0.05)


def test_another_business_date_and_window(tmp_path: Path) -> None:
    as_of = date(2024, 3, 15)
    summary = generate(tmp_path, seed=5, customers=50, advisors=1, months=6, as_of=as_of)
    rows = read(summary.extracts / "transactions-2024-03-15.csv")
    assert min(row["day"] for row in rows) >= "2023-09-01"
    assert max(row["day"] for row in rows) <= "2024-03-15"


def test_a_tiny_bank(tmp_path: Path) -> None:
    summary = generate(tmp_path, seed=5, customers=1, advisors=1, months=1)
    assert summary.rows["customers"] == 1


def test_progress_ends_with_all_customers(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    generate(
        tmp_path,
        seed=5,
        customers=2500,
        advisors=2,
        months=1,
        transactions_per_customer=1,
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen[-1] == (2500, 2500)
    assert len(seen) == 3
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    "arguments",
    [
        {"customers": 0},
        {"advisors": 0},
        {"customers": 2, "advisors": 3},
        {"months": 0},
        {"months": 61},
        {"as_of": date(2014, 12, 31)},
        {"as_of": date(2090, 1, 1)},
    ],
)
def test_impossible_arguments_are_refused_before_anything_is_written(
    tmp_path: Path, arguments: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        generate(tmp_path, **({"seed": 1, "customers": 10, "advisors": 1} | arguments))
    assert list(tmp_path.iterdir()) == []


def test_extracts_are_not_overwritten(tmp_path: Path) -> None:
    generate(tmp_path, seed=1, customers=5, advisors=1, months=1)
    before = digests(tmp_path)
    with pytest.raises(InputError) as raised:
        generate(tmp_path, seed=2, customers=5, advisors=1, months=1)
    assert raised.value.message_id == "{folder} has extracts already."
    assert digests(tmp_path) == before


def test_no_cell_breaks_the_format(extracts: Extracts) -> None:
    for rows in extracts.files.values():
        assert all(None not in row and None not in row.values() for row in rows)
    for row in extracts.files["transactions"]:
        assert fen(row["amount"]) != 0
