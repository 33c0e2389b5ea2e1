"""Features are those of a plain computation, row by row, on the engines that start at once."""

from collections.abc import Iterator

import pytest

from advisor_app.analysis.features import Parts, Span, columns, features
from advisor_app.domain.policy import Policy
from tests.analysis.features.bank import AS_OF, Bank, frames, invented, rules
from tests.analysis.features.engines import QUICK, Make, engine, rows
from tests.analysis.features.reference import Reference, named


@pytest.fixture(scope="module")
def policy() -> Policy:
    return rules()


@pytest.fixture(scope="module", params=QUICK)
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    with engine(request.param) as made:
        yield made


def computed(bank: Bank, make: Make, policy: Policy) -> dict[bytes, dict[str, object]]:
    inputs, _ = frames(bank, make)
    table = features(Parts(inputs, policy, Span(AS_OF)))
    names = columns(policy)
    return {key: dict(zip(names, values, strict=True)) for key, *values in rows(table)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_they_are_those_of_a_plain_computation(make: Make, policy: Policy, seed: int) -> None:
    bank = invented(seed, 60)
    reference = Reference(bank, policy)
    expected = {each["customer"]: reference.features(each) for each in named(bank, "customers")}
    assert sum(bool(each["recurring"]) for each in expected.values()) > 5, "the bank tries too little"
    assert computed(bank, make, policy) == expected


def test_a_bank_without_rows_has_none(make: Make, policy: Policy) -> None:
    assert computed(Bank(), make, policy) == {}


def test_who_does_nothing_has_nothing(make: Make, policy: Policy) -> None:
    bank = Bank()
    bank.add("customers", b"a" * 16, None, None)
    (found,) = computed(bank, make, policy).values()
    assert set(found.values()) == {0, None}
    assert found["own_last_on"] is None
    assert found["cash_percent"] is None
