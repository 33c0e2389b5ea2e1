"""What was advised on a past day as text, in the present language: to be read, printed, copied."""

from collections.abc import Iterable, Iterator

from advisor_app import words
from advisor_app.domain.dates import from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import Prompt
from advisor_app.i18n import N_, format_time
from advisor_app.i18n import gettext as _
from advisor_app.services import prompt_words, recommendation_words
from advisor_app.services.past_advice import OTHER, SAME, UNREADABLE, Again, PastAdvice
from advisor_app.services.recommendations import Recommendations

_OUTCOMES = {
    SAME: N_("made again by policy version {version}: the same came out"),
    OTHER: N_(
        "made again by policy version {version}, and something else came out than this, which was shown"
    ),
    UNREADABLE: N_("cannot be made again: this program reads policy version {version}, or its form, no more"),
}
_MARK = "  "


def text(found: PastAdvice) -> str:
    """Return what was advised: a title, and a section for each time at which something was shown."""
    title = _("{customer}, {day}", customer=found.customer or words.NOTHING, day=words.day(found.day))
    sections = [list(_shown(one, found)) for one in found.shown] or [list(_reckoned(found))]
    return "\n\n".join([title, *("\n".join(section) for section in sections)]) + "\n"


def _shown(one: Again, found: PastAdvice) -> Iterator[str]:
    time = format_time(from_instant(one.at, found.bank.time_zone))
    outcome = _(_OUTCOMES[one.outcome], version=one.policy_version)
    yield _("Shown at {time}, {outcome}", time=time, outcome=outcome)
    if one.policy is not None:
        yield from _prompts(one.prompts, one.policy)
    if one.recommended is not None:
        yield from _recommended(one.recommended)


def _reckoned(found: PastAdvice) -> Iterator[str]:
    yield _("Nothing was shown on that day. Reckoned back from the book, these prompts were open:")
    if found.rebuilt is None:
        return
    yield from (
        _prompts(found.rebuilt.prompts, found.rebuilt.policy)
        if found.rebuilt.prompts
        else [_MARK + _("None")]
    )
    if found.rebuilt.unknown:
        yield _("What the book does not keep as it was:")
        yield from (f"{_MARK}· {prompt_words.unknown(code)}" for code in found.rebuilt.unknown)


def _prompts(prompts: Iterable[Prompt], policy: Policy) -> Iterator[str]:
    for prompt in prompts:
        how = prompt_words.how(prompt, policy)
        yield f"{_MARK}{prompt_words.action(prompt, policy)} · {how} · {prompt_words.light(prompt, policy)}"
        yield from (f"{_MARK * 2}· {prompt_words.why(reason, policy)}" for reason in prompt.why)
        yield _MARK * 2 + _("Data of {day}", day=words.day(prompt.data_on))


def _recommended(found: Recommendations) -> Iterator[str]:
    why_none = recommendation_words.why_none(found)
    yield _MARK + (why_none or _("Recommended"))
    for offer in found.found.offers:
        yield f"{_MARK * 2}{offer.product.name} {offer.verdict.grade or ''}".rstrip()
        yield from (f"{_MARK * 3}+ {said}" for said in recommendation_words.pros(offer, found))
        yield from (f"{_MARK * 3}− {said}" for said in recommendation_words.cons(offer, found))
    yield _MARK * 2 + recommendation_words.stamp(found)
