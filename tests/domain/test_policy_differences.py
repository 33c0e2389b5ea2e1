"""What two policies say differently: every edit is found under its name and its place, and nothing else."""

from dataclasses import replace

import pytest

from advisor_app.domain.policy import parse
from advisor_app.domain.policy.differences import Difference, differences
from advisor_app.domain.policy.lines import lines
from advisor_app.paths import resources

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def edited(*edits: tuple[str, str]) -> str:
    text = DEFAULT
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def of(text: str) -> tuple[Difference, ...]:
    return differences(parse(DEFAULT), parse(text))


def test_a_policy_does_not_differ_from_itself_however_it_is_written() -> None:
    assert of(DEFAULT) == ()
    assert of("\n".join(line for line in DEFAULT.splitlines() if not line.startswith("#"))) == ()


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("cut_off = 50_000\n", "cut_off = 100_000\n"), ("tiers[gold].cut_off", 50_000, 100_000)),
        (("amber_percent = 80", "amber_percent = 70"), ("rhythm.amber_percent", 80, 70)),
        (("\nprivate = 30\n", "\n"), ("rhythm.days.private", 30, None)),
        (("\ngold = 180\n", "\ngold = 180\nmass = 365\n"), ("rhythm.days.mass", None, 365)),
        (
            ('two_way_outcomes = ["connected", "replied", "met"]', 'two_way_outcomes = ["connected", "met"]'),
            ("rhythm.two_way_outcomes", ("connected", "replied", "met"), ("connected", "met")),
        ),
    ],
)
def test_an_edit_is_one_difference_under_its_name(
    edit: tuple[str, str], expected: tuple[str, object, object]
) -> None:
    [found] = of(edited(edit))
    assert (found.key, found.old, found.new) == expected


def test_its_place_leads_to_its_line() -> None:
    text = edited(("cut_off = 50_000\n", "cut_off = 100_000\n"))
    [found] = of(text)
    assert found.place == "tiers[3].cut_off"
    assert text.splitlines()[lines(text)[found.place] - 1] == "cut_off = 100_000"


def test_another_order_is_a_difference_of_the_list_and_of_no_entry() -> None:
    policy = parse(DEFAULT)
    first, second, *others = policy.tasks.kinds
    turned = replace(policy, tasks=replace(policy.tasks, kinds=(second, first, *others)))
    rest = tuple(kind.code for kind in others)
    [found] = differences(policy, turned)
    assert (found.key, found.place) == ("tasks.kinds[]", "tasks.kinds")
    assert (found.old, found.new) == ((first.code, second.code, *rest), (second.code, first.code, *rest))


def test_an_entry_that_comes_says_all_that_it_says_and_so_does_one_that_goes() -> None:
    more = edited(
        (
            '[[tasks.kinds]]\ncode = "todo"\n',
            '[[tasks.kinds]]\ncode = "tea"\nname = { zh = "喝茶", en = "Tea" }\n[[tasks.kinds]]\ncode = "todo"\n',
        )
    )
    said = {
        "tasks.kinds[tea].code": "tea",
        "tasks.kinds[tea].name.zh": "喝茶",
        "tasks.kinds[tea].name.en": "Tea",
        "tasks.kinds[tea].contact": False,
    }
    came = [found for found in of(more) if not found.key.endswith("[]")]
    assert {found.key: found.new for found in came} == said
    assert {found.place.partition("]")[0] for found in came} == {"tasks.kinds[5"}
    gone = [found for found in differences(parse(more), parse(DEFAULT)) if not found.key.endswith("[]")]
    assert {found.key: (found.old, found.new) for found in gone} == {
        key: (value, None) for key, value in said.items()
    }
