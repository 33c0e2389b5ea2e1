"""The customers on a call list as entries: who comes next, who later, and what became of the others."""

from collections.abc import Sequence

from advisor_app import words
from advisor_app.domain.calls import CallRow, Standing
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.calls import GIVEN_UP, INTERESTED, REACHED, SKIPPED, WON
from advisor_app.i18n import current_language
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

TONES = {
    WON: Tone.GOOD,
    INTERESTED: Tone.ACCENT,
    REACHED: Tone.NEUTRAL,
    GIVEN_UP: Tone.WARN,
    SKIPPED: Tone.NEUTRAL,
}
_DRAWINGS = {Standing.DUE: "phone", Standing.LATER: "clock", Standing.SETTLED: "check"}


def outcome_name(policy: Policy, code: str) -> str:
    """Return what an outcome is called; the code itself where the policy does not know it."""
    found = policy.calls.outcome(code)
    return found.name.in_language(current_language()) if found else code


def mark_of(policy: Policy, row: CallRow, today: int) -> tuple[str, Tone]:
    """Return what is said of a call, and how loudly."""
    if row.outcome is not None:
        found = policy.calls.outcome(row.outcome)
        return outcome_name(policy, row.outcome), TONES.get(
            found.stage, Tone.NEUTRAL
        ) if found else Tone.NEUTRAL
    if row.standing(today) is Standing.LATER:
        return _("again on {day}", day=words.day(row.outcome_on)), Tone.NEUTRAL
    return (_("again today"), Tone.WARN) if row.outcome_on is not None else ("", Tone.NEUTRAL)


class CallsModel(EntriesModel[CallRow]):
    """Calls, those to be made now first."""

    def __init__(self) -> None:
        super().__init__()
        self._policy: Policy | None = None
        self._today = 0

    def show(self, rows: Sequence[CallRow], policy: Policy, today: int) -> None:
        """Show other calls."""
        self._policy, self._today = policy, today
        self.set_rows(rows)

    def find(self, call_id: bytes) -> int | None:
        """Return where a call stands now."""
        return next((place for place, row in enumerate(self.rows) if row.id == call_id), None)

    def after(self, call_id: bytes) -> bytes | None:
        """Return the call that is to be made after one: the next of those that are due, or the first of them."""
        due = [row.id for row in self.rows if row.standing(self._today) is Standing.DUE]
        place = due.index(call_id) if call_id in due else -1
        others = due[place + 1 :] + due[: max(place, 0)]
        return others[0] if others else None

    def entry(self, row: CallRow) -> Entry:
        """Return a call as an entry."""
        policy = self._policy
        if policy is None:
            return Entry("")
        standing = row.standing(self._today)
        mark, tone = mark_of(policy, row, self._today)
        money = words.money(row.aum_minor, row.currency, compact=True)
        foot = (row.number if row.name else None, words.tier(policy, row.tier), money)
        return Entry(
            row.name or row.number or words.NOTHING,
            drawing=_DRAWINGS[standing],
            tone=Tone.ACCENT if standing is Standing.DUE else Tone.NEUTRAL,
            body=row.reason or "",
            foot=" · ".join(filter(None, foot)),
            mark=mark,
            mark_tone=tone,
        )
