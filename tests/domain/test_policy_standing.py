"""Which published policies are not used, and why: those above the one in force, and older ones that came after it."""

import pytest

from advisor_app.domain.policy import in_force
from advisor_app.domain.policy.standing import refused
from advisor_app.domain.records import Policy as Document
from advisor_app.paths import resources

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def document(version: int, published_at: int, says: int | None = None, text: str = DEFAULT) -> Document:
    """Return a document that was published as a version and says that it is one."""
    said = text.replace("version = 1\n", f"version = {says or version}\n", 1)
    return Document(version, said, published_at)


def broken(version: int, published_at: int) -> Document:
    return document(version, published_at, text=DEFAULT.replace("amber_percent = 80", "amber_percent = 0"))


@pytest.mark.parametrize(
    ("documents", "used", "expected"),
    [
        ([], None, {}),
        ([document(1, 10)], 1, {}),
        ([document(1, 10), document(2, 20)], 2, {}),  # what had its time is not refused
        ([document(1, 10), broken(2, 20)], 1, {2: "out_of_range"}),
        ([document(1, 10), broken(2, 20), document(3, 30)], 3, {}),  # nobody needs to know any more
        ([document(1, 10), document(4, 20, says=3)], 1, {4: "other_version"}),
        ([document(1, 30), document(2, 20)], 2, {1: "not_newer"}),
        ([broken(1, 30), document(2, 20)], 2, {1: "not_newer"}),
        ([broken(1, 10), broken(2, 20)], None, {2: "out_of_range", 1: "out_of_range"}),
    ],
)
def test_what_is_refused_stands_above_the_one_in_force_or_came_after_it(
    documents: list[Document], used: int | None, expected: dict[int, str]
) -> None:
    found = in_force(documents)
    assert (found.version if found else None) == used
    assert {one.version: one.error.reason for one in refused(documents)} == expected
    assert [one.version for one in refused(documents)] == sorted(expected, reverse=True)


def test_it_is_refused_with_the_line_that_says_the_version() -> None:
    [line] = [number for number, said in enumerate(DEFAULT.splitlines(), 1) if said == "version = 1"]
    late, other = document(1, 30), document(9, 40, says=3)
    assert [one.error.line for one in refused([late, document(2, 20), other])] == [line, line]
