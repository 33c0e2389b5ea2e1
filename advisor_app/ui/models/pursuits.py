"""Words and colours of opportunities and of what customers tell, as cards, boards and forms show them."""

from advisor_app import words
from advisor_app.domain import details, pipeline
from advisor_app.domain.details import DetailRow
from advisor_app.domain.duplicates import DUPLICATE
from advisor_app.domain.entries import whole_date
from advisor_app.domain.pipeline import OpportunityRow
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.theme import Tone

STAGES = {
    "prospect": N_("Lead"),
    "contacted": N_("Contacted"),
    "qualified": N_("Qualified"),
    pipeline.WON: N_("Won"),
    pipeline.LOST: N_("Lost"),
    pipeline.WITHDRAWN: N_("Withdrawn"),
}
_STAGE_TONES = {"qualified": Tone.ACCENT, pipeline.WON: Tone.GOOD, pipeline.LOST: Tone.BAD}

KINDS = {
    details.PHONE: N_("Phone"),
    details.EMAIL: N_("E-mail"),
    details.ADDRESS: N_("Address"),
    details.OCCUPATION: N_("Occupation"),
    details.EXPIRY: N_("Identity document valid until"),
    details.LIFE_EVENT: N_("Life event"),
    details.GOAL: N_("Goal"),
    details.PREFERENCE: N_("Preference"),
    details.RELATION: N_("Relation"),
    details.ORIGIN: N_("Came to us through"),
    DUPLICATE: N_("Two numbers of one person"),
}
_STATES = {
    None: (N_("proposed"), Tone.WARN),
    details.CONFIRMED: (N_("confirmed"), Tone.GOOD),
    details.REFUSED: (N_("refused"), Tone.BAD),
    details.WITHDRAWN: (N_("taken back"), Tone.NEUTRAL),
    details.SUPERSEDED: (N_("overtaken by the core system"), Tone.NEUTRAL),
}


def stage_name(stage: str) -> str:
    """Return what a stage is called."""
    return _(STAGES[stage]) if stage in STAGES else stage


def stage_tone(stage: str) -> Tone:
    """Return the colours of a stage."""
    return _STAGE_TONES.get(stage, Tone.NEUTRAL)


def about(row: OpportunityRow, policy: Policy) -> str:
    """Return for what an opportunity is: the product or kind of product, and the amount, as far as they are known."""
    product = row.product or words.code(policy.codes.product_kinds, row.product_kind)
    return " · ".join(filter(None, (words.money(row.amount_minor, row.currency, compact=True), product)))


def next_step(row: OpportunityRow, today: int) -> tuple[str, bool]:
    """Return what is to be done next and when, and whether that is overdue."""
    if row.next_step_on is None:
        return row.next_step or "", False
    when = words.days_until(row.next_step_on, today)
    return f"{when} · {row.next_step}" if row.next_step else when, row.next_step_on < today


def ended(row: OpportunityRow, policy: Policy) -> str:
    """Return when an opportunity ended, and why it was lost."""
    why = words.code(policy.codes.lost_reasons, row.reason)
    return " · ".join(filter(None, (words.day(row.closed_on), why)))


def kind_name(kind: str) -> str:
    """Return what a kind of detail is called."""
    return _(KINDS[kind]) if kind in KINDS else kind


def detail_state(row: DetailRow) -> tuple[str, Tone]:
    """Return where a detail stands; what has not left the device yet says so."""
    if row.pending and row.is_open:
        return _("not sent yet"), Tone.WARN
    return state_name(row.state), _STATES[row.state][1] if row.state in _STATES else Tone.NEUTRAL


def state_name(state: str | None) -> str:
    """Return what became of a detail."""
    return _(_STATES[state][0]) if state in _STATES else state or ""


def detail_value(row: DetailRow, policy: Policy, value: str | None = None) -> str:
    """Return a detail's value, or another one of the same kind, as a person reads it."""
    text = row.value if value is None else value
    if row.kind == details.EXPIRY:
        return words.day(whole_date(text)) or text
    if row.kind == details.LIFE_EVENT:
        return words.code(policy.codes.life_events, text) or text
    if row.kind == details.ORIGIN:
        return words.code(policy.codes.prospect_sources, text) or text
    if row.kind == details.RELATION:
        who = row.related or text or words.NOTHING
        how = words.code(policy.codes.relations, row.label)
        return _("{who} ({how})", who=who, how=how) if how else who
    return text


def detail_facts(row: DetailRow, policy: Policy) -> str:
    """Return what belongs to a detail besides: its day and amount, the source, who recorded it."""
    money = words.money(row.amount_minor, row.currency, compact=True)
    source = words.code(policy.codes.detail_sources, row.source)
    parts = (words.day(row.happens_on), money, None if row.kind == details.ORIGIN else source, row.advisor)
    return " · ".join(filter(None, parts))
