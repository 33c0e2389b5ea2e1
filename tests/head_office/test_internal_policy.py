"""What of a policy stays at head office: cut out whole with its remarks, or the document is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from advisor_app.domain.policy import PolicyError, parse
from advisor_app.head_office import policies
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import Policy, WholePolicy
from advisor_app.head_office.internal_policy import NOT_APART, for_devices

WHOLE = policies.text_of(None)
NEXT = WHOLE.replace("version = 1", "version = 2", 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = create_bank(url, NewBank("江城银行"))
    yield engine
    engine.dispose()


def told(engine: Engine) -> str:
    """Return the newest document as devices get it."""
    with engine.connect() as connection:
        text: str = connection.execute(select(Policy.text).order_by(Policy.id.desc())).scalars().first()  # type: ignore[assignment]
    return text


def test_devices_get_all_but_what_is_internal() -> None:
    policy = parse(WHOLE)
    assert [one.code for one in policy.anomalies.limits if one.internal] == ["cash_in", "cash_out"]
    text = for_devices(WHOLE, policy)
    said = parse(text)
    assert [one.code for one in said.anomalies.limits] == ["transfer"]
    assert replace(said, anomalies=policy.anomalies) == policy
    for word in ("cash_in", "cash_out", "大额报告", "PBoC order 2016 no. 3", "a kind named here stays"):
        assert word in WHOLE
        assert word not in text
    # What stands around it is as it was.
    assert text.startswith(WHOLE[:1000])
    assert "# ours: what most customers may transfer without a further check." in text
    assert "# -- Personal data --" in text


def test_a_document_without_anything_internal_is_sent_as_it_is() -> None:
    text = for_devices(WHOLE, parse(WHOLE))
    assert for_devices(text, parse(text)) is text


@pytest.mark.parametrize(
    ("kinds", "written"),
    [
        (("size", "night"), 'internal = ["size", "night"]'),
        (("size", "night"), 'internal = [\n  "size",  # 甲\n  "night",\n]'),
    ],
)
def test_kinds_that_are_internal_are_cut_out_as_well(kinds: tuple[str, ...], written: str) -> None:
    whole = WHOLE.replace("internal = []", written)
    policy = parse(whole)
    assert policy.anomalies.internal == kinds
    text = for_devices(whole, policy)
    assert parse(text).anomalies.internal == ()
    assert 'night"' not in text.split("[anomalies]")[1].split("mute_kinds")[0].replace('"night_', "")
    assert "mute_age = 65" in text


def test_limits_in_the_middle_are_cut_out_too() -> None:
    open_one = (
        '\n[[anomalies.limits]]\ncode = "z"\nname = { zh = "末", en = "Z" }\namount = 1\nkinds = ["card"]\n'
    )
    whole = WHOLE + open_one
    assert [one.code for one in parse(for_devices(whole, parse(whole))).anomalies.limits] == ["transfer", "z"]


OPEN = '{ code = "a", name = { zh = "甲", en = "A" }, amount = 1, kinds = ["cash"] }'
INTERNAL = '{ code = "b", name = { zh = "乙", en = "B" }, amount = 1, kinds = ["cash"], internal = true }'


def with_limits(limits: str) -> str:
    """Return the document with its limits written in another way."""
    head, tail = NEXT.split("mute_days = 14\n")
    rest = tail[tail.index("\n# -- Personal data") : tail.index("\n# -- Internal to head office")]
    return f"{head}mute_days = 14\nlimits = [{limits}]\n{rest}"


@pytest.mark.parametrize("limits", [f"{OPEN}, {INTERNAL}", f"\n  {OPEN},\n  {INTERNAL},\n"])
def test_what_cannot_be_cut_out_is_refused(bank: Engine, limits: str) -> None:
    document = with_limits(limits)
    with pytest.raises(PolicyError) as refused:
        for_devices(document, parse(document))
    assert refused.value.reason == NOT_APART
    assert INTERNAL in document.splitlines()[(refused.value.line or 0) - 1]
    with pytest.raises(policies.PolicyRefused), bank.begin() as connection:
        policies.publish(connection, document)
    with bank.connect() as connection:
        assert policies.in_force(connection).version == 1


def test_head_office_reads_what_it_published_whole(bank: Engine) -> None:
    with bank.begin() as connection:
        assert [one.code for one in policies.in_force(connection).anomalies.limits if one.internal] == [
            "cash_in",
            "cash_out",
        ]
        policies.publish(connection, NEXT)
        assert policies.text_of_version(connection, 2) == NEXT
        assert policies.history(connection)[0].text == NEXT
        assert connection.execute(select(func.count()).select_from(WholePolicy)).scalar_one() == 2
    assert told(bank) == for_devices(NEXT, parse(NEXT))
    assert "cash_in" not in told(bank)
