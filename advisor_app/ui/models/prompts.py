"""Prompts (行动提示) in words and as entries of a list, those of a customer under the customer's name."""

from collections.abc import Sequence
from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import Group, Prompt, Today, Urgency
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext
from advisor_app.services import prompt_words
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone
from advisor_app.ui.tiers import tier_tone

_TONES = {
    Urgency.LATER: Tone.NEUTRAL,
    Urgency.SOON: Tone.ACCENT,
    Urgency.NOW: Tone.WARN,
    Urgency.OVERDUE: Tone.BAD,
}
_DRAWINGS = {
    "phone": "phone",
    "wechat": "message-circle",
    "sms": "message-square",
    "email": "mail",
    "branch_visit": "building-2",
    "outreach_visit": "map-pin",
    "video": "video",
}
_OTHER = "sparkles"
Key = tuple[bytes, str, str]
"""What tells a prompt from all others: customer, rule and subject."""


class Heading(NamedTuple):
    """The heading above the prompts of a customer."""

    group: Group


class PromptsModel(EntriesModel[Heading | Prompt]):
    """Prompts in the order in which to work them."""

    def __init__(self) -> None:
        super().__init__()
        self._policy: Policy | None = None
        self._today = 0
        self._narrow = False

    def show_today(self, found: Today) -> None:
        """Show the list of a day, under the names of the customers; one that is the same stays as it is."""
        rows: list[Heading | Prompt] = []
        for group in found.groups:
            rows += [Heading(group), *group.prompts]
        known = (self._policy, self._today, self.rows)
        self._policy, self._today = found.policy, found.today
        if known != (found.policy, found.today, rows):
            self.set_rows(rows)

    def be_narrow(self, *, narrow: bool) -> None:
        """Leave out what a narrow column has no room for."""
        self._narrow = narrow
        self.render()

    def show_prompts(self, prompts: Sequence[Prompt], policy: Policy, today: int) -> None:
        """Show the prompts of one customer, who is named elsewhere."""
        self._policy, self._today = policy, today
        self.set_rows(list(prompts))

    def prompt_at(self, place: int) -> Prompt | None:
        """Return the prompt at a place, None for a heading or no place."""
        row = self.rows[place] if 0 <= place < len(self.rows) else None
        return row if isinstance(row, Prompt) else None

    def group_of(self, place: int) -> Group | None:
        """Return the customer whose prompt stands at a place."""
        for row in reversed(self.rows[: place + 1]):
            if isinstance(row, Heading):
                return row.group
        return None

    def place_of(self, prompt: Prompt | None, place: int) -> int | None:
        """Return where a prompt stands; where it has gone, that of the one that took its place."""
        places = [at for at, row in enumerate(self.rows) if isinstance(row, Prompt)]
        if prompt is not None:
            found = [at for at in places if _key(self.rows[at]) == _key(prompt)]
            if found:
                return found[0]
        after = [at for at in places if at >= place]
        return after[0] if after else (places[-1] if places else None)

    def entry(self, row: Heading | Prompt) -> Entry:
        """Return the name of a customer, or a prompt as an entry."""
        if self._policy is None:
            return Entry("")
        if isinstance(row, Heading):
            return _heading(row.group, self._policy)
        said = entry_of(row, self._policy, self._today)
        return said if not self._narrow else said._replace(badge="", foot=prompt_words.how(row, self._policy))


def entry_of(prompt: Prompt, policy: Policy, today: int) -> Entry:
    """Return a prompt as an entry: what to do, why, how, by when, and for how much."""
    foot = (
        prompt_words.how(prompt, policy),
        prompt_words.light(prompt, policy),
        _("data of {day}", day=words.day(prompt.data_on)),
    )
    return Entry(
        title=prompt_words.action(prompt, policy),
        drawing=_DRAWINGS.get(prompt.channel, _OTHER),
        tone=_TONES[prompt.urgency],
        badge=prompt_words.trigger(prompt.rule, policy),
        body=prompt_words.whys(prompt, policy),
        foot=" · ".join(filter(None, foot)),
        stamp=words.money(prompt.value_minor, prompt.currency, compact=True) or "",
        mark=due_text(prompt, today),
        mark_tone=_TONES[prompt.urgency],
    )


def due_text(prompt: Prompt, today: int) -> str:
    """Return by when a prompt is to be done."""
    late = today - prompt.due_on
    if late > 0:
        return ngettext("{n} day overdue", "{n} days overdue", late)
    if prompt.urgency is Urgency.OVERDUE and late < 0:  # late already, and soon too late
        return ngettext("within {n} day", "within {n} days", -late)
    return words.days_until(prompt.due_on, today)


def _heading(group: Group, policy: Policy) -> Entry:
    row = group.customer
    return Entry(
        title=row.name or row.number or words.NOTHING,
        badge=words.tier(policy, row.tier) or "",
        tone=tier_tone(policy, row.tier),
        stamp=ngettext("{n} minute", "{n} minutes", group.minutes),
        heading=True,
    )


def _key(row: Heading | Prompt) -> Key | None:
    return (row.customer_id, row.rule, row.subject) if isinstance(row, Prompt) else None
