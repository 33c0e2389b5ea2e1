"""Saved queries come back as they were, under names that tell them apart."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.data import segments
from advisor_app.data.store import Store
from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort, Segment
from advisor_app.errors import InputError

QUERIES = st.builds(
    CustomerQuery,
    text=st.text(max_size=20),
    tiers=st.lists(st.sampled_from(["gold", "wealth"]), max_size=2).map(tuple),
    branch_ids=st.lists(st.integers(0, 2**40), max_size=3).map(tuple),
    product_kinds=st.lists(st.sampled_from(["fund", "debit"]), max_size=2).map(tuple),
    sort=st.sampled_from(CustomerSort),
    reverse=st.booleans(),
    among=st.sampled_from(Among),
)


def save(store: Store, name: str, query: CustomerQuery, key: bytes | None = None) -> Segment:
    with store.write() as tx:
        return segments.save(tx, name, query, key)


def kept(store: Store) -> tuple[Segment, ...]:
    with store.read() as tx:
        return segments.read(tx)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES)
def test_a_query_comes_back_as_it_was(store: Store, query: CustomerQuery) -> None:
    saved = save(store, "客群", query)
    assert saved == (saved.id, "客群", query)
    assert kept(store) == (saved,)
    with store.write() as tx:
        assert segments.delete(tx, saved.id)
        assert not segments.delete(tx, saved.id)
    assert kept(store) == ()


def test_the_page_is_not_part_of_a_segment(store: Store) -> None:
    saved = save(store, "客群", CustomerQuery("曾", limit=7, offset=70))
    assert saved.query == CustomerQuery("曾")
    assert kept(store) == (saved,)


def test_they_stay_in_the_order_in_which_they_were_made(store: Store) -> None:
    made = [save(store, name, CustomerQuery(name)) for name in ("丙", "甲", "乙")]
    changed = save(store, "甲之二", CustomerQuery("别"), made[1].id)
    assert kept(store) == (made[0], changed, made[2])
    assert changed.id == made[1].id
    with store.write() as tx:
        segments.delete(tx, made[0].id)
    assert save(store, "丙", CustomerQuery("丙"), made[0].id) == made[0]
    assert kept(store)[0] == made[0]


@pytest.mark.parametrize("name", ["", "  \t", "\n", "\u200b\u0000", "\ud800", "长" * 41])
def test_a_name_that_is_none_is_refused(store: Store, name: str) -> None:
    with pytest.raises(InputError):
        save(store, name, CustomerQuery())
    assert kept(store) == ()


@pytest.mark.parametrize("name", ["VIP 客户", "vip  客户", " ＶＩＰ 客户", "VIP\u2028客户"])
def test_a_name_is_used_once(store: Store, name: str) -> None:
    saved = save(store, "Vip 客户", CustomerQuery("一"))
    with pytest.raises(InputError) as caught:
        save(store, name, CustomerQuery("二"))
    assert "“" in str(caught.value)
    assert kept(store) == (saved,)
    assert save(store, name, CustomerQuery("二"), saved.id).query.text == "二"  # its own name it may have


def test_what_a_name_is_made_of_is_harmless(store: Store) -> None:
    assert save(store, "'; DROP TABLE segments; --", CustomerQuery()).name == "'; DROP TABLE segments; --"
    assert save(store, "<b>{x}\x1b[2J", CustomerQuery()).name == "<b>{x} [2J"
    assert len(kept(store)) == 2
