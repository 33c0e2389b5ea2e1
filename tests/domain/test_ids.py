"""Identifiers: made in order and never twice, and derived the same everywhere."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.ids import derived_id, new_id


def test_new_ids_are_of_version_7_and_in_order() -> None:
    made = [new_id() for _ in range(1000)]
    assert {UUID(bytes=key).version for key in made} == {7}
    assert sorted(set(made)) == made


@given(st.lists(st.binary(), min_size=1))
def test_derived_ids_are_of_version_8_and_the_same_again(parts: list[bytes]) -> None:
    made = UUID(bytes=derived_id(*parts))
    assert (made.version, made.variant) == (8, "specified in RFC 4122")
    assert derived_id(*parts) == made.bytes


def test_parts_do_not_run_together() -> None:
    made = {derived_id(b"ab", b"c"), derived_id(b"a", b"bc"), derived_id(b"abc"), derived_id(b"abc", b"")}
    assert len(made) == 4


def test_a_derived_id_never_changes() -> None:
    assert derived_id(b"contact", b"calls").hex() == "e1d73bf4d6db8f409a5f11cd16851be7"
