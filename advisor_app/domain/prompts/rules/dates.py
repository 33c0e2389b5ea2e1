"""Days in a customer's life and papers: birthday, life events, the identity document, the risk assessment."""

from collections.abc import Iterator
from datetime import date

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.prompts.finding import Finding, Terms, begin_of, stage_of
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import BY_CONTACT, BY_NEW_DATA, BY_SPEAKING, Reason, Urgency


def birthday(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a birthday within the days of the policy; that of 29 February is on the 28th in other years.

    It goes by the Chinese calendar where the customer keeps it so.
    """
    if snapshot.birth_day is None or snapshot.birth_day >= terms.moment.today:
        return
    today = terms.moment.today
    lunar = terms.calendar.lunar_anniversary(snapshot.birth_day, today) if snapshot.lunar_birthday else None
    falls_on = lunar or _next_anniversary(from_day(snapshot.birth_day), from_day(today))
    days = falls_on - today
    if days > terms.trigger.days[0]:
        return
    values = {
        "falls_on": falls_on,
        "days": days,
        "years": from_day(falls_on).year - from_day(snapshot.birth_day).year,
    }
    yield Finding(
        topic=f"birthday:{falls_on}",
        subject=f"birthday:{falls_on}",
        why=(Reason("birthday_lunar" if lunar else "birthday", values),),
        due_on=falls_on,
        urgency=Urgency.NOW if days == 0 else Urgency.LATER,
        since=falls_on - terms.trigger.days[0],
        clears=BY_SPEAKING,
    )


def life_event(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find life events that were recorded lately, or whose day is near."""
    days = terms.trigger.days[0]
    for event in snapshot.events:
        recorded_on = terms.day_of(event.made_at)
        on = recorded_on if event.happens_on is None else event.happens_on
        today = terms.moment.today if event.happens_on is not None else terms.moment.clock_day
        if abs(on - today) > days and not 0 <= terms.moment.clock_day - recorded_on <= days:
            continue
        yield Finding(
            topic=f"proposals:{event.id.hex()}",
            subject=f"proposals:{event.id.hex()}",
            why=(Reason("life_event", {"event": event.value, "recorded_on": recorded_on}),),
            due_on=max(on, today),
            urgency=Urgency.SOON if 0 <= on - today <= days else Urgency.LATER,
            since=recorded_on,
            clears=BY_CONTACT,
        )


def document(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find an identity document that expires within the stages of the policy, or has."""
    if snapshot.id_expires_on is not None:
        yield from _expiry(snapshot.id_expires_on, "document", {}, BY_NEW_DATA, terms)


def assessment(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a risk assessment that expires within the stages of the policy, or has; it is valid on its last day."""
    for newest in snapshot.assessments[:1]:
        values = {"grade": newest.grade, "assessed_on": newest.assessed_on}
        yield from _expiry(newest.expires_on, "assessment", values, BY_CONTACT, terms)


def _expiry(
    due_on: int, what: str, values: dict[str, object], clears: str, terms: Terms
) -> Iterator[Finding]:
    days = due_on - terms.moment.today
    stage = stage_of(days, terms.trigger.days)
    if stage is None:
        return
    over = days < 0
    yield Finding(
        topic=f"{what}:{due_on}",
        subject=f"{what}:{due_on}/{'over' if over else stage}",
        why=(Reason(f"{what}_over" if over else what, values | {"due_on": due_on, "days": abs(days)}),),
        due_on=due_on,
        urgency=Urgency.SOON if over or stage == min(terms.trigger.days) else Urgency.LATER,
        since=begin_of(due_on - stage, terms),
        clears=clears,
    )


def _next_anniversary(born: date, today: date) -> int:
    for year in (today.year, today.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        day = 28 if (born.month, born.day) == (2, 29) and not leap else born.day
        falls_on = date(year, born.month, day)
        if falls_on >= today:
            break
    return to_day(falls_on)
