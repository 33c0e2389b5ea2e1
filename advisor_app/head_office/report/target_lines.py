"""The section of a report on targets: how far each is reached, beside how far it would be by now."""

from advisor_app import words
from advisor_app.domain.targets import Progress
from advisor_app.head_office.report.document import FAINT, Bar, Line, Lines, lengthened
from advisor_app.head_office.report.figures import Report
from advisor_app.i18n import format_number, format_percent
from advisor_app.i18n import gettext as _

_REACHED = 1


def targets(report: Report) -> Lines | None:
    """Return the targets that run; None where there are none."""
    found = report.targets
    if found is None or not found.lines:
        return None
    several = len({line.code for line in found.lines}) > 1
    shown = [(_("All"), line) for line in found.whole] if several else []
    shown += [(line.name or line.code or words.NOTHING, line) for line in found.lines]
    lines = tuple(
        Line(
            f"{name} · {words.measure(line.progress.target.measure)}",
            _bars(line.progress),
            (
                _value(line.progress.target.goal, line.progress),
                _value(line.progress.actual, line.progress),
                _value(line.progress.expected, line.progress),
                format_percent(line.progress.days / line.progress.of_days, 0),
                words.standing(line.progress.standing),
            ),
        )
        for name, line in shown
    )
    without = len({(one.number, one.name) for one in found.missing})
    about = _("A bar is what is reached of the goal, and in grey what is missing by now.")
    if without and found.advisors > 1:
        about = _(
            "{about} Of {all} advisors {n} lack a target of some measure.",
            about=about,
            all=format_number(found.advisors),
            n=format_number(without),
        )
    return Lines(
        _("Targets"),
        (_("Goal"), _("Actual"), _("Due by now"), _("Of the time"), _("Standing")),
        lengthened(lines),
        ((_REACHED, _("Actual")), (FAINT, _("Missing by now"))),
        about=about,
    )


def _bars(one: Progress) -> tuple[Bar, ...]:
    """Return what is reached as a share of the goal, and what is missing of what is due by now."""
    goal = float(one.target.goal)
    reached = (one.actual or 0) / goal
    due = max(0.0, (one.expected or 0) / goal - reached)
    return (Bar(min(reached, 1.0), _REACHED), Bar(due, FAINT))


def _value(value: int | None, one: Progress) -> str:
    if value is None:
        return words.NOTHING
    return words.money(value, one.target.currency, compact=True) or format_number(value)
