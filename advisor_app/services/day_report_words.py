"""The morning report and the report of the day as text, in the present language: to be read, copied, saved."""

from collections.abc import Iterable, Iterator, Sequence

from advisor_app import words
from advisor_app.domain.dates import from_instant
from advisor_app.domain.prompts import board
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED, Group
from advisor_app.domain.targets import Progress
from advisor_app.domain.tasks import Item
from advisor_app.i18n import N_, format_number, format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services import prompt_words
from advisor_app.services.day_report import DayReport, Which

_BLOCKS = {
    board.COMPLAINTS: N_("Complaint clocks"),
    board.PROMISES: N_("Promises owed"),
    board.CONTACTS: N_("Contacts due"),
    board.BIRTHDAYS: N_("Birthdays"),
}
_TITLES = {Which.MORNING: N_("Morning report, {day}"), Which.DAY: N_("Report of the day, {day}")}
_MARK = "  "


def text(report: DayReport, which: Which) -> str:
    """Return a report: a title, and sections with a line for each thing."""
    head = [
        _(_TITLES[which], day=words.day(report.today)),
        _("{bank}, data of {day}", bank=report.bank.name, day=words.day(report.data_on)),
    ]
    parts = _morning(report) if which is Which.MORNING else _day(report)
    sections = ("\n".join([title, *(_MARK + line for line in lines)]) for title, lines in parts)
    return "\n\n".join(["\n".join(head), *sections]) + "\n"


def _morning(report: DayReport) -> Iterator[tuple[str, Sequence[str]]]:
    appointments = [item for item in report.planned if item.due_on == report.today]
    overdue = len(report.planned) - len(appointments)
    yield _("Planned today"), _or_none([_item(item, report) for item in appointments])
    if overdue:
        yield (
            _("Overdue"),
            [ngettext("{n} item from earlier days", "{n} items from earlier days", overdue)],
        )
    yield _("Prompts"), _or_none(_prompts(report))
    yield _("Who comes first"), _or_none([_group(group, report) for group in report.groups])
    unlogged = _("{name}: {n}", name=_("Not logged yet"), n=format_number(len(report.unlogged)))
    yield _("What waits besides"), [unlogged, *(_block(rule, report) for rule in board.RULES)]
    yield _("Targets"), _targets(report)


def _day(report: DayReport) -> Iterator[tuple[str, Sequence[str]]]:
    work = report.work
    if work is not None:
        names = report.policy.codes.contact_outcomes
        contacts = [
            ngettext("{n} contact", "{n} contacts", sum(many for _outcome, many in work.contacts)),
            _("{name}: {n}", name=_("Customers"), n=format_number(work.customers)),
        ]
        contacts += [
            _("{name}: {n}", name=words.code(names, outcome) or _("no outcome"), n=format_number(many))
            for outcome, many in work.contacts
        ]
        yield _("Contacts"), contacts
        yield (
            _("Promises"),
            [
                _("{n} made", n=format_number(work.promises_made)),
                _("{n} kept", n=format_number(work.promises_kept)),
                _("{n} overdue", n=format_number(work.promises_broken)),
            ],
        )
        yield _("Sales"), _or_none([_sale(one.currency, one.many, one.minor) for one in work.sales])
        actions = ((DONE, N_("{n} done")), (SNOOZED, N_("{n} put off")), (DISMISSED, N_("{n} dismissed")))
        yield (
            _("Prompts"),
            [_(said, n=format_number(work.prompts.get(action, 0))) for action, said in actions],
        )
    yield _("Appointments that nobody logged"), _or_none([_item(item, report) for item in report.unlogged])
    yield _("Tomorrow"), _or_none([_item(item, report) for item in report.tomorrow])
    yield _("Targets"), _targets(report)


def _or_none(lines: Sequence[str]) -> Sequence[str]:
    return lines or [_("None")]


def _item(item: Item, report: DayReport) -> str:
    """Return an item in one line: time, whom for, what."""
    time = "" if item.starts_at is None else f"{from_instant(item.starts_at, report.bank.time_zone):%H:%M}"
    return "  ".join(part for part in (time, item.customer or item.number, item.title) if part)


def _prompts(report: DayReport) -> list[str]:
    lines = []
    for stake in report.stakes:
        name = prompt_words.trigger(stake.rule, report.policy)
        money = words.money(stake.minor, report.bank.base_currency, compact=True) if stake.minor else None
        count = format_number(stake.many)
        lines.append(
            _("{name}: {n}, {money} at stake", name=name, n=count, money=money)
            if money
            else _("{name}: {n}", name=name, n=count)
        )
    if report.more:
        lines.append(_("{n} more are open", n=format_number(report.more)))
    return lines


def _group(group: Group, report: DayReport) -> str:
    name = group.customer.name or group.customer.number or words.NOTHING
    rules = dict.fromkeys(prompt_words.trigger(prompt.rule, report.policy) for prompt in group.prompts)
    return _("{name}: {value}", name=name, value=_(", ").join(rules))


def _block(rule: str, report: DayReport) -> str:
    red, amber = report.waits.get(rule, (0, 0))
    name = _(_BLOCKS[rule])
    if not red:
        return _("{name}: {n}", name=name, n=format_number(amber))
    said = (
        N_("{name}: {n}, {red} of them today")
        if rule == board.BIRTHDAYS
        else N_("{name}: {n}, {red} overdue")
    )
    return _(said, name=name, n=format_number(red + amber), red=format_number(red))


def _sale(currency: str, count: int, minor: int) -> str:
    won = ngettext("{n} opportunity won", "{n} opportunities won", count)
    amount = words.money(minor, currency) if currency else None
    return _("{name}: {value}", name=won, value=amount) if amount else won


def _targets(report: DayReport) -> list[str]:
    if not report.targets:
        return [_("No targets have been set yet.")]
    return [line for one in report.targets for line in _target(one)]


def _target(one: Progress) -> Iterable[str]:
    """Return a target in two lines: what is reached of what, and beside it how much of the time has passed."""
    target = one.target
    yield _(
        "{measure}: {actual} of {goal} ({standing})",
        measure=words.measure(target.measure),
        actual=_value(one.actual, target.currency),
        goal=_value(target.goal, target.currency),
        standing=words.standing(one.standing),
    )
    reached = words.NOTHING if one.percent is None else format_percent(one.percent / 100, 0)
    yield _MARK + _(
        "{reached} of the way, {passed} of the time ({first} to {last}); {expected} would be there by now",
        reached=reached,
        passed=format_percent(one.days / one.of_days, 0),
        first=words.column_day(target.starts_on),
        last=words.column_day(target.ends_on),
        expected=_value(one.expected, target.currency),
    )


def _value(value: int | None, currency: str | None) -> str:
    if value is None:
        return words.NOTHING
    return words.money(value, currency, compact=True) or format_number(value)
