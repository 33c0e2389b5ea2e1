"""What the list can be narrowed by: the numbers are those of the lists that the filters give."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.data.apply import clear_book
from advisor_app.data.reads import customers, facets
from advisor_app.data.store import Store
from advisor_app.domain.customers import BranchCount, CustomerQuery
from tests.support.factories import TODAY, Book


def test_tiers_follow_the_policy_and_the_rest_comes_by_number(store: Store) -> None:
    book = Book(store)
    small, large = (book.add("branches", code=name, name=name) for name in ("小", "大"))
    book.add("branches", code="空", name="空")
    people = [book.customer(None, branch_id=branch) for branch in (large, small, large, None)]
    for key, tier in zip(people, ("wealth", "mass", "platinum", "mass"), strict=True):
        book.add("tiers", customer_id=key, tier=tier)
    for key in people[:2]:
        book.add("holdings", customer_id=key, kind="fund")
        book.add("holdings", customer_id=key, kind="fund")
    book.add("holdings", customer_id=people[0], kind="trust", closed_on=TODAY)
    book.add("cards", customer_id=people[0], account_id=book.account(*people[:3]), kind="debit")
    with store.read() as tx:
        found = facets.read(tx)
    assert found.total == 4
    assert found.tiers == (("mass", 2), ("wealth", 1), ("platinum", 1))
    assert found.branches == (BranchCount(large, "大", 2), BranchCount(small, "小", 1))
    assert found.kinds == (("current", 3), ("fund", 2), ("debit", 1))
    assert found.bank is not None
    assert found.policy.version == 1


def test_an_empty_book_has_none(store: Store) -> None:
    with store.read() as tx:
        found = facets.read(tx)
    assert (found.bank, found.total, found.tiers, found.branches, found.kinds) == (None, 0, (), (), ())


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from([None, "gold", "wealth"]),
        st.sampled_from([None, 0, 1]),
        st.lists(st.tuples(st.sampled_from(["fund", "metal"]), st.booleans()), max_size=3),
    ),
    max_size=8,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE)
def test_each_number_is_that_of_the_filtered_list(
    store: Store, people: list[tuple[str | None, int | None, list[tuple[str, bool]]]]
) -> None:
    with store.write() as tx:
        clear_book(tx)
    book = Book(store)
    branches = [book.add("branches", code=str(number), name=str(number)) for number in range(2)]
    for tier, branch, holdings in people:
        key = book.customer(None, branch_id=None if branch is None else branches[branch])
        if tier:
            book.add("tiers", customer_id=key, tier=tier)
        for kind, open_ in holdings:
            book.add("holdings", customer_id=key, kind=kind, closed_on=None if open_ else TODAY)
    with store.read() as tx:
        found = facets.read(tx)
        assert found.total == customers.count(tx, CustomerQuery()) == len(people)
        for tier, number in found.tiers:
            assert customers.count(tx, CustomerQuery(tiers=(tier,))) == number > 0
        for each in found.branches:
            assert customers.count(tx, CustomerQuery(branch_ids=(each.id,))) == each.customers > 0
        for kind, number in found.kinds:
            assert customers.count(tx, CustomerQuery(product_kinds=(kind,))) == number > 0
        missing = {"fund", "metal"} - {kind for kind, _ in found.kinds}
        assert all(customers.count(tx, CustomerQuery(product_kinds=(kind,))) == 0 for kind in missing)
