"""What passed between bank and customers keeps the rules: consent, suitability, hours, clocks of complaints."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from itertools import pairwise

import chinese_calendar  # type: ignore[import-untyped]

from advisor_app.head_office.demo import AS_OF
from tests.head_office.demo.conftest import Extracts, Row, day

GRADED = ("wealth", "fund", "metal", "trust")
TWO_WAY = ("connected", "replied", "met")


def moment(row: Row, column: str) -> datetime:
    return datetime.fromisoformat(row[column]).replace(tzinfo=None)


def test_contacts_are_in_working_hours(extracts: Extracts) -> None:
    for row in extracts.files["interactions"]:
        at = moment(row, "happened_at")
        assert chinese_calendar.is_workday(at.date())
        assert time(9) <= at.time() <= time(17, 30)
        assert row["note"]
        assert "{" not in row["note"]
        spoken = row["channel"] in ("phone", "branch_visit", "outreach_visit", "video")
        assert bool(row["duration"]) == (spoken and row["outcome"] in TWO_WAY)
        assert bool(row["next_step"]) == bool(row["next_step_on"])
        assert not row["next_step"] or row["next_step_on"] > row["happened_at"][:10]


def test_contacts_are_of_the_assigned_advisor(extracts: Extracts) -> None:
    advisors = {row["number"]: row["branch"] for row in extracts.files["advisors"]}
    of_customer: dict[str, set[str]] = defaultdict(set)
    for row in extracts.files["interactions"]:
        of_customer[row["customer"]].add(row["advisor"])
        assert extracts.customers[row["customer"]]["branch"] == advisors[row["advisor"]]
    assert all(len(names) == 1 for names in of_customer.values())


def test_richer_customers_are_spoken_to_more_often(extracts: Extracts) -> None:
    assets, count = extracts.assets(), Counter(row["customer"] for row in extracts.files["interactions"])
    kept = [
        key for key, row in extracts.customers.items() if row["opened_on"] and row["opened_on"] < "2024-10-01"
    ]

    def mean(low: int, high: int) -> float:
        keys = [key for key in kept if low <= assets[key] < high]
        return sum(count[key] for key in keys) / len(keys)

    mass, gold, wealth = mean(1, 5_000_000), mean(5_000_000, 50_000_000), mean(50_000_000, 600_000_000)
    assert mass < gold < wealth
    assert 5 <= wealth <= 30


def test_nobody_is_contacted_against_their_will(extracts: Extracts) -> None:
    records = extracts.by("consents", "customer")
    refused = 0
    for row in extracts.files["interactions"]:
        said = [one for one in records.get(row["customer"], []) if one["recorded_at"] <= row["happened_at"]]
        if row["direction"] == "in":
            continue
        assert not any(one["channel"] == "all" for one in said), "do not contact"
        if row["purpose"] in ("product", "invitation", "maturity") and row["channel"] in (
            "phone",
            "wechat",
            "email",
        ):
            last = [one for one in said if (one["channel"], one["purpose"]) == (row["channel"], "marketing")]
            assert [one["granted"] for one in last[-1:]] == ["true"], row
            refused += 1
    assert refused > 100


def test_consents_are_given_and_withdrawn(extracts: Extracts) -> None:
    withdrawn = blocked = 0
    for rows in extracts.by("consents", "customer").values():
        blocked += any(row["channel"] == "all" for row in rows)
        latest: dict[tuple[str, str], str] = {}
        for row in sorted(rows, key=lambda one: one["recorded_at"]):
            withdrawn += latest.get((row["channel"], row["purpose"])) == "true" and row["granted"] == "false"
            latest[row["channel"], row["purpose"]] = row["granted"]
    assert withdrawn >= 5
    assert blocked >= 3


def test_interests_are_recorded_on_consent_only(extracts: Extracts) -> None:
    records = extracts.by("consents", "customer")
    bases = Counter(row["basis"] for row in extracts.files["digital_events"])
    assert bases.keys() == {"consent", "contract"}
    for row in extracts.files["digital_events"]:
        interest = row["kind"] in (
            "product_view",
            "product_list",
            "rate_query",
            "loan_calculator",
            "fx_query",
        )
        assert (row["basis"] == "consent") == interest
        if interest:
            said = [
                one
                for one in records[row["customer"]]
                if one["purpose"] == "profiling" and one["recorded_at"] <= row["happened_at"]
            ]
            assert said[-1]["granted"] == "true"
        if row["kind"] == "product_view":
            assert row["subject"] in extracts.products


def test_what_was_bought_was_suitable_on_that_day(extracts: Extracts) -> None:
    assessments = extracts.by("risk_assessments", "customer")
    checked = 0
    for row in extracts.files["holdings"]:
        if row["kind"] not in GRADED:
            continue
        valid = [
            one["grade"]
            for one in assessments[row["customer"]]
            if one["assessed_on"] <= row["starts_on"] <= one["expires_on"]
        ]
        assert valid, row
        assert extracts.products[row["product"]]["risk_grade"][1] <= valid[-1][1], row
        checked += 1
    assert checked > 300


def test_a_few_holdings_became_too_risky(extracts: Extracts) -> None:
    grades: dict[str, str] = {}
    for row in sorted(extracts.files["risk_assessments"], key=lambda one: one["assessed_on"]):
        grades[row["customer"]] = row["grade"]
    held = [row for row in extracts.files["holdings"] if row["kind"] in GRADED and not row["closed_on"]]
    risky = [
        row for row in held if extracts.products[row["product"]]["risk_grade"][1] > grades[row["customer"]][1]
    ]
    assert 0 < len(risky) < 0.15 * len(held)


def test_assessments_of_every_state(extracts: Extracts) -> None:
    rows = extracts.by("risk_assessments", "customer")
    assert {row["grade"] for row in extracts.files["risk_assessments"]} == {"C1", "C2", "C3", "C4", "C5"}
    left = []
    for own in rows.values():
        own = sorted(own, key=lambda one: one["assessed_on"])
        assert own[0]["place"] == "outlet", "the first is taken at an outlet"
        for row in own:
            assert row["place"] == "mobile" or chinese_calendar.is_workday(day(row["assessed_on"]))
        left.append((day(own[-1]["expires_on"]) - AS_OF).days)  # type: ignore[operator]
        days = [day(row["assessed_on"]) for row in own]
        # At most 8 in 12 months (here they are about a year apart).
        assert all((after - before).days > 20 for before, after in pairwise(days) if after and before)
    assert any(one < 0 for one in left), "expired"
    assert any(0 <= one <= 30 for one in left), "about to expire"
    assert sum(one > 30 for one in left) > 0.5 * len(left)


def test_complaints_have_clocks(extracts: Extracts) -> None:
    complaints = [row for row in extracts.files["feedback"] if row["kind"] == "complaint"]
    assert {row["status"] for row in complaints} >= {"resolved"}
    running = [row for row in complaints if row["status"] in ("open", "in_progress")]
    assert running
    for row in complaints:
        days = (day(row["due_on"]) - moment(row, "happened_at").date()).days  # type: ignore[operator]
        assert days == (30 if row["complex"] else 15)
        assert row["text"]
        assert bool(row["handler"]) == (row["status"] != "open")
        ended = row["status"] in ("resolved", "withdrawn")
        assert bool(row["answered_on"]) == bool(row["resolution"]) == ended
        if ended:
            assert moment(row, "happened_at").date() <= day(row["answered_on"]) < AS_OF  # type: ignore[operator]
    assert all(AS_OF - moment(row, "happened_at").date() <= timedelta(20) for row in running)


def test_surveys_fit_their_contacts_and_words(extracts: Extracts) -> None:
    contacts = {row["key"]: row for row in extracts.files["interactions"]}
    kinds = Counter(row["kind"] for row in extracts.files["feedback"])
    assert kinds.keys() == {"survey", "complaint", "praise", "review"}
    for row in extracts.files["feedback"]:
        if row["interaction"]:
            contact = contacts[row["interaction"]]
            assert contact["customer"] == row["customer"]
            assert contact["happened_at"] < row["happened_at"]
            assert contact["outcome"] in TWO_WAY
        if row["kind"] == "survey":
            assert row["scale"] in ("5", "10")
            assert 0 <= int(row["score"]) <= int(row["scale"])
        else:
            assert not row["score"]
    good, bad = "客户经理解释得很清楚，办得快。", "等了四十多分钟才叫到号。"
    for row in extracts.files["feedback"]:
        if row["text"] in (good, bad) and row["score"]:
            high = int(row["score"]) / int(row["scale"]) > 0.8
            assert high == (row["text"] == good)


def test_notes_differ(extracts: Extracts) -> None:
    """Nobody's history repeats one sentence over and over."""
    for rows in extracts.by("interactions", "customer").values():
        spoken = Counter(row["note"] for row in rows if row["outcome"] in TWO_WAY)
        assert max(spoken.values(), default=0) <= 3
