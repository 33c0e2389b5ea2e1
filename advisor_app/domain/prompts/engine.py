"""Prompts of one customer: what the rules find, without what is settled or answered, as actions of the policy.

An action that would be marketing is taken only where a channel is green for it; else what the policy says to do
otherwise. So no prompt asks for marketing against a red light.
"""

from collections.abc import Iterator

from advisor_app.domain.dates import start_of
from advisor_app.domain.money import exponent
from advisor_app.domain.permission import Facts, Light, is_marketing, may_contact
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.prompts import Action, Trigger
from advisor_app.domain.prompts import best_time
from advisor_app.domain.prompts.best_time import Habits
from advisor_app.domain.prompts.calendar import Calendar, last_open
from advisor_app.domain.prompts.clearing import is_answered, is_settled
from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.rules import NEEDS, RULES
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Moment, Prompt, Urgency

_NOTHING: tuple[object, ...] = (None, ())


class Engine:
    """The rules of one policy at one moment, applied to one customer after another.

    What is due on a day on which branches are closed is due on the last open day before it.
    """

    def __init__(self, policy: Policy, moment: Moment, currency: str, calendar: Calendar) -> None:
        self.policy = policy
        self._calendar = calendar
        self.moment = moment
        self.currency = currency
        unit = 10 ** exponent(currency)
        self._terms = {
            rule: Terms(moment, policy, trigger, currency, unit, calendar)
            for rule, trigger in policy.prompts.triggers.items()
            if rule in RULES
        }
        self._rules = [
            (rule, terms, RULES[rule], CustomerSnapshot._fields.index(NEEDS.get(rule, "id")))
            for rule, terms in self._terms.items()
        ]
        weights = policy.prompts.urgency
        self._urgency = dict(
            zip(Urgency, (weights.later, weights.soon, weights.now, weights.overdue), strict=True)
        )

    def found(self, snapshot: CustomerSnapshot, rule: str) -> tuple[Finding, ...]:
        """Return what a rule finds for a customer, settled and answered or not; nothing if the policy has no such."""
        terms = self._terms.get(rule)
        if terms is None or self._is_gone(snapshot):
            return ()
        return tuple(RULES[rule](snapshot, terms))

    def prompts(self, snapshot: CustomerSnapshot) -> tuple[Prompt, ...]:
        """Return the prompts that are open for a customer; none for one who has left the bank."""
        if self._is_gone(snapshot):
            return ()
        found = [
            (rule, self._on_open_day(finding))
            for rule, terms, find, needed in self._rules
            if snapshot[needed] not in _NOTHING
            for finding in find(snapshot, terms)
            if not self._is_cleared(snapshot, rule, terms.trigger, finding)
        ]
        if not found:
            return ()
        person = _Person(snapshot, self.moment, self.policy)
        return tuple(self._made(person, found))

    def _is_gone(self, snapshot: CustomerSnapshot) -> bool:
        return snapshot.closed_on is not None and snapshot.closed_on <= self.moment.today

    def _on_open_day(self, finding: Finding) -> Finding:
        today = self.moment.today
        if finding.due_on <= today:
            return finding
        due_on = last_open(self._calendar, finding.due_on, today)
        if due_on == finding.due_on:
            return finding
        pressing = due_on == today and finding.urgency < Urgency.NOW
        return finding._replace(due_on=due_on, urgency=Urgency.NOW if pressing else finding.urgency)

    def _is_cleared(self, snapshot: CustomerSnapshot, rule: str, trigger: Trigger, finding: Finding) -> bool:
        if is_settled(snapshot.outcomes, rule, finding, trigger, self.moment.today):
            return True
        day = self.moment.today - trigger.cool_down_days if finding.since is None else finding.since
        return is_answered(snapshot, trigger, start_of(day, self.moment.time_zone), self.policy)

    def _made(self, person: "_Person", found: list[tuple[str, Finding]]) -> Iterator[Prompt]:
        tier = person.snapshot.tier.tier if person.snapshot.tier else self.policy.tiers[0].code
        for rule, finding in found:
            trigger = self._terms[rule].trigger
            code = trigger.action_for(tier)
            chosen = person.choose(code) if code is not None else None
            if chosen is None:
                continue
            code, action, channel, light = chosen
            yield Prompt(
                customer_id=person.snapshot.id,
                rule=rule,
                subject=finding.subject,
                action=code,
                channel=channel,
                hour=person.hour(channel),
                value_minor=finding.money_minor,
                currency=self.currency,
                due_on=finding.due_on,
                urgency=finding.urgency,
                first=finding.first,
                score=self._score(person.snapshot, tier, trigger, finding),
                minutes=action.minutes,
                why=finding.why,
                clears=finding.clears,
                contact_purpose=action.purpose,
                marketing=person.is_marketing(action),
                light=light,
                policy_version=self.policy.version,
                data_on=self.moment.data_on,
            )

    def _score(self, snapshot: CustomerSnapshot, tier: str, trigger: Trigger, finding: Finding) -> int:
        """Return value at stake × urgency × weights, in minor units: it never falls where the value rises."""
        concerned = snapshot.aum_minor if finding.money_minor is None else finding.money_minor
        unit = self._terms[next(iter(self._terms))].unit
        stake = max((concerned or 0) * trigger.stake_percent // 100, trigger.stake_least * unit)
        weight = self.policy.prompts.tiers.get(tier, 100)
        return stake * self._urgency[finding.urgency] * weight * trigger.weight // 1_000_000


class _Person:
    """What the actions for one customer depend on, looked up once."""

    def __init__(self, snapshot: CustomerSnapshot, moment: Moment, policy: Policy) -> None:
        self.snapshot = snapshot
        self.habits: Habits = best_time.habits(snapshot, moment, policy)
        self._facts: Facts = snapshot.permission_facts(moment.now, policy)
        self._moment, self._policy = moment, policy
        self._lights: dict[tuple[str, bool], Light] = {}
        self._hours: dict[str, int | None] = {}

    def choose(self, code: str) -> tuple[str, Action, str, Light] | None:
        """Return the action, or what stands in for it, with the best channel of those that are green; None if none is.

        A contact for service is always named: where even that is not allowed the light says why.
        """
        action = self._policy.prompts.actions[code]
        marketing = self.is_marketing(action)
        green = [channel for channel in action.channels if self._light(channel, marketing).green]
        if not green and marketing:
            return None if action.otherwise is None else self.choose(action.otherwise)
        rules = self._policy.prompts.best_time
        channel = best_time.best_channel(self.habits, green or action.channels, rules)
        return code, action, channel, self._light(channel, marketing)

    def hour(self, channel: str) -> int | None:
        """Return the best hour over a channel."""
        if channel not in self._hours:
            rules = self._policy.prompts.best_time
            self._hours[channel] = best_time.best_hour(self.habits, channel, rules)
        return self._hours[channel]

    def is_marketing(self, action: Action) -> bool:
        """Tell whether an action is marketing."""
        return is_marketing(self._policy, action.purpose, action.recommends)

    def _light(self, channel: str, marketing: bool) -> Light:
        key = (channel, marketing)
        if key not in self._lights:
            self._lights[key] = may_contact(
                self._facts,
                channel,
                marketing=marketing,
                at=self._moment.now,
                policy=self._policy,
                time_zone=self._moment.time_zone,
            )
        return self._lights[key]
