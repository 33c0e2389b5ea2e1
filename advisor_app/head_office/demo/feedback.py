"""What customers told the bank: surveys, praise, online reviews, and complaints with the clock of their
answer.

A survey after a contact points to it, and its words fit its score. A complaint is to be answered in 15
days, a complex one in 30; some are open, with every stage of the clock among them, the others were
resolved or withdrawn.
"""

from dataclasses import dataclass, replace

from advisor_app.head_office.demo.contacts import TWO_WAY, Contact
from advisor_app.head_office.demo.life import Life, Occasion
from advisor_app.head_office.demo.person import Person
from advisor_app.head_office.demo.words import Weighted, words
from advisor_app.head_office.demo.world import DAY, World, at

_DAYS, _COMPLEX_DAYS = 15, 30
_NPS = Weighted([(10, 22), (9, 26), (8, 22), (7, 12), (6, 6), (5, 5), (4, 2), (3, 2), (2, 1), (1, 1), (0, 1)])
_CSAT = Weighted([(5, 52), (4, 30), (3, 10), (2, 5), (1, 3)])


@dataclass(frozen=True, slots=True)
class Feedback:
    """One piece of feedback; `contact` is the key of the contact that it is about."""

    key: str
    kind: str
    channel: str
    at: int
    status: str
    text: str = ""
    score: int | None = None
    scale: int | None = None
    due: int | None = None
    contact: str = ""
    handler: str = ""
    is_complex: bool = False
    answered: int | None = None
    resolution: str = ""


class Voices:
    """Writes the feedback of customers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._words: dict[str, list[str]] = words("notes")["feedback"]
        self._count = 0

    def complaints(self, life: Life) -> list[Feedback]:
        """Return the complaints of one customer, and note the contact that answers them as an occasion."""
        world, rng, person = self._world, life.rng, life.person
        since = max(world.start, person.opened or world.as_of)
        if person.closed is not None or since > world.as_of - 20:
            return []
        if world.happens(person.index, "complaint open", 0.014):
            # Spread over the clock: from fresh to overdue.
            age = 1 + int(world.spread(person.index, "complaint age") * 16)
            day = world.as_of - age
            status = "open" if age < 4 else "in_progress"
        elif world.happens(person.index, "complaint closed", 0.03):
            day = rng.randint(since + 2, world.as_of - 18)
            status = "withdrawn" if rng.random() < 0.12 else "resolved"
        else:
            return []
        is_complex = rng.random() < 0.2
        limit = _COMPLEX_DAYS if is_complex else _DAYS
        channel = rng.choice(("hotline", "hotline", "branch", "app" if person.online else "hotline"))
        if channel == "branch":
            day = world.calendar.on_or_before(day)
        if day <= since:
            return []
        if rng.random() < 0.8:
            life.occasions.append(Occasion(day + rng.randint(1, 3), "complaint"))
        text = rng.choice(self._grounds(life))
        made = self._new("complaint", channel, at(rng, day, 9.2, 16.8), status, text, due=day + limit)
        return [self._handled(made, person, day, limit)]

    def voices(self, life: Life, contacts: list[Contact]) -> list[Feedback]:
        """Return surveys, praise and reviews of one customer."""
        world, rng, person = self._world, life.rng, life.person
        if person.opened is None or person.closed is not None:
            return []
        made = []
        for contact in contacts:
            if contact.outcome in TWO_WAY and contact.duration and rng.random() < 0.05:
                moment = contact.at + rng.randint(2 * 3600, 2 * DAY)
                if moment < world.cutoff:
                    score = _CSAT.draw(rng)
                    text = self._said(life, score * 2) if rng.random() < 0.5 else ""
                    channel = "sms" if not person.online or rng.random() < 0.5 else "wechat"
                    made.append(
                        self._new("survey", channel, moment, "closed", text, score, 5, contact=contact.key)
                    )
        since = max(world.start, person.opened) + 30
        if since >= world.as_of - 2:
            return made
        day = rng.randint(since, world.as_of - 2)
        if person.online and world.happens(person.index, "recommend", 0.16):
            score = _NPS.draw(rng)
            text = self._said(life, score) if rng.random() < 0.6 else ""
            made.append(self._new("survey", "app", at(rng, day, 10, 21), "closed", text, score, 10))
        if world.happens(person.index, "praise", 0.018):
            text = rng.choice(self._words["praise"])
            made.append(self._new("praise", "hotline", at(rng, day, 9, 18), "closed", text))
        if person.online and world.happens(person.index, "review", 0.012):
            text = rng.choice(self._words["review"])
            made.append(self._new("review", "web", at(rng, day, 12, 22), "closed", text))
        return made

    def _handled(self, made: Feedback, person: Person, day: int, limit: int) -> Feedback:
        """Return a complaint with who answers it, and when and how it ended; one in twenty was answered late."""
        made = replace(made, is_complex=limit == _COMPLEX_DAYS)
        if made.status == "open":
            return made
        made = replace(made, handler=person.advisor or "")
        if made.status == "in_progress":
            return made
        share = self._world.spread(person.index, "complaint answer")
        after = limit + 1 if share > 0.95 else 2 + int(share * (_DAYS - 3))
        said = self._words["withdrawn" if made.status == "withdrawn" else "answered"]
        ended = min(day + after, self._world.as_of - 1)
        return replace(made, answered=ended, resolution=said[int(share * len(said))])

    def _grounds(self, life: Life) -> list[str]:
        """Return what this customer could complain of."""
        grounds = list(self._words["complaint"])
        if any(holding.product.kind == "wealth" for holding in life.holdings):
            grounds += self._words["complaint_wealth"]
        if life.loans:
            grounds += self._words["complaint_loan"]
        if life.opened.credit_card:
            grounds += self._words["complaint_credit"]
        return grounds

    def _said(self, life: Life, score: int) -> str:
        topics = "topics_good" if score >= 9 else "topics_mid" if score >= 7 else "topics_bad"
        return life.rng.choice(self._words[topics])

    def _new(
        self,
        kind: str,
        channel: str,
        moment: int,
        status: str,
        text: str,
        score: int | None = None,
        scale: int | None = None,
        due: int | None = None,
        contact: str = "",
    ) -> Feedback:
        self._count += 1
        return Feedback(f"F{self._count:07}", kind, channel, moment, status, text, score, scale, due, contact)
