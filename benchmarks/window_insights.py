"""The book over time with 5,000 customers, and the block of habits of one: from the key that asks until it is painted.

`first_chart` is a screen made anew until its first chart is drawn and painted, `whole` until all figures are there;
`cold` is the first of all, for which the pages of the book still have to be read and decrypted;
`habits` is the block of one customer after another until its sentences are painted. `gap` is the longest time for
which the window did not come round while all of it is read and drawn, without the time that other processes had.
Assets are compared with what is counted from the records that were written, and somebody must be watched. The limits
of `first_chart`, `habits` and `gap` are given, those of `cold` and `whole` are our own.
"""

import time
from collections import Counter
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.insights import FEATURES, FLOWS, HABITS, RFM, VERSION, Features, Flows, Habits, Rfm
from advisor_app.domain.insights.flows import Flow
from advisor_app.domain.insights.habits import Income, Merchant, Month, Recurring, Spent, Used
from advisor_app.domain.records import Insight, Scorecard, TierMonth
from advisor_app.domain.scorecards import Band, Calibration, Characteristic, to_json
from advisor_app.domain.scorecards import Scorecard as Card
from advisor_app.services.show_customer import show_customer
from advisor_app.ui import charts
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.habits import HabitsSection
from advisor_app.ui.screens.insights.screen import InsightsScreen
from benchmarks import Result
from benchmarks.prompts import CUSTOMERS
from benchmarks.synthetic_book import TODAY, Person, people
from benchmarks.window import Painted, application, desk, p95
from benchmarks.window_book import fill as fill_months
from benchmarks.window_book import months
from benchmarks.window_heartbeat import Heart

LOOKS, BLOCKS, BEATING_MS = 20, 60, 2_500
FIRST_CHART_MS, HABITS_MS, GAP_MS = 400.0, 50.0, 50.0
COLD_MS, WHOLE_MS = 600.0, 1_000.0
_SEGMENTS = ("champion", "valuable_quiet", "other")


def fill(persons: list[Person], history: list[TierMonth], store: Store) -> None:
    """Write the book that the screen of the book is measured with, insights of each customer, and a card for churn."""
    fill_months(persons, history, store)
    with store.write() as tx:
        write_rows(tx, "insights", Insight._fields, [one for person in persons for one in _insights(person)])
        write_rows(tx, "scorecards", Scorecard._fields, [Scorecard(1, "churn", None, 1, _card(), 0)])


def _card() -> str:
    """Return a card of twelve fields, by which about a tenth of the customers is watched."""
    fields = [
        Characteristic(
            f"field_{place}",
            (Band(-10, None, 33), Band(5, 33, 66), Band(20, 66, None), Band(0, missing=True)),
            0,
        )
        for place in range(12)
    ]
    steps = (Calibration(400, 0.02, 9_000), Calibration(585, 0.2, 1_000))
    return to_json(Card("churn", 1, 500, tuple(fields), steps, {}, {}, 90))


def _insights(person: Person) -> tuple[Insight, ...]:
    first, own = month_start(TODAY), person.aum_minor // 100 + 1
    found = Habits(
        "CNY",
        TODAY - 364,
        spent_minor=own * 60,
        out_minor=own * 100,
        income=Income("salary", "regular", own, 15, 12, TODAY - 9, own),
        months=tuple(
            Month(add_months(first, -back), own * (back % 3), own, own // 2) for back in range(12, -1, -1)
        ),
        spending=tuple(
            Spent(code, own * 10, 20, 9) for code in ("groceries", "dining", "travel", "transport")
        ),
        merchants=tuple(Merchant(f"商户{place}", own * place, 9) for place in range(5, 0, -1)),
        recurring=(Recurring("物业公司", 1_200_00, 30, 12, TODAY - 3),),
        channels=(Used("mobile", 70), Used("web", 20), Used("branch", 3)),
    )
    segment = _SEGMENTS[own % len(_SEGMENTS)]
    known = {f"field_{place}": own * (place + 7) % 100 for place in range(12)}
    features = Features("CNY", {"aum_minor": person.aum_minor, **known, **_others(own)})
    rfm = Rfm("CNY", 12, person.aum_minor, 3, 3, 3, segment, CUSTOMERS)
    flows = Flows("CNY", tuple(Flow(one.month, one.in_minor, one.out_minor) for one in found.months))
    return (
        Insight(person.id, HABITS, TODAY, VERSION, found.to_json()),
        Insight(person.id, FLOWS, TODAY, VERSION, flows.to_json()),
        Insight(person.id, FEATURES, TODAY, VERSION, features.to_json()),
        Insight(person.id, RFM, TODAY, VERSION, rfm.to_json()),
    )


def _others(own: int) -> dict[str, int]:
    """Return as many features more as head office sends."""
    return {f"other_{place}_minor": own * place for place in range(30)}


def settled(made: Desk) -> None:
    """Wait until nothing is asked of the book any more."""
    while made.background.busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def look(made: Desk) -> tuple[float, float, Counter[tuple[int, str]], int]:
    """Return how long the first chart and the whole take, the assets that were shown, and how many are watched."""
    started = time.perf_counter()
    screen = InsightsScreen(made)
    screen.resize(1294, 740)
    chart = screen.cards["assets"].chart
    Painted(chart).seconds(screen.show, lambda: chart.drawn)
    first = time.perf_counter() - started
    while not screen.whole:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    screen.repaint()
    whole = time.perf_counter() - started
    settled(made)
    found = screen.assets
    shown = Counter({(one.month, one.tier): one.assets_minor for one in found.tier_months} if found else {})
    watched = screen.watch.model.rowCount()
    screen.close()
    return first, whole, shown, watched


def blocks(made: Desk, persons: list[Person]) -> list[float]:
    """Return how long the block of habits takes for one customer after another."""
    section, took = HabitsSection(made), []
    section.resize(900, 420)
    section.show()
    for person in persons[:BLOCKS]:
        profile = show_customer(made.book, person.id)
        section.clear()
        painted = Painted(section)
        took.append(
            painted.seconds(
                partial(section.show_profile, profile), lambda: bool(section.found and section.sentences)
            )
        )
        settled(made)
    section.close()
    return took


def gap(made: Desk) -> float:
    """Return the longest time in milliseconds for which the window did not come round while it looks at all."""
    heart, screen = Heart(), InsightsScreen(made)
    screen.resize(1294, 740)
    screen.show()
    longest = max(heart.beat(BEATING_MS))
    settled(made)
    screen.close()
    return longest


def run() -> Iterable[Result]:
    """Measure."""
    application()
    persons = people(CUSTOMERS)
    history = months(persons)
    since = add_months(TODAY, -12)
    expected = Counter[tuple[int, str]]()
    for one in history:
        if one.month >= since:
            expected[one.month, one.tier] += one.average_minor
    with desk(partial(fill, persons, history)) as made:
        charts.warm()
        looks = [look(made) for _look in range(LOOKS)]
        right = all(+shown == +expected and watched for _first, _whole, shown, watched in looks)
        took = blocks(made, persons)
        longest = sorted(gap(made) for _turn in range(5))[2]
    yield Result("window_insights.same", float(right), "share", "reference", float(right), "= 1", right)
    for name, value, most in (
        ("cold", looks[0][0] * 1000, COLD_MS),
        ("first_chart", p95([first for first, *_rest in looks[1:]]), FIRST_CHART_MS),
        ("whole", p95([whole for _first, whole, *_rest in looks[1:]]), WHOLE_MS),
        ("habits", p95(took), HABITS_MS),
        ("gap", longest, GAP_MS),
    ):
        yield Result(
            f"window_insights.{name}", value, "ms", "limit", value / most, f"≤ {most:g} ms", value <= most
        )
