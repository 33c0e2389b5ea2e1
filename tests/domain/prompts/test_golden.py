"""Prompts of chosen customers, as worked out by hand from the policy before the rules were run."""

import re
from datetime import date
from typing import Any

import pytest

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.prompts.calendar import Weekdays
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.ranking import bundle
from advisor_app.domain.prompts.types import Moment, Prompt
from tests.domain.prompts.facts import BERKA_MOMENT, MOMENT, POLICY, golden, snapshot

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


_BOOKS = [
    pytest.param(facts, moment, currency, id=f"{name}-{facts['number']}")
    for name, moment, currency in (("golden", MOMENT, "CNY"), ("golden_berka", BERKA_MOMENT, "CZK"))
    for facts in golden(name)
]


@pytest.mark.parametrize(("facts", "moment", "currency"), _BOOKS)
def test_the_prompts_are_those_worked_out_by_hand(
    facts: dict[str, Any], moment: Moment, currency: str
) -> None:
    found = Engine(POLICY, moment, currency, Weekdays()).prompts(snapshot(facts))
    ranked = bundle(found, POLICY.prompts, {}).prompts if found else ()
    assert [plain(prompt) for prompt in ranked] == [expected(one) for one in facts["expect"]]


def test_the_file_has_something_of_each_kind() -> None:
    every = [one for facts in golden() for one in facts["expect"]]
    assert len(golden()) >= 20
    assert any(not facts["expect"] for facts in golden())
    assert len({one["rule"] for one in every}) >= 10
    assert {one["urgency"] for one in every} == {"LATER", "SOON", "NOW", "OVERDUE"}


def plain(prompt: Prompt) -> dict[str, Any]:
    return {
        "rule": prompt.rule,
        "subject": re.sub("feedback:0*", "feedback:", prompt.subject),
        "action": prompt.action,
        "channel": prompt.channel,
        "hour": prompt.hour,
        "due": from_day(prompt.due_on),
        "urgency": prompt.urgency.name,
        "score": prompt.score,
        "minutes": prompt.minutes,
        "value": prompt.value_minor,
        "first": prompt.first,
    }


def expected(one: dict[str, Any]) -> dict[str, Any]:
    subject = _DATE.sub(lambda found: str(to_day(date.fromisoformat(found[0]))), one["subject"])
    return {"hour": None, "value": None, "first": False, **one, "subject": subject}
