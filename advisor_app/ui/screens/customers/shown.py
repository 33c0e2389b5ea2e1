"""What a row of the list says, in the present language: on the screen, and to who cannot see it."""

from dataclasses import dataclass, replace

from advisor_app import words
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.rhythm import Due, rhythm_of_row
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.lights import Shine, shine
from advisor_app.ui.theme import Tone
from advisor_app.ui.tiers import tier_tone

_DUE = {Due.AMBER: N_("due soon"), Due.RED: N_("overdue")}
_CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Shown:
    """One customer as a row of the list shows it; `sentence` says all of it in words.

    `due` is the word for a contact that is due, empty where none is; `late` tells the two apart by colour.
    `light` is that for marketing.
    """

    title: str
    name: str | None
    tier: str
    tone: Tone
    aum: str
    contact: str
    due: str
    late: bool
    gone: bool
    pinned: bool
    prompts: int
    light: Shine | None
    sentence: str


def shown(row: CustomerRow, policy: Policy, bank: Bank | None) -> Shown:
    """Return what a row says."""
    rhythm = rhythm_of_row(policy, bank, row)
    gone = row.closed_on is not None and bank is not None and row.closed_on <= bank.as_of
    due = _(_DUE[rhythm.due]) if rhythm.due in _DUE else ""
    spoken = words.days_since(row.last_contact_at, bank) or _("no contact yet")
    tier = words.tier(policy, row.tier)
    if tier is None and row.kind != _CUSTOMER:
        tier = words.code(policy.codes.customer_kinds, row.kind)
    made = Shown(
        title=row.name or row.number or words.NOTHING,
        name=row.name,
        tier=tier or "",
        tone=tier_tone(policy, row.tier),
        aum=_("not sent yet")
        if row.pending
        else words.money(row.aum_minor, row.currency, compact=True) or words.NOTHING,
        contact=_("has left the bank") if gone else spoken,
        due=due,
        late=rhythm.due is Due.RED,
        gone=gone,
        pinned=row.pinned,
        prompts=row.prompts or 0,
        light=None if row.outlook is None or gone else shine(row.outlook, policy),
        sentence="",
    )
    return replace(made, sentence=_sentence(made, row))


def _sentence(made: Shown, row: CustomerRow) -> str:
    """Return all that a row shows as one sentence, for screen readers."""
    spoken = row.last_contact_at is not None and not made.gone
    parts = (
        made.title,
        made.tier,
        made.aum if row.pending else "",
        "" if row.aum_minor is None else _("AUM {amount}", amount=made.aum),
        _("last contact {when}", when=made.contact) if spoken else made.contact,
        made.due,
        _("pinned") if made.pinned else "",
        ngettext("{n} prompt", "{n} prompts", made.prompts) if made.prompts else "",
        made.light.whole if made.light else "",
    )
    return _(", ").join(part for part in parts if part)
