"""A customer at the terminal: who, the figures, and one table for each thing that there is something of."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from advisor_app import words
from advisor_app.commands.tables import data_as_of, table, text
from advisor_app.domain.positions import State
from advisor_app.domain.profile import Profile
from advisor_app.i18n import format_percent
from advisor_app.i18n import gettext as _

TRANSACTIONS = 20
CONTACTS = 10
PAIRS = 2  # of label and value in a line


def sections(profile: Profile) -> Iterator[RenderableType]:
    """Yield what to print, from the top."""
    yield _header(profile)
    yield from _section(_positions(profile))
    yield from _section(_transactions(profile))
    yield from _section(_contacts(profile))
    yield from _section(_feedback(profile))
    yield from _section(_rights(profile))
    yield from _section(_household(profile))
    yield data_as_of(profile.sources, ("customers", "accounts", "holdings", "transactions", "interactions"))


def _section(made: Table) -> Iterator[RenderableType]:
    if made.row_count:
        yield made


def _header(profile: Profile) -> Panel:
    person, codes = profile.person, profile.policy.codes
    title = Text("  ").join(
        [
            text(person.name or person.number, style="bold"),
            text(words.tier(profile.policy, profile.tier.tier if profile.tier else None), style="reverse"),
        ]
    )
    who = [
        (_("Number"), person.number),
        (_("Sex"), words.code(codes.sexes, person.sex)),
        (_("Born"), words.day(person.birth_day)),
        (_("Phone"), person.phone),
        (_("E-mail"), person.email),
        (_("Address"), person.address),
        (_("Identity document"), person.id_number),
        (_("valid until"), words.day(person.id_expires_on)),
        (_("Occupation"), person.occupation),
        (_("Branch"), person.branch),
        (_("District"), person.district),
        (_("Customer since"), words.day(person.opened_on)),
        (_("Closed"), words.day(person.closed_on)),
    ]
    known = _grid((label, value) for label, value in who if value)
    figures = _grid(_figures(profile))
    return Panel(Group(known, Text(), figures), title=title, title_align="left", padding=(1, 2), expand=False)


def _figures(profile: Profile) -> Iterator[tuple[str, str | None]]:
    newest = profile.aum[0] if profile.aum else None
    if newest:
        label = _("AUM, average of {month}", month=words.month(newest.month))
        average = words.money(newest.average_minor, newest.currency)
        if newest.coverage < 100:
            known = format_percent(newest.coverage / 100, 0)
            average = _("{amount} (of {share} of the positions)", amount=average, share=known)
        yield label, average
    totals = profile.totals()
    yield _("Assets now"), words.money(totals.assets_minor, totals.currency)
    if totals.debts_minor:
        yield _("Debts now"), words.money(totals.debts_minor, totals.currency)
    if totals.left_out:
        yield _("Without a rate, left out"), ", ".join(totals.left_out)
    yield _("Last contact"), words.days_since(profile.last_contact_at, profile.bank)
    if maturing := profile.next_maturity():
        yield _("Next maturity"), f"{words.day(maturing.ends_on)} {words.kind(profile.policy, maturing)}"
    if profile.assessments:
        yield _("Risk grade"), _assessment(profile)


def _assessment(profile: Profile) -> str:
    newest = profile.assessments[0]
    until = words.day(newest.expires_on)
    if newest.expires_on < profile.today:
        return _("{grade}, expired on {day}", grade=newest.grade, day=until)
    return _("{grade}, valid until {day}", grade=newest.grade, day=until)


def _grid(pairs: Iterable[tuple[str, str | None]]) -> Table:
    """Return labels and values, several pairs to a line."""
    cells = [text(*cell) for label, value in pairs for cell in ((label, "dim"), (value, ""))]
    grid = Table.grid(padding=(0, 2))
    for start in range(0, len(cells), 2 * PAIRS):
        grid.add_row(*cells[start : start + 2 * PAIRS])
    return grid


def _positions(profile: Profile) -> Table:
    made = table(
        (_("Position"), "left"),
        (_("Account or card"), "left"),
        (_("Value"), "right"),
        (_("Rate"), "right"),
        (_("Grade"), "left"),
        (_("From"), "right"),
        (_("Until"), "right"),
        (_("State"), "left"),
        title=_("Positions"),
    )
    for position in profile.positions:
        state = position.state(profile.today)
        rate = format_percent(float(position.rate), 2) if position.rate else None
        made.add_row(
            text(words.kind(profile.policy, position)),
            text(position.number),
            text(words.money(position.value_minor, position.currency)),
            text(rate),
            text(position.risk_grade),
            text(words.day(position.starts_on)),
            text(words.day(position.ends_on)),
            text(words.state(state)),
            style=None if state is State.ACTIVE else "dim",
        )
    return made


def _transactions(profile: Profile) -> Table:
    codes = profile.policy.codes
    rows = profile.transactions.rows[:TRANSACTIONS]
    more = len(profile.transactions.rows) > len(rows) or profile.transactions.next is not None
    title = _("Transactions, the last {n}", n=len(rows)) if more else _("Transactions")
    made = table(
        (_("Day"), "left"),
        (_("Amount"), "right"),
        (_("Kind"), "left"),
        (_("Category"), "left"),
        (_("Counterparty"), "left"),
        (_("Memo"), "left"),
        title=title,
    )
    for row in rows:
        sign = "+" if row.amount_minor > 0 else ""
        made.add_row(
            text(words.day(row.day)),
            text(f"{sign}{words.money(row.amount_minor, row.currency)}"),
            text(words.code(codes.transaction_kinds, row.kind)),
            text(words.code(codes.transaction_categories, row.category)),
            text(row.counterparty),
            text(row.memo),
        )
    return made


def _contacts(profile: Profile) -> Table:
    codes = profile.policy.codes
    made = table(
        (_("When"), "left"),
        (_("Channel"), "left"),
        (_("Purpose"), "left"),
        (_("Outcome"), "left"),
        (_("Note"), "left"),
        (_("Next step"), "left"),
        title=_("Contacts"),
    )
    for contact in profile.contacts[:CONTACTS]:
        step = " ".join(filter(None, (words.day(contact.next_step_on), contact.next_step)))
        made.add_row(
            text(words.day_of(contact.happened_at, profile.bank)),
            text(words.code(codes.contact_channels, contact.channel)),
            text(words.code(codes.contact_purposes, contact.purpose)),
            text(words.code(codes.contact_outcomes, contact.outcome)),
            text(contact.note),
            text(step),
        )
    return made


def _feedback(profile: Profile) -> Table:
    codes = profile.policy.codes
    made = table(
        (_("When"), "left"),
        (_("Kind"), "left"),
        (_("Score"), "right"),
        (_("State"), "left"),
        (_("Answer due"), "right"),
        (_("Words"), "left"),
        title=_("Feedback"),
    )
    for entry in profile.feedback:
        score = (
            None if entry.score is None else f"{entry.score}/{entry.scale}" if entry.scale else entry.score
        )
        made.add_row(
            text(words.day_of(entry.happened_at, profile.bank)),
            text(words.code(codes.feedback_kinds, entry.kind)),
            text(score),
            text(words.code(codes.feedback_statuses, entry.status)),
            text(words.day(entry.due_on)),
            text(entry.text),
        )
    return made


def _rights(profile: Profile) -> Table:
    codes = profile.policy.codes
    made = table((_("Channel"), "left"), (_("Purpose"), "left"), (_("Consent"), "left"), title=_("Consents"))
    for consent in profile.consents:
        made.add_row(
            text(words.code(codes.consent_channels, consent.channel)),
            text(words.code(codes.consent_purposes, consent.purpose)),
            text(_("given") if consent.granted else _("withdrawn")),
        )
    return made


def _household(profile: Profile) -> Table:
    made = table(
        (_("Name"), "left"),
        (_("Role"), "left"),
        (_("Number"), "left"),
        (_("Tier"), "left"),
        title=_("Household"),
    )
    for member in profile.household:
        made.add_row(
            text(member.name),
            text(words.code(profile.policy.codes.household_roles, member.role)),
            text(member.number),
            text(words.tier(profile.policy, member.tier)),
        )
    return made
