"""What a document does not say: one from before a section was known is read, and what is said once holds elsewhere."""

import re

import pytest

from advisor_app.domain.book_figures import says_quiet
from advisor_app.domain.policy import PolicyError, parse
from advisor_app.domain.policy.calls import CALLS_UNSAID, STAGES
from advisor_app.domain.policy.consent import CONSENT_UNSAID
from advisor_app.domain.policy.contacts import CONTACTS_UNSAID
from advisor_app.domain.policy.contribution import CONTRIBUTION_UNSAID
from advisor_app.domain.policy.reading import MISSING_KEY
from advisor_app.domain.policy.schema import SYNC_UNSAID, UNSAID
from advisor_app.paths import resources
from advisor_app.sync.protocol import MAX_ATTACHMENT_BYTES

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def test_a_policy_from_before_flows_were_known_is_read() -> None:
    older = re.sub(r"(?s)\[flows\].*?(?=\n# -- )", "", DEFAULT)
    assert "[flows]" not in older
    assert parse(older).flows == UNSAID
    flows = parse(DEFAULT).flows
    assert {"own_accounts", "term_deposit_purchase", "investment_redemption"} <= set(flows.internal)
    assert {"groceries", "rent"} <= set(flows.spending)
    assert {"own_funds", "salary", "loan_payout"}.isdisjoint((*flows.internal, *flows.spending))


def test_a_policy_from_before_contribution_was_known_is_read() -> None:
    older = re.sub(r"(?s)\[contribution\].*?(?=\n# -- )", "", DEFAULT)
    assert "[contribution]" not in older
    assert parse(older).contribution == CONTRIBUTION_UNSAID
    rules = parse(DEFAULT).contribution
    assert (rules.transfer[0].days, rules.transfer[-1].days) == (1, 11_000)


def test_a_policy_from_before_questionnaires_of_risk_were_known_is_read() -> None:
    older = re.sub(r"(?s)\[\[risk_questionnaire\]\].*?(?=\n# -- )", "", DEFAULT)
    assert "risk_questionnaire" not in older
    assert parse(older).risk_questionnaire == ()
    [asked] = parse(DEFAULT).risk_questionnaire
    longest = [(option.code, option.months) for option in asked.questions[7].options]
    assert (longest[0], longest[-1]) == (("half_year", 6), ("longer", None))


def test_a_policy_from_before_contacts_were_known_is_read() -> None:
    older = re.sub(r"(?s)\n\[contacts\].*?(?=\n# -- )", "", DEFAULT)
    assert "contacts]" not in older
    assert parse(older).contacts == CONTACTS_UNSAID
    contacts = parse(DEFAULT).contacts
    assert {handler.channel: handler.url for handler in contacts.handlers}["phone"] == "tel:{address}"


def test_a_policy_from_before_sync_was_known_holds_every_removal() -> None:
    older = re.sub(r"(?s)\[sync\].*?(?=\n# -- )", "", DEFAULT)
    assert "[sync]" not in older
    assert parse(older).sync == SYNC_UNSAID
    assert (SYNC_UNSAID.hold_percent, SYNC_UNSAID.hold_customers) == (1, 1)
    assert parse(DEFAULT).sync.attachment_bytes == MAX_ATTACHMENT_BYTES


def test_a_policy_from_before_consent_was_known_is_read() -> None:
    older = re.sub(r"(?s)\n\[consent\].*?(?=\n# -- )", "", DEFAULT)
    assert "[consent" not in older
    assert parse(older).consent == CONSENT_UNSAID
    assert parse(DEFAULT).consent.marketing_purposes == ("product", "invitation")


def test_a_policy_from_before_call_lists_were_known_is_read() -> None:
    older = re.sub(r"(?s)\n\[calls\].*?(?=\n# -- )", "", DEFAULT)
    assert "[calls]" not in older
    assert parse(older).calls == CALLS_UNSAID
    calls = parse(DEFAULT).calls
    assert len(calls.outcomes) <= 9  # one for each digit
    assert {outcome.stage for outcome in calls.outcomes} == set(STAGES)


def test_a_policy_from_before_going_quiet_was_known_says_it_of_nobody() -> None:
    older = re.sub(r"(?s)\n\[quiet\].*?(?=\n# -- )", "", DEFAULT)
    assert "[quiet]" not in older
    assert not says_quiet(parse(older).quiet)
    assert says_quiet(parse(DEFAULT).quiet)


def test_the_kinds_of_transactions_that_customers_make_are_said_once() -> None:
    policy = parse(DEFAULT.replace('initiated_kinds = ["cash", ', "initiated_kinds = [", 1))
    assert "cash" not in policy.tier_rules.initiated_kinds
    assert policy.quiet.kinds == policy.tier_rules.initiated_kinds
    assert policy.prompts.triggers["dormant"].kinds == policy.tier_rules.initiated_kinds


def test_kinds_of_its_own_hold_for_a_section_that_says_them() -> None:
    own = DEFAULT.replace("[quiet]\n", '[quiet]\nkinds = ["card"]\n', 1)
    own = own.replace("[prompts.triggers.dormant]\n", '[prompts.triggers.dormant]\nkinds = ["cash"]\n', 1)
    policy = parse(own)
    assert (policy.quiet.kinds, policy.prompts.triggers["dormant"].kinds) == (("card",), ("cash",))
    assert len(policy.tier_rules.initiated_kinds) > 1


def test_kinds_that_nothing_says_are_missed() -> None:
    with pytest.raises(PolicyError) as raised:
        parse(re.sub(r"\ninitiated_kinds = .*", "", DEFAULT))
    missing = {error.key: error.reason for error in (raised.value, *raised.value.further)}
    assert missing == {"quiet.kinds": MISSING_KEY, "prompts.triggers.dormant.kinds": MISSING_KEY}
