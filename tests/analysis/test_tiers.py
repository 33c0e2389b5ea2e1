"""Bulk tiers are those of the scalar reference, reason and all, on two engines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_app.analysis.tiers import current_tiers
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.tiers import Ladder, Step, decide, deciding_month
from tests.analysis.frames import ENGINES, engine, integers, listed

LADDERS = st.lists(st.integers(1, 10**12), max_size=4, unique=True).map(
    lambda cuts: Ladder("entry", tuple(Step(f"tier{n}", cut) for n, cut in enumerate([0, *sorted(cuts)])))
)
AS_OF = st.integers(8000, 22000)


def averages_near(ladder: Ladder) -> st.SearchStrategy[int]:
    """Amounts of any size, most of them at the edges of the tiers."""
    edges = [step.cut_off_minor + delta for step in ladder.steps for delta in (-1, 0, 1)]
    return st.sampled_from([edge for edge in edges if edge >= 0]) | st.integers(0, 2 * 10**12)


@pytest.mark.parametrize("on", ENGINES)
@settings(max_examples=60)
@given(data=st.data(), ladder=LADDERS, as_of=AS_OF)
def test_bulk_and_scalar_agree(on: str, data: st.DataObject, ladder: Ladder, as_of: int) -> None:
    months = st.sampled_from([month_start(as_of), add_months(as_of, -1), add_months(as_of, -2)])
    average = st.tuples(averages_near(ladder), st.integers(0, 100))
    person = st.tuples(st.booleans(), st.dictionaries(months, average))
    people = data.draw(st.dictionaries(st.binary(min_size=16, max_size=16), person, min_size=1, max_size=8))
    with engine(on) as make:
        customers = make(
            [(key, int(active)) for key, (active, _) in people.items()], integers("customer", "active")
        )
        averages = make(
            [
                (key, month, minor, coverage)
                for key, (_, known) in people.items()
                for month, (minor, coverage) in known.items()
            ],
            integers("customer", "month", "average_minor", "coverage"),
        )
        rows = listed(current_tiers(customers, averages, ladder, as_of), "customer")
    expected = []
    for key, (active, known) in sorted(people.items()):
        month = deciding_month(known, as_of)
        minor, coverage = known.get(month, (0, 100))
        decision = decide(ladder, active=active, average_minor=minor)
        expected.append(
            {
                "customer": key,
                "tier": decision.tier,
                "month": month,
                "average_minor": minor,
                "reason": decision.to_json(coverage),
            }
        )
    assert rows == expected
