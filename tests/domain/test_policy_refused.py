"""A policy that is broken in any way is refused, with its place and the reason."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.policy import PolicyError, parse
from advisor_app.head_office.policies import REASONS, refusal
from advisor_app.paths import resources

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


Edit = Callable[[str], str]


def replaced(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert text.count(old) >= 1, f"{old!r} is not in the default policy: the test would try nothing"
        return text.replace(old, new, 1)

    return edit


def without(line: str) -> Edit:
    return replaced(line + "\n", "")


_FIRST_OPTIONS = "risk_questionnaire[1].questions[1].options"


def with_options(count: int) -> Edit:
    """Let the first question about risk have so many answers."""
    options = ", ".join(
        f'{{ code = "a{n}", points = {n}, name = {{ zh = "答", en = "A" }} }}' for n in range(count)
    )

    def edit(text: str) -> str:
        head, question, rest = text.partition('code = "age"')
        before, opened, after = rest.partition("options = [")
        return head + question + before + opened + options + after[after.index("\n]") :]

    return edit


BROKEN: list[tuple[Edit, str, str]] = [
    (lambda text: text + "\n[", "", "not_toml"),
    (lambda text: text + "\nx = " + "[" * 5000, "", "not_toml"),
    (lambda text: text + "#" * 1_000_000, "", "not_toml"),
    (lambda text: "", "policy.format", "other_format"),
    (replaced("format = 1", "format = 2"), "policy.format", "other_format"),
    (replaced("format = 1", 'format = "1"'), "policy.format", "other_format"),
    (lambda text: text.replace("[policy]", "[[policy]]"), "policy.format", "other_format"),
    (replaced("version = 1", "version = 0"), "policy.version", "out_of_range"),
    (replaced("version = 1", "version = 1.0"), "policy.version", "wrong_type"),
    (replaced("version = 1", "version = true"), "policy.version", "wrong_type"),
    (without("version = 1"), "policy.version", "missing_key"),
    (replaced("[rhythm.days]", "[rhythm.day]"), "rhythm.day", "unknown_key"),
    (lambda text: text + "\n[surprise]\n", "surprise", "unknown_key"),
    (replaced('name = { zh = "金卡", en = "Gold" }', 'name = "Gold"'), "tiers[3].name", "wrong_type"),
    (
        replaced('name = { zh = "金卡", en = "Gold" }', 'name = { zh = "金卡" }'),
        "tiers[3].name.en",
        "missing_key",
    ),
    (replaced('{ zh = "金卡", en = "Gold" }', '{ zh = " ", en = "Gold" }'), "tiers[3].name.zh", "empty"),
    (
        replaced('en = "Gold" }', 'en = "Gold", fr = "Or" }'),
        "tiers[3].name.fr",
        "unknown_key",
    ),
    (replaced('code = "gold"', 'code = "金"'), "tiers[3].code", "not_a_code"),
    (replaced('code = "gold"', 'code = "mass"'), "tiers[3].code", "duplicate"),
    (replaced('code = "gold"', 'code = "golden"'), "rhythm.days", "not_defined"),
    (replaced("cut_off = 50_000", "cut_off = -1"), "tiers[3].cut_off", "out_of_range"),
    (replaced("cut_off = 50_000", 'cut_off = "50000"'), "tiers[3].cut_off", "wrong_type"),
    (replaced("cut_off = 50_000", "cut_off = 500_000"), "tiers[4].cut_off", "not_ascending"),
    (replaced("cut_off = 500_000", "cut_off = 50_000"), "tiers[4].cut_off", "not_ascending"),
    (replaced("days = 95,", "days = 1,"), "contribution.transfer[2].days", "no_longer_term"),
    (replaced("paid = { current = 5,", "paid = { currant = 5,"), "contribution.paid", "not_defined"),
    (replaced('deposits = ["term_deposit"]', 'deposits = ["term"]'), "contribution.deposits", "not_defined"),
    (without("cut_off = 50_000"), "tiers[3].cut_off", "missing_key"),
    (replaced("cut_off = 0", "cut_off = 1"), "tiers[2].cut_off", "second_tier_not_at_zero"),
    (
        replaced("grace_months = 0", "grace_months = 0\ncut_off = 0"),
        "tiers[1].cut_off",
        "first_tier_has_cut_off",
    ),
    (replaced("gold = 180", "gold = 0"), "rhythm.days.gold", "out_of_range"),
    (replaced('"replied", "met"]', '"replied", "seen"]'), "rhythm.two_way_outcomes", "not_defined"),
    (replaced("amber_percent = 80", "amber_percent = 101"), "rhythm.amber_percent", "out_of_range"),
    (replaced('products = ["R1"]', "products = []"), "suitability.customer_grades[1].products", "empty"),
    (
        replaced('products = ["R1", "R2"]', 'products = ["R1", 2]'),
        "suitability.customer_grades[2].products[2]",
        "wrong_type",
    ),
    (
        replaced('products = ["R1", "R2"]', 'products = ["R1", "R9"]'),
        "suitability.customer_grades[2].products",
        "not_defined",
    ),
    (
        replaced('products = ["R1", "R2", "R3"]', 'products = ["R1", "R3"]'),
        "suitability.customer_grades[3].products",
        "narrower",
    ),
    (replaced('wealth = ["grade"]', 'house = ["grade"]'), "suitability.checks", "not_defined"),
    (replaced('metal = ["grade"]', 'metal = ["luck"]'), "suitability.checks.metal[1]", "not_one_of"),
    (replaced('government = "R1"', 'government = "R9"'), "suitability.grade_of", "not_defined"),
    (replaced('government = "R1"', 'crown = "R1"'), "suitability.grade_of", "not_defined"),
    (
        replaced('listed_kinds = ["agency"]', 'listed_kinds = ["agent"]'),
        "suitability.listed_kinds",
        "not_defined",
    ),
    (replaced('income = ["R1", "R2", "R3"]', 'income = ["R9"]'), "suitability.goals.income", "not_defined"),
    (replaced('grades = ["R1", "R2", "R3"]', "grades = []"), "suitability.elders.grades", "empty"),
    (
        replaced('arrears = ["arrears", "defaulted"]', 'arrears = ["late"]'),
        "suitability.credit.arrears",
        "not_defined",
    ),
    (
        replaced("most_percent = 30", "most_percent = 0"),
        "suitability.product_grades[4].most_percent",
        "out_of_range",
    ),
    (replaced('refused = ["out"]', 'refused = ["up"]'), "suitability.refused[1]", "not_one_of"),
    (
        replaced('kinds = ["wealth", "fund", "insurance", "trust"]', 'kinds = ["house"]'),
        "suitability.recording.kinds",
        "not_defined",
    ),
    (
        replaced('asked_of = ["wealth", "fund", "trust"]', 'asked_of = ["house"]'),
        "suitability.private.asked_of",
        "not_defined",
    ),
    (replaced('code = "C2"', 'code = "C1"'), "suitability.customer_grades[2].code", "duplicate"),
    (
        replaced("assessment_months = 12", "assessment_months = 24"),
        "suitability.assessment_months",
        "out_of_range",
    ),
    (
        replaced('first_assessment_places = ["outlet"]', 'first_assessment_places = ["home"]'),
        "suitability.first_assessment_places",
        "not_defined",
    ),
    (
        replaced("[quiet]\n", '[quiet]\nkinds = ["barter"]\n'),
        "quiet.kinds",
        "not_defined",
    ),
    (replaced("\nsigns = 2", "\nsigns = 4"), "quiet.signs", "out_of_range"),
    (replaced('income = ["salary",', 'income = ["wage",'), "features.income", "not_defined"),
    (replaced('elsewhere = ["leasing"', 'elsewhere = ["yacht"'), "features.elsewhere", "not_defined"),
    (replaced('bases = ["consent"]', 'bases = ["curiosity"]'), "features.bases", "not_defined"),
    (replaced('profiling = ["profiling"', 'profiling = ["spying"'), "features.profiling", "not_defined"),
    (replaced("recurring_days = [7", "recurring_days = [0"), "features.recurring_days[1]", "out_of_range"),
    (replaced('code = "steady"', 'code = "active"'), "features.segments[4].code", "duplicate"),
    (replaced("internal = [", 'internal = ["barter", '), "flows.internal", "not_defined"),
    (replaced("spending = [", 'spending = ["barter", '), "flows.spending", "not_defined"),
    (replaced("spending = [", 'spending = ["own_accounts", '), "flows.spending", "internal_and_spending"),
    (lambda text: re.sub(r"(?s)spending = \[.*?\]", "spending = []", text), "flows.spending", "empty"),
    (replaced('"trust", "metal"]', '"trust", "gold"]'), "aum.holdings", "not_defined"),
    (replaced("history_months = 24", "history_months = 0"), "aum.history_months", "out_of_range"),
    (replaced("\ncomplex_days = 30", "\ncomplex_days = 14"), "complaints.complex_days", "less_than_simple"),
    (
        replaced("satisfied_percent = 80", "satisfied_percent = 0"),
        "surveys.satisfied_percent",
        "out_of_range",
    ),
    (replaced('code = "service"', 'code = "recommend"'), "questionnaires[2].code", "duplicate"),
    (replaced('kind = "nps"', 'kind = "stars"'), "questionnaires[1].questions[1].kind", "not_one_of"),
    (
        replaced('kind = "choice"', 'kind = "text"'),
        "questionnaires[2].questions[2].options",
        "options_or_none",
    ),
    (
        replaced('{ code = "partly"', '{ code = "yes"'),
        "questionnaires[2].questions[2].options[2].code",
        "duplicate",
    ),
    (
        replaced('places = ["outlet", "visit"]', 'places = ["home"]'),
        "risk_questionnaire[1].places",
        "not_defined",
    ),
    (replaced('places = ["outlet", "visit"]', "places = []"), "risk_questionnaire[1].places", "empty"),
    (
        lambda text: text.replace('grade = "C1"\npoints = 0', 'grade = "C0"\npoints = 0'),
        "risk_questionnaire[1].bands",
        "not_defined",
    ),
    (
        lambda text: text.replace('at_most = "C1"', 'at_most = "C9"'),
        "risk_questionnaire[1].questions[12].options",
        "not_defined",
    ),
    (
        replaced('code = "liquidity"', 'code = "horizon"'),
        "risk_questionnaire[1].questions[9].code",
        "duplicate",
    ),
    (
        replaced('{ code = "from_36"', '{ code = "from_18"'),
        "risk_questionnaire[1].questions[1].options[2].code",
        "duplicate",
    ),
    (replaced("points = 7, name", "points = 1001, name"), _FIRST_OPTIONS + "[2].points", "out_of_range"),
    (replaced(", from_age = 36 }", " }"), _FIRST_OPTIONS, "ages_in_part"),
    (replaced("from_age = 36", "from_age = 18"), _FIRST_OPTIONS, "ages_in_part"),
    (with_options(1), _FIRST_OPTIONS, "too_few_options"),
    (with_options(10), _FIRST_OPTIONS, "too_many_options"),
    (
        replaced('grade = "C3"\npoints = 41', 'grade = "C3"\npoints = 21'),
        "risk_questionnaire[1].bands[3]",
        "bands_out_of_order",
    ),
    (
        lambda text: (
            text.replace('grade = "C3"\npoints', 'grade = "CX"\npoints')
            .replace('grade = "C2"\npoints', 'grade = "C3"\npoints')
            .replace('grade = "CX"\npoints', 'grade = "C2"\npoints')
        ),
        "risk_questionnaire[1].bands[3]",
        "bands_out_of_order",
    ),
    (
        replaced('[[risk_questionnaire.bands]]\n# ours\ngrade = "C4"\npoints = 61\n', ""),
        "risk_questionnaire[1].bands",
        "not_all_banded",
    ),
    (
        replaced('grade = "C1"\npoints = 0', 'grade = "C1"\npoints = 1'),
        "risk_questionnaire[1].bands[1].points",
        "out_of_reach",
    ),
    (
        replaced('grade = "C5"\npoints = 81', 'grade = "C5"\npoints = 101'),
        "risk_questionnaire[1].bands[5].points",
        "out_of_reach",
    ),
    (replaced("Asia/Shanghai", "Asia/Nowhere"), "bank.time_zone", "unknown_time_zone"),
    (replaced("Asia/Shanghai", "../etc/passwd"), "bank.time_zone", "unknown_time_zone"),
    (replaced("Asia/Shanghai", "Asia"), "bank.time_zone", "unknown_time_zone"),
    (replaced("phone = { head = 3", "phone = { head = 4"), "masking.phone.head", "more_than_allowed"),
    (replaced("tail = 4 }", "tail = 5 }"), "masking.phone.tail", "out_of_range"),
    (
        replaced("id_number = { head = 1, tail = 1", "id_number = { head = 1, tail = 2"),
        "masking.id_number.tail",
        "more_than_allowed",
    ),
    (replaced("late_days = 90", "late_days = 0"), "contacts.late_days", "out_of_range"),
    (replaced('channel = "wechat"', 'channel = "pigeon"'), "contacts.words[4].channel", "not_defined"),
    (replaced('direction = "out"', 'direction = "up"'), "contacts.words[1].direction", "not_one_of"),
    (replaced('code = "no_answer"', 'code = "maturity"'), "contacts.templates[2].code", "duplicate"),
    (replaced('channel = "sms"', 'channel = "phone"'), "contacts.handlers[2].channel", "duplicate"),
    (replaced('url = "tel:{address}"', ""), "contacts.handlers[1]", "url_or_command"),
    (replaced('url = "tel:{address}"', 'url = "file:{address}"'), "contacts.handlers[1].url", "not_one_of"),
    (replaced('url = "tel:{address}"', 'url = "tel:110"'), "contacts.handlers[1].url", "no_place"),
    (
        replaced('url = "tel:{address}"', 'command = ["{address}"]'),
        "contacts.handlers[1].command",
        "no_place",
    ),
    (
        replaced('url = "tel:{address}"', 'url = "tel:{address}"\ncommand = ["softphone", "{address}"]'),
        "contacts.handlers[1]",
        "url_or_command",
    ),
    (
        replaced('marketing_purposes = ["product"', 'marketing_purposes = ["gossip"'),
        "consent.marketing_purposes",
        "not_defined",
    ),
    (replaced('present = ["branch_visit"]', 'present = ["pub"]'), "consent.present", "not_defined"),
    (
        replaced('not_reached = ["no_answer"]', 'not_reached = ["asleep"]'),
        "consent.not_reached",
        "not_defined",
    ),
    (
        replaced('complaint_over = ["answered"', 'complaint_over = ["lost"'),
        "consent.complaint_over",
        "not_defined",
    ),
    (
        replaced('quiet_channels = ["phone"', 'quiet_channels = ["drum"'),
        "consent.quiet_channels",
        "not_defined",
    ),
    (replaced('video = "phone"', 'radio = "phone"'), "consent.channels", "not_defined"),
    (replaced('video = "phone"', 'video = "radio"'), "consent.channels", "not_defined"),
    (replaced('quiet_from = "21:00"', 'quiet_from = "24:00"'), "consent.quiet_from", "not_a_clock_time"),
    (replaced("cool_down_days = 7", "cool_down_days = 367"), "consent.cool_down_days", "out_of_range"),
    (replaced("[prompts.triggers.rhythm]", "[prompts.triggers.moon]"), "prompts.triggers", "not_defined"),
    (
        replaced("days = [180]\namount = 1_000", "days = [180]"),
        "prompts.triggers.dormant.amount",
        "missing_key",
    ),
    (
        replaced('otherwise = "review_call"', 'otherwise = "sing"'),
        "prompts.triggers.rhythm.actions",
        "not_defined",
    ),
    (
        replaced('otherwise = "call_maturity"', 'otherwise = "raise_tier"'),
        "prompts.actions.plan_maturity.otherwise",
        "marketing_too",
    ),
    (
        replaced('answered_by = ["maturity", "product", "review"]', 'answered_by = ["product", "review"]'),
        "prompts.triggers.maturity.answered_by",
        "does_not_answer",
    ),
    (
        replaced("您目前的等级权益可能有变化", "您的{product}可能有变化"),
        "prompts.actions.talk_watch.opening",
        "unknown_place",
    ),
    (replaced("customer_years = 10", "customer_years = 9"), "retention.customer_years", "out_of_range"),
    (replaced("[codes.sexes]", "[codes.sex]"), "codes.sex", "unknown_key"),
    (replaced('own = { zh = "自营"', '"o n" = { zh = "自营"'), "codes.issuer_kinds.o n", "not_a_code"),
    (replaced("time_zone = ", "time_zone = 2026-11-24 #"), "bank.time_zone", "wrong_type"),
    (replaced('stage = "given_up"', 'stage = "lost"'), "calls.outcomes[6].stage", "not_one_of"),
    (replaced('contact = "no_answer"', 'contact = "silence"'), "calls.outcomes[5].contact", "not_defined"),
    (replaced("again_days = 1", "again_days = 0"), "calls.outcomes[5].again_days", "out_of_range"),
    (replaced('code = "informed"', 'code = "won"'), "calls.outcomes[3].code", "duplicate"),
    (
        replaced('campaign_purpose = "product"', 'campaign_purpose = "profit"'),
        "calls.campaign_purpose",
        "not_defined",
    ),
    (replaced("customers = 2_000", "customers = 0"), "calls.customers", "out_of_range"),
    (
        replaced('control_from = "2026-12-01"', 'control_from = "1 December"'),
        "ledger.control_from",
        "not_a_date",
    ),
    (replaced("control_percent = 5", "control_percent = 51"), "ledger.control_percent", "out_of_range"),
]


@pytest.mark.parametrize(
    ("edit", "key", "reason"),
    [pytest.param(*case, id=f"{number}-{case[1]}-{case[2]}") for number, case in enumerate(BROKEN)],
)
def test_a_broken_policy_is_refused_with_place_and_reason(edit: Edit, key: str, reason: str) -> None:
    broken = edit(DEFAULT)
    with pytest.raises(PolicyError) as caught:
        parse(broken)
    assert (caught.value.key, caught.value.reason) == (key, reason)
    sentence = str(refusal(caught.value))
    assert key in sentence
    assert "{" not in sentence
    assert reason not in sentence


def test_every_reason_has_been_tried() -> None:
    assert {reason for _, _, reason in BROKEN} == set(REASONS)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(PolicyError):
        parse(text)


@given(st.data())
def test_a_document_with_a_line_torn_out_reads_or_is_refused_in_words(data: st.DataObject) -> None:
    lines = DEFAULT.splitlines()
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    sentence = ""
    try:
        parse("\n".join(lines))
    except PolicyError as error:
        sentence = str(refusal(error))
    assert "{" not in sentence
