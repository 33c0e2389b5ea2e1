"""The lines of a policy: every key of a valid document is found where it stands, and nothing else."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.policy import PolicyError, parse
from advisor_app.domain.policy.lines import line_of, lines
from advisor_app.paths import resources

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")

# The line of each key stands in the comment at its end; where there is none, another line says it.
TRICKY = '''\
top = 1 #= top
[a] #= a
"quoted key" = "x # = [no comment]" #= a.quoted key
'raw.key' = 'C:\\' #= a.raw.key
b.c.d = true #= a.b a.b.c a.b.c.d
"esc\\u0061ped" = 2026-11-24 10:00:00 #= a.escaped
text = """ #= a.text
[not.a.table]
key = 1 \\
""""" #=
after = [ # a comment, with ] #= a.after
  1, #= a.after[1]
  { x = 1, y = { z = [[2], []] } }, #= a.after[2] a.after[2].x a.after[2].y a.after[2].y.z a.after[2].y.z[1] \
a.after[2].y.z[1][1] a.after[2].y.z[2]
] #=
raw = \'\'\' #= a.raw
[[also.not]]
\'\'\' #=
[[list]] #= list list[1]
code = "first" #= list[1].code
  [list.inner] #= list[1].inner
  n = 0x1F #= list[1].inner.n
  [[list.more]] #= list[1].more list[1].more[1]
[[list]] #= list[2]
[[ list . "more" ]] #= list[2].more list[2].more[1]
[[list.more]] #= list[2].more[2]
x = 1.5e3 #= list[2].more[2].x
[deep.er] #= deep deep.er
empty = {} #= deep.er.empty
'''


def keys(value: object, path: str = "") -> Iterator[str]:
    """Yield what `lines` must name, from the document as the standard library reads it."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, item in value.items():
            yield from keys(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from keys(item, f"{path}[{number}]")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_kind_of_key_is_found_on_its_line(ends: str) -> None:
    expected = {}
    for number, line in enumerate(TRICKY.splitlines(), 1):
        for key in re.findall(r"(?:[^\s]| (?=key))+", line.rpartition("#=")[2] if "#=" in line else ""):
            expected[key] = number
    assert lines(TRICKY.replace("\n", ends)) == expected
    assert set(expected) == set(keys(tomllib.loads(TRICKY)))


def test_the_lines_of_the_default_name_what_stands_there() -> None:
    found, text = lines(DEFAULT), DEFAULT.splitlines()
    assert set(found) == set(keys(tomllib.loads(DEFAULT)))
    named = [(key, text[line - 1]) for key, line in found.items() if not key.endswith("]")]
    assert [(key, line) for key, line in named if key.rpartition(".")[2] not in line] == []


names = st.text("ab_1", min_size=1, max_size=3) | st.text(' ."\\#=[]{}客', min_size=1, max_size=4)
scalars = st.integers() | st.booleans() | st.text(st.characters(codec="utf-8", exclude_categories=["C"]))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


def written(value: object) -> str:
    """Write a value inline; every entry of a list on a line of its own, with a comment."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + "".join(f"\n  {written(item)}, # ], }} \" '''\n" for item in value) + "]"
    assert isinstance(value, dict)
    return "{" + ", ".join(f"{quoted(name)} = {written(item)}" for name, item in value.items()) + "}"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007f") + '"'


@given(st.dictionaries(names, values, max_size=4))
def test_any_document_is_walked_through_as_it_is_read(document: dict[str, object]) -> None:
    text = "".join(f"{quoted(name)} = {written(value)}\n" for name, value in document.items())
    assert tomllib.loads(text) == document
    assert set(lines(text)) == set(keys(document))


@given(st.text(st.sampled_from("a1.=[]{}\"'#\\\n \r,")))
def test_what_is_no_document_is_walked_through_as_far_as_it_goes(text: str) -> None:
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in lines(text).values())
    assert lines("x = " + "[" * 5_000)["x"] == 1


def test_what_is_missing_is_looked_for_in_the_table_above() -> None:
    found = lines(TRICKY)
    assert line_of(found, "list[2].more[2].nothing.at_all[3]") == found["list[2].more[2]"]
    assert line_of(found, "nowhere.at_all") is None


@pytest.mark.parametrize(
    ("old", "new", "stands"),
    [
        ("cut_off = 50_000\n", "cut_off = 5_000_000\n", "cut_off = 500_000"),  # the next one is not above it
        ("time_zone = ", "time_zome = ", "time_zome = "),
        ("grace_months = 6", "grace_months = x", "grace_months = x"),
        ("customer_years = 10\n", "", "[retention]"),
        ("amber_percent = 80", "amber_percent = 800", "amber_percent = 800"),
    ],
)
def test_a_broken_policy_is_refused_with_the_line(old: str, new: str, stands: str) -> None:
    assert DEFAULT.count(old) == 1, old
    broken = DEFAULT.replace(old, new)
    [expected] = [number for number, line in enumerate(broken.splitlines(), 1) if line.startswith(stands)]
    with pytest.raises(PolicyError) as caught:
        parse(broken)
    assert expected in {one.line for one in (caught.value, *caught.value.further)}


def test_a_document_that_ends_too_soon_is_refused_with_its_last_line() -> None:
    with pytest.raises(PolicyError) as caught:
        parse("[policy]\nformat = [\n")
    assert caught.value.line == 2


def test_everything_that_is_wrong_is_said_at_once() -> None:
    broken = DEFAULT.replace("grace_months = 6", 'grace_months = "6"').replace(
        "amber_percent = 80", "amber = 80"
    )
    with pytest.raises(PolicyError) as caught:
        parse(broken)
    error = caught.value
    found = {one.key: (one.reason, one.line is not None) for one in (error, *error.further)}
    assert found == {
        "tiers[5].grace_months": ("wrong_type", True),
        "rhythm.amber": ("unknown_key", True),
        "rhythm.amber_percent": ("missing_key", True),
    }
