"""The section of a report on targets: reached, due, and who has none."""

from advisor_app import i18n
from advisor_app.domain.records import Target
from advisor_app.domain.targets import AUM, NEW_CUSTOMERS, Actual, progress
from advisor_app.head_office.report.document import FAINT, Lines
from advisor_app.head_office.report.target_lines import targets
from advisor_app.head_office.target_progress import Line, Missing, Report
from tests.head_office.report.sample import FOUND, WAN

TODAY = 20_000


def line(name: str | None, measure: str, goal: int, start: int | None, now: int | None) -> Line:
    currency = "CNY" if measure == AUM else None
    of = Target(1, 7, measure, TODAY - 4, TODAY + 5, goal, currency)  # half of its time has passed
    return Line(name and "B1", name, progress(of, Actual(start, now), TODAY), 1, 2, 300)


def section(lines: tuple[Line, ...], *missing: Missing) -> Lines | None:
    whole = tuple(one._replace(code=None, name=None) for one in lines[:1])
    with i18n.using("en"):
        return targets(FOUND._replace(targets=Report(lines, whole, missing, 2, TODAY)))


def test_without_targets_there_is_no_section() -> None:
    assert targets(FOUND) is None
    assert section(()) is None


def test_a_bar_is_what_is_reached_and_what_is_missing_by_now() -> None:
    found = section(
        (
            line("支行一", AUM, 200 * WAN, 100 * WAN, 120 * WAN),
            line("支行二", NEW_CUSTOMERS, 10, None, 8),
            line(None, NEW_CUSTOMERS, 10, None, None),
        ),
        Missing("A1", "甲", AUM),
        Missing("A1", "甲", NEW_CUSTOMERS),
    )
    assert found is not None
    assert [(one.name, one.cells) for one in found.lines] == [
        ("All · AUM", ("¥2.00M", "¥1.20M", "¥1.50M", "50%", "behind time")),
        ("支行一 · AUM", ("¥2.00M", "¥1.20M", "¥1.50M", "50%", "behind time")),
        ("支行二 · New customers", ("10", "8", "5", "50%", "ahead of time")),
        ("— · New customers", ("10", "—", "5", "50%", "not known yet")),
    ]
    # The longest bar is that of 80 %; the others are measured by it.
    bars = [[(round(bar.length * 0.8, 6), bar.colour == FAINT) for bar in one.bars] for one in found.lines]
    assert bars[1:] == [
        [(0.6, False), (0.15, True)],
        [(0.8, False), (0.0, True)],
        [(0.0, False), (0.5, True)],
    ]
    assert found.about.endswith("Of 2 advisors 1 lack a target of some measure.")


def test_one_line_alone_needs_no_sum() -> None:
    found = section((line("支行一", AUM, 200 * WAN, 100 * WAN, 120 * WAN),))
    assert found is not None
    assert [one.name for one in found.lines] == ["支行一 · AUM"]
