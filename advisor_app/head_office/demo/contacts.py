"""Past contacts: who was spoken to, when, why and how, and what came of it.

Contacts follow the rhythm of the assets, what happened on the account (a maturity, money that left, a
complaint), and what was promised the time before. Nobody is called on a day off, and nobody gets marketing
without consent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advisor_app.domain.dates import from_day, to_day
from advisor_app.head_office.demo.consents import Consents
from advisor_app.head_office.demo.life import Life, Occasion, month_day, wan
from advisor_app.head_office.demo.words import Weighted, words
from advisor_app.head_office.demo.working_days import spring_festival
from advisor_app.head_office.demo.world import DAY, World, age_on, at

_RHYTHM = {"private": 27, "wealth": 55, "gold": 160, "mass": 420, "prospect": 260}
_OLD = 66
TWO_WAY = ("connected", "replied", "met")
"""Outcomes of contacts in which both sides spoke."""
MARKETING = ("product", "invitation", "maturing", "matured_kept", "matured_gone", "not_rolled", "lead")
"""Occasions on which products are spoken of, so that marketing consent is needed."""
_PURPOSES = {
    "welcome": "care",
    "birthday": "care",
    "festival": "care",
    "maturing": "maturity",
    "matured_kept": "maturity",
    "matured_gone": "maturity",
    "not_rolled": "maturity",
    "inflow": "review",
    "lead": "product",
}
_CHANNELS = {
    "assessment": Weighted([("branch_visit", 1)]),
    "festival": Weighted([("wechat", 6), ("sms", 4)]),
    "birthday": Weighted([("phone", 5), ("wechat", 4), ("sms", 2)]),
    "service": Weighted([("phone", 6), ("branch_visit", 3), ("wechat", 2)]),
    "review": Weighted([("phone", 4), ("branch_visit", 4), ("outreach_visit", 1), ("video", 1)]),
    "invitation": Weighted([("wechat", 5), ("phone", 4), ("email", 1)]),
    "retention": Weighted([("phone", 1)]),
    "complaint": Weighted([("phone", 1)]),
    "usual": Weighted([("phone", 62), ("wechat", 26), ("branch_visit", 9), ("email", 3)]),
}
_SPOKEN = ("phone", "branch_visit", "outreach_visit", "video")
_CONSENT_CHANNEL = {"video": "phone", "outreach_visit": "phone", "branch_visit": ""}


@dataclass(slots=True)
class Contact:
    """One contact; `occasion` is the list of notes that it came from."""

    key: str
    at: int
    occasion: str
    channel: str
    direction: str
    purpose: str
    outcome: str
    note: str
    duration: int | None = None
    next_step: str = ""
    next_step_on: int | None = None


class Contacts:
    """Writes the contacts of customers and prospects."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._notes = words("notes")["contacts"]
        self._count = 0

    def plan(self, life: Life, consents: Consents) -> list[Contact]:
        """Return the contacts of one person in the order of time."""
        last = min(self._world.as_of, life.person.closed or self._world.as_of)
        begin = max(self._world.start, life.person.opened or self._world.start)
        reasons = [*life.occasions, *self._maturities(life)]
        if begin > self._world.start:
            reasons.append(Occasion(begin + life.rng.randint(1, 5), "welcome"))
        reasons = sorted((one for one in reasons if begin < one.day < last), key=lambda one: one.day)
        rhythm = _RHYTHM[life.person.band]
        due = begin + int(life.rng.uniform(0.1, 1.2) * rhythm) + 6
        promised: int | None = None
        made: list[Contact] = []
        while True:
            wanted = due if promised is None else min(due, promised)
            if reasons and reasons[0].day <= wanted:
                occasion = reasons.pop(0)
            elif wanted >= last:
                return made
            else:
                occasion, promised = Occasion(wanted, self._usual_occasion(life, wanted)), None
            contact = self._contact(life, consents, occasion, {one.note for one in made})
            if contact is None or (made and contact.at <= made[-1].at):
                due = max(due, occasion.day) + rhythm // 2 + 3
                continue
            made.append(contact)
            day = contact.at // DAY
            due = day + max(4, int(rhythm * life.rng.lognormvariate(-0.05, 0.35)))
            if contact.outcome == "no_answer":
                due = min(due, day + life.rng.randint(1, 6))
            promised = contact.next_step_on if life.rng.random() < 0.85 else None

    def _maturities(self, life: Life) -> Iterator[Occasion]:
        """Yield the maturities that somebody spoke to the customer about."""
        world, rng = self._world, life.rng
        attentive = {"mass": 0.12, "gold": 0.4, "wealth": 0.7, "private": 0.85}.get(life.person.band, 0.0)
        starts = {
            (one.product.code, day) for one in life.holdings for day in range(one.starts - 14, one.starts + 1)
        }
        for holding in life.holdings:
            if holding.matures is None or rng.random() > attentive:
                continue
            values = {
                "product": holding.product.name,
                "amount": wan(holding.principal),
                "day": month_day(holding.matures),
            }
            before = holding.matures - rng.randint(3, 12)
            if before <= max(world.start, holding.starts + 10):
                continue
            if holding.closed is not None:
                kept = (holding.product.code, holding.matures) in starts
                yield Occasion(before, "matured_kept" if kept else "matured_gone", values)
            elif holding.matures < world.as_of:
                yield Occasion(holding.matures + rng.randint(1, 10), "not_rolled", values)
            elif before < world.as_of:
                yield Occasion(before, "maturing", values)

    def _usual_occasion(self, life: Life, day: int) -> str:
        """Return what a contact without a special reason is about on a day."""
        rng, person = life.rng, life.person
        if person.kind == "prospect":
            return "lead"
        year = from_day(day).year
        birthday = from_day(person.birth)
        if (birthday.month, birthday.day) in {
            (when.month, when.day) for when in (from_day(day + shift) for shift in range(-2, 3))
        }:
            return "birthday"
        feasts = (spring_festival(year), to_day(date(year, 10, 1)))
        if any(0 <= feast - day <= 5 for feast in feasts):
            return "festival"
        usual = {"care": 30, "review": 24, "product": 20, "invitation": 9, "service": 17}
        if person.band == "mass":
            usual.pop("review")
        return Weighted(usual.items()).draw(rng)

    def _contact(self, life: Life, consents: Consents, occasion: Occasion, said: set[str]) -> Contact | None:
        """Return the contact, or nothing where it was not allowed or its day is not there any more."""
        rng, world = life.rng, self._world
        day = world.calendar.on_or_after(occasion.day)
        if day >= world.as_of:
            return None
        incoming = occasion.name == "service" or (occasion.name == "assessment" and rng.random() < 0.5)
        channel = self._channel(life, occasion.name)
        moment = at(rng, day, 9.1, 11.6) if rng.random() < 0.5 else at(rng, day, 14.0, 17.2)
        purpose = _PURPOSES.get(occasion.name, occasion.name)
        if not incoming:
            wanted = "marketing" if occasion.name in MARKETING else "service"
            if not consents.allows(_CONSENT_CHANNEL.get(channel, channel), wanted, moment):
                return None
        self._count += 1
        outcome = self._outcome(life, channel, incoming)
        contact = Contact(
            f"I{self._count:08}",
            moment,
            occasion.name,
            channel,
            "in" if incoming else "out",
            purpose,
            outcome,
            "",
        )
        contact.duration = self._duration(life, channel, outcome)
        notes = self._notes[occasion.name]
        if outcome not in TWO_WAY:
            old = life.person.age(day) >= _OLD and channel == "phone"
            contact.note = rng.choice(self._notes["unreached"]["phone_old" if old else channel])
            return contact
        groups = [notes["reached"], *(notes[group] for group in self._groups(life, day) if group in notes)]
        filled = [[text.format(**occasion.values) for text in group] for group in groups]
        # Nobody writes the same twice as long as there is something else to say.
        fresh = [left for texts in filled if (left := [text for text in texts if text not in said])]
        contact.note = rng.choice((fresh or filled)[-1 if rng.random() < 0.6 else 0])
        if notes["steps"] and rng.random() < 0.45:
            text, soonest, latest = rng.choice(notes["steps"])
            contact.next_step = text
            contact.next_step_on = world.calendar.on_or_after(day + rng.randint(soonest, latest))
        return contact

    def _groups(self, life: Life, day: int) -> Iterator[str]:
        """Yield the groups that a customer belongs to, the most telling last."""
        person = life.person
        if any(
            one.product.kind == "fund" and one.starts < day and one.closed is None for one in life.holdings
        ):
            yield "fund"
        if person.segment == "owner":
            yield "owner"
        if person.child_birth is not None and 5 <= age_on(person.child_birth, day) < 18:
            yield "child"
        if person.age(day) >= _OLD:
            yield "old"

    def _channel(self, life: Life, occasion: str) -> str:
        channel = _CHANNELS.get(occasion, _CHANNELS["usual"]).draw(life.rng)
        if (channel == "wechat" and not life.person.online) or (channel == "email" and not life.person.email):
            return "phone"
        if life.person.kind == "prospect" and channel == "branch_visit":
            return "phone"
        return channel

    @staticmethod
    def _outcome(life: Life, channel: str, incoming: bool) -> str:
        chance = life.rng.random()
        if channel in ("branch_visit", "outreach_visit", "video"):
            return "met"
        if incoming:
            return "connected" if channel == "phone" else "replied"
        if channel == "phone":
            return "connected" if chance < 0.74 else "no_answer"
        if channel == "wechat":
            return "replied" if chance < 0.6 else "no_reply"
        return "sent"

    @staticmethod
    def _duration(life: Life, channel: str, outcome: str) -> int | None:
        if channel not in _SPOKEN or outcome not in TWO_WAY:
            return None
        if channel == "phone":
            return max(35, int(life.rng.lognormvariate(5.3, 0.6)))
        return round(life.rng.uniform(12, 55)) * 60
