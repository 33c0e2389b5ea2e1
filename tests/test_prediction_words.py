"""Every field that a card may score has a name of its own in both languages; values are said as people say them."""

import pytest

from advisor_app import prediction_words
from advisor_app.analysis.features import columns
from advisor_app.domain.insights import Features
from advisor_app.domain.predictions import CHANNEL, HOUR, WEEKDAY
from advisor_app.head_office.policies import from_file
from advisor_app.i18n import using

POLICY = from_file(None)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field_that_a_card_may_score_has_a_name(language: str) -> None:
    scored = Features("CNY", dict.fromkeys(columns(POLICY), 1)).scored(2)
    with using(language):
        names = {field: prediction_words.name(field, POLICY) for field in (*scored, HOUR, WEEKDAY, CHANNEL)}
    assert [name for name in names.values() if "_" in name] == []
    assert len(set(names.values())) == len(names)  # no two are called the same


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        (WEEKDAY, 4, "周五", "Fri"),
        (CHANNEL, "phone", "电话", "Phone"),
        (CHANNEL, "moon", "moon", "moon"),
        ("cash_percent", 30, "30%", "30%"),
        ("visits_90", None, "未知", "not known"),
    ],
)
def test_values_are_said_as_people_say_them(field: str, value: object, zh: str, en: str) -> None:
    for language, expected in (("zh_CN", zh), ("en", en)):
        with using(language):
            assert prediction_words.said(field, value, POLICY) == expected
