"""Consents per channel and purpose, with where and when they were given or withdrawn.

Purposes: `marketing` (one record per channel) and `profiling` (use of app and web visits, channel `app`).
Do-not-contact is recorded as a withdrawal for channel `all` and purpose `all`. Without a record there is no
consent.
"""

from dataclasses import dataclass, field

from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import DAY, World, at

_GIVEN = {"phone": 0.78, "sms": 0.7, "wechat": 0.66, "email": 0.35}
_LATEST_FORM_YEARS = 4


@dataclass(frozen=True, slots=True)
class Consent:
    """One record, given or withdrawn; the newest for its channel and purpose counts."""

    key: str
    channel: str
    purpose: str
    granted: bool
    source: str
    at: int


@dataclass(slots=True)
class Consents:
    """All records of one person, in the order of time."""

    records: list[Consent] = field(default_factory=list)

    def granted(self, channel: str, purpose: str, moment: int) -> bool:
        """Return whether the newest record before `moment` says yes."""
        said = [
            one.granted
            for one in self.records
            if (one.channel, one.purpose) == (channel, purpose) and one.at <= moment
        ]
        return bool(said) and said[-1]

    def refused_all(self, moment: int) -> bool:
        """Return whether the person had asked not to be contacted at all."""
        return any(one.channel == "all" and not one.granted and one.at <= moment for one in self.records)

    def allows(self, channel: str, purpose: str, moment: int) -> bool:
        """Return whether the bank may use a channel for "service" or "marketing"; a meeting ("") needs no
        channel.
        """
        if self.refused_all(moment):
            return False
        return purpose == "service" or not channel or self.granted(channel, purpose, moment)


class ConsentForms:
    """Fills in the consent records of customers and prospects."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._count = 0

    def plan(self, life: Life) -> Consents:
        """Return the records of one person."""
        rng, person, world = life.rng, life.person, self._world
        consents = Consents()
        # Older customers signed the present form at a later visit.
        earliest = max(person.opened or 0, world.as_of - _LATEST_FORM_YEARS * 365)
        late = person.opened is not None and person.opened < world.as_of - _LATEST_FORM_YEARS * 365
        day = world.calendar.on_or_after(earliest + (rng.randint(0, 700) if late else 0))
        if person.kind == "prospect":
            day = world.calendar.on_or_before(world.start - rng.randint(5, 300))
        if person.closed is not None and day >= person.closed:
            return consents
        moment = at(rng, day, 9.5, 16.5)
        source = "event" if person.kind == "prospect" else "branch_form"
        for channel, share in _GIVEN.items():
            reachable = {"email": bool(person.email), "wechat": person.online}.get(channel, True)
            if reachable:
                self._add(consents, channel, "marketing", rng.random() < share, source, moment)
        if person.online and person.kind == "customer":
            later = max(moment + 600, at(rng, day + rng.randint(0, 60), 8, 22))
            if later < world.cutoff - DAY:
                self._add(consents, "app", "profiling", rng.random() < 0.6, "app", later)
        self._withdraw(life, consents, moment)
        return consents

    def _withdraw(self, life: Life, consents: Consents, given: int) -> None:
        world, rng = self._world, life.rng
        index = life.person.index
        days = (world.cutoff - given) // DAY - 2
        if days < 10 or life.person.closed is not None:
            return
        if world.happens(index, "consent withdrawn", 0.08):
            granted = [one for one in consents.records if one.granted]
            if granted:
                one = rng.choice(granted)
                source = "app" if life.person.online else "phone"
                moment = max(one.at + 3600, at(rng, given // DAY + rng.randint(5, days), 9, 17.4))
                if moment < world.cutoff:
                    self._add(consents, one.channel, one.purpose, False, source, moment)
        if world.happens(index, "do not contact", 0.025):
            moment = max(
                consents.records[-1].at + 7200, at(rng, given // DAY + rng.randint(5, days), 9, 17.4)
            )
            if moment < world.cutoff:
                self._add(consents, "all", "all", False, "phone", moment)

    def _add(
        self, consents: Consents, channel: str, purpose: str, granted: bool, source: str, moment: int
    ) -> None:
        self._count += 1
        consents.records.append(Consent(f"S{self._count:08}", channel, purpose, granted, source, moment))
