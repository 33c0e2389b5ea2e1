"""Cards on invented cases of which the truth is known, and on the real campaign."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from advisor_app import i18n
from advisor_app.analysis.scorecards import controls, evaluation, fitting, model_card, publishing, table
from advisor_app.analysis.scorecards.settings import Limits, Training
from advisor_app.analysis.scorecards.table import Field, Table
from advisor_app.domain import scorecards
from advisor_app.domain.policy.training import TRAINING_UNSAID
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.policies import from_file
from advisor_app.paths import resources
from tests.support.shared import shared_file

MAPPING = resources() / "training" / "bank_marketing.toml"


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


TRAINING = Training(2000, 500, 1000, 200, 0.5, 8, 30)
LIMITS = Limits(3, 0.55, 0.25, 0.75)


def invented(cases: int = 5000, seed: int = 7, drift: float = 0.0) -> Table:
    """Return cases whose event depends on `wealth` (more is better) and `job`; the level wanders with time."""
    random = np.random.default_rng(seed)
    wealth = random.normal(size=cases)
    job = random.choice(np.array(["clerk", "farmer", "nurse"], dtype=object), cases)
    level = np.sin(np.arange(cases) / 300) + drift * np.arange(cases) / cases
    odds = level + 0.9 * wealth + 0.8 * (job == "nurse") - 1.5
    events = (random.random(cases) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    wealth[random.random(cases) < 0.05] = np.nan
    fields = (Field("wealth", "number", "up"), Field("job", "code"))
    return Table(fields, {"wealth": wealth, "job": job}, events)


def campaign() -> Path:
    return shared_file("bank_marketing", "bank-full.csv.gz")


def real() -> Table:
    return table.read_table(campaign(), table.read_mapping(MAPPING))


def test_a_card_adds_up_one_by_one_to_what_it_adds_up_at_once() -> None:
    cases = invented()
    rows = slice(0, 2000)
    characteristics = fitting.fit(cases, rows, TRAINING)
    at_once = fitting.points(characteristics, cases, rows)
    card = scorecards.Scorecard("t", 1, fitting.BASE, characteristics, (), {}, {})
    for place in range(300):
        wealth, job = cases.values["wealth"][place], cases.values["job"][place]
        alone = scorecards.score(card, {"wealth": None if np.isnan(wealth) else float(wealth), "job": job})
        assert alone.points == at_once[place]


def test_points_rise_where_that_was_declared() -> None:
    [wealth, _] = fitting.fit(invented(), slice(0, 2000), TRAINING)
    points = [band.points for band in wealth.bands if not band.missing]
    assert points == sorted(points)
    assert points[-1] - points[0] > 20


def test_a_declaration_against_the_truth_leaves_one_band() -> None:
    cases = invented()
    down = replace(cases, fields=(Field("wealth", "number", "down"), cases.fields[1]))
    [wealth, _] = fitting.fit(down, slice(0, 2000), TRAINING)
    assert len([band for band in wealth.bands if not band.missing]) == 1


def test_a_card_ranks_and_chance_does_not() -> None:
    cases = invented()
    _, figures = evaluation.evaluate(cases, TRAINING, {"previous_rate": controls.previous_rate})
    assert figures[evaluation.CARD].auc > 0.7
    assert figures["previous_rate"].auc == 0.5
    shuffled = np.random.default_rng(1).permutation(cases.events)
    _, chance = evaluation.evaluate(replace(cases, events=shuffled), TRAINING, {})
    assert abs(chance[evaluation.CARD].auc - 0.5) < 0.03


def test_only_what_came_before_is_looked_at() -> None:
    cases = invented()
    judged, _ = evaluation.evaluate(cases, TRAINING, {})
    changed = cases.events.copy()
    changed[3000:] = 1 - changed[3000:]
    later, _ = evaluation.evaluate(replace(cases, events=changed), TRAINING, {})
    for old, new in zip(judged, later, strict=True):
        if old.start < 3000:
            assert old.ranked[evaluation.CARD] == new.ranked[evaluation.CARD]
        if old.start <= 3000:
            assert (old.points == new.points).all()


def test_a_field_that_knows_the_outcome_is_refused() -> None:
    cases = invented()
    publishing.check_leaks(cases, TRAINING, LIMITS)
    leak = cases.events * 100.0 + np.random.default_rng(3).normal(size=len(cases)) * 40
    fields = (*cases.fields, Field("duration", "number"))
    with pytest.raises(InputError, match="duration"):
        publishing.check_leaks(
            Table(fields, {**cases.values, "duration": leak}, cases.events), TRAINING, LIMITS
        )


def test_a_leak_is_found_where_nothing_happened_for_long() -> None:
    cases = invented()
    quiet = cases.events.copy()
    quiet[:-800] = 0  # the first half of the newest window and more: all events lie in its newest part
    leak = quiet * 100.0 + np.random.default_rng(3).normal(size=len(cases)) * 40
    fields = (*cases.fields, Field("duration", "number"))
    with pytest.raises(InputError, match="duration"):
        publishing.check_leaks(Table(fields, {**cases.values, "duration": leak}, quiet), TRAINING, LIMITS)


def test_a_published_card_is_calibrated_and_has_a_model_card() -> None:
    cases = invented()
    judged, figures = evaluation.evaluate(cases, TRAINING, {})
    card = publishing.publish("contact", 4, cases, TRAINING, LIMITS, judged, figures)
    shares = [step.share for step in card.calibration]
    assert shares == sorted(shares)
    assert sum(step.n for step in card.calibration) == 3 * TRAINING.step
    assert card.trained["to"] == len(cases)
    columns = table.Columns(",", "", "y", "yes", cases.fields, {"duration": "the call itself"}, {})
    text = model_card.markdown(
        model_card.of_table(card, "cases.csv", columns), None, model_card.Naming(from_file(None), None)
    )
    assert f"{figures[evaluation.CARD].auc:.4f}" in text
    assert "duration: the call itself" in text
    assert "An event: y = yes" in text
    for block in judged:
        assert f"| {block.start:,} | {block.cases:,} | {block.events:,} |" in text


def test_a_card_below_the_floor_is_not_published() -> None:
    cases = invented()
    judged, figures = evaluation.evaluate(cases, TRAINING, {})
    with pytest.raises(RefusedError, match=r"0\.9"):
        publishing.publish("contact", 1, cases, TRAINING, LIMITS._replace(floor_auc=0.9), judged, figures)


def test_a_card_whose_cases_have_changed_is_not_published() -> None:
    cases = invented()
    moved = cases.values["wealth"].copy()
    moved[-400:] += 3
    shifted = replace(cases, values={**cases.values, "wealth": moved})
    judged, figures = evaluation.evaluate(shifted, TRAINING, {})
    with pytest.raises(RefusedError, match="PSI"):
        publishing.publish("contact", 1, shifted, TRAINING, LIMITS._replace(floor_auc=0.5), judged, figures)


def test_psi_is_nothing_between_equals_and_large_between_strangers() -> None:
    random = np.random.default_rng(2)
    before, ones = random.normal(size=5000), np.ones(5000)
    assert publishing.psi(before, ones, before, ones) == 0
    assert publishing.psi(before, ones, random.normal(size=5000), ones) < 0.02
    assert publishing.psi(before, ones, before + 2, ones) > 1


def test_too_few_rows_are_said_to_be_too_few() -> None:
    with pytest.raises(InputError, match="1500"):
        evaluation.evaluate(invented(1500), TRAINING, {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[outcome", "TOML"),
        ("", "outcome"),
        ('[outcome]\ncolumn="y"\nevent="yes"', "fields"),
        ('[outcome]\ncolumn="y"\nevent="yes"\n[[fields]]\ncolumn="a"\nkind="date"', "number or a code"),
        ('[outcome]\ncolumn="y"\nevent="yes"\n[[fields]]\ncolumn="a"\nkind="code"\ncolour=1', "colour"),
        (
            '[outcome]\ncolumn="y"\nevent="yes"\n[[fields]]\ncolumn="a"\nkind="code"\n[after]\na="later"',
            "only after",
        ),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        table.read_mapping(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,b\n1,2\n", "no column “y”"),
        ("a,y,extra\n1,yes,2\n", "extra"),
        ("a,y\n1,yes\nx,no\n", "line 3"),
        ("a,y\n1,no\n2,no\n", "never or always"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(rows, encoding="utf-8")
    columns = table.Columns(",", "", "y", "yes", (Field("a", "number"),), {}, {})
    with pytest.raises(InputError, match=message):
        table.read_table(path, columns)


def test_on_the_real_campaign_the_card_beats_what_is_known_without_it() -> None:
    """The last six blocks of the table; all 26 with all controls are what `head-office train` prints."""
    whole = real()
    part = slice(len(whole) - 26_000, len(whole))
    values = {name: column[part] for name, column in whole.values.items()}
    cases = Table(whole.fields, values, whole.events[part])
    training, limits = publishing.of_policy(TRAINING_UNSAID)
    chosen = {"previous_rate": controls.previous_rate, "logistic": controls.logistic}
    publishing.check_leaks(cases, training, limits)
    judged, figures = evaluation.evaluate(cases, training, chosen)
    assert len(judged) == 6
    card = figures[evaluation.CARD]
    assert card.auc > figures["logistic"].auc
    assert card.best_half > figures["logistic"].best_half > 0.5
    published = publishing.publish("contact", 1, cases, training, limits, judged, figures)
    assert scorecards.from_json(scorecards.to_json(published)) == published


def test_the_length_of_the_call_is_refused_on_the_real_campaign(tmp_path: Path) -> None:
    text = MAPPING.read_text(encoding="utf-8")
    leaking = tmp_path / "leaking.toml"
    whole, _, after = text.partition("[after]")
    unused = after.partition("[unused]")[2]
    leaking.write_text(
        f'{whole}[[fields]]\ncolumn = "duration"\nkind = "number"\n\n[unused]{unused}', encoding="utf-8"
    )
    cases = table.read_table(campaign(), table.read_mapping(leaking))
    with pytest.raises(InputError, match="duration"):
        publishing.check_leaks(cases, *publishing.of_policy(TRAINING_UNSAID))


def held_back(noise: int, strong: float, seed: int = 5) -> tuple[Table, Training]:
    """Return a table in which one field says much or little and others nothing, with what may be tried on it."""
    cases = invented(3000, seed)
    random = np.random.default_rng(seed)
    events = (
        random.random(3000) < 1 / (1 + np.exp(2.5 - strong * np.nan_to_num(cases.values["wealth"])))
    ).astype(np.int8)
    names = [f"n{number}" for number in range(noise)]
    values = {**cases.values, **{name: random.normal(size=3000) for name in names}}
    fields = (*cases.fields, *(Field(name, "number") for name in names))
    return Table(fields, values, events), TRAINING._replace(penalty=3.0, others=(0.003,))


def test_among_much_noise_bands_are_held_back_and_among_none_they_are_not() -> None:
    rows = slice(0, 3000)
    noisy, training = held_back(noise=40, strong=0.3)
    assert fitting.settled(noisy, rows, training).penalty == 0.003
    plain, training = held_back(noise=0, strong=3.0)
    settled = fitting.settled(plain, rows, training)
    assert settled.penalty == 3.0
    assert settled.others == ()


def test_what_is_tried_is_not_tried_on_what_follows() -> None:
    cases, training = held_back(noise=40, strong=0.3)
    changed = cases.events.copy()
    changed[2000:] = 1 - changed[2000:]
    before = fitting.settled(cases, slice(0, 2000), training)
    assert fitting.settled(replace(cases, events=changed), slice(0, 2000), training) == before


def test_without_an_event_in_the_newest_quarter_the_penalty_of_the_policy_stands() -> None:
    cases, training = held_back(noise=2, strong=1.0)
    events = cases.events.copy()
    events[1500:] = 0
    assert fitting.settled(replace(cases, events=events), slice(0, 2000), training).penalty == 3.0
