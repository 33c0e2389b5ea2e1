"""A report in words: the figures that matter most, the sections, and how to read them."""

from collections.abc import Callable, Sequence

from advisor_app import words
from advisor_app.head_office.report import in_lines, over_months, target_lines
from advisor_app.head_office.report.document import Document, Lines, Months, Tile
from advisor_app.head_office.report.figures import Report
from advisor_app.i18n import current_language, format_number
from advisor_app.i18n import gettext as _

_SECTIONS: Sequence[Callable[[Report], Months | Lines | None]] = (
    over_months.assets,
    over_months.customers,
    over_months.moves,
    over_months.flows,
    over_months.maturities,
    in_lines.groups,
    in_lines.products,
    in_lines.segments,
    in_lines.cohorts,
    in_lines.campaigns,
    in_lines.arms,
    target_lines.targets,
)
_SOON = 3
_YEAR = 12


def written(found: Report) -> Document:
    """Return the report in the present language."""
    return Document(
        language=current_language(),
        title=_("Figures of {name}", name=found.name or found.bank),
        bank=found.bank,
        about=_(
            "{bank} · data of {day} · policy version {version}",
            bank=found.bank,
            day=words.day(found.as_of),
            version=found.policy.policy.version,
        ),
        day=found.as_of,
        tiles=(_customers(found), _assets(found), _flow(found), _due(found), _moved(found)),
        sections=tuple(filter(None, (section(found) for section in _SECTIONS))),
        notes_title=_("How to read this"),
        notes=_notes(found),
        internal=_("Demonstration, not for business") if found.is_demo else _("For use within the bank"),
    )


def _customers(found: Report) -> Tile:
    top = max(found.tier_months, key=lambda one: one.month, default=None)
    counted = sum(one.customers for one in found.tier_months if top and one.month == top.month)
    about = _("{n} of them with a tier", n=format_number(counted)) if top else _("tiers are not computed yet")
    return Tile(_("Customers"), format_number(found.customers), about)


def _assets(found: Report) -> Tile:
    """Return the assets of the newest month that is over, and how they changed within a year or since the first."""
    if found.compared is None:
        return Tile(_("AUM"), words.NOTHING, _("not computed yet"))
    newest, before = found.compared
    now, then = (
        sum(one.assets_minor for one in found.tier_months if one.month == month) for month in (newest, before)
    )
    about = _("average of {month}", month=words.month(newest))
    if before < newest and then > 0:
        told = in_lines.changed(now, then)
        about = _(
            "average of {month}, {change} since {before}",
            month=words.month(newest),
            change=told,
            before=words.month(before),
        )
    return Tile(_("AUM"), _money(now, found), about)


def _flow(found: Report) -> Tile:
    over = [one for one in found.flows if found.is_over(one.month)][-_YEAR:]
    if not over:
        return Tile(_("Net flow"), words.NOTHING, _("not computed yet"))
    about = _("{first} to {last}", first=words.month(over[0].month), last=words.month(over[-1].month))
    return Tile(_("Net flow"), _money(sum(one.in_minor - one.out_minor for one in over), found), about)


def _due(found: Report) -> Tile:
    soon = found.maturities[:_SOON]
    if not soon:
        return Tile(_("Maturing"), words.NOTHING, "")
    about = _("until the end of {month}", month=words.month(soon[-1].month))
    return Tile(_("Maturing"), _money(sum(one.amount_minor for one in soon), found), about)


def _moved(found: Report) -> Tile:
    if not found.moves:
        return Tile(_("Tier moves"), words.NOTHING, _("not computed yet"))
    newest = found.moves[-1]
    value = f"↑ {format_number(newest.up)}   ↓ {format_number(newest.down)}"
    return Tile(_("Tier moves"), value, words.month(newest.month))


def _notes(found: Report) -> tuple[str, ...]:
    whose = _("All customers of the bank.")
    if found.name is not None:
        whose = _(
            "Only customers of {name}: of a branch those whom it keeps today, of an advisor those of the present book.",
            name=found.name,
        )
    return (
        whose,
        _(
            "AUM is the daily average of a month in {currency}; other currencies are converted, or left out.",
            currency=found.currency,
        ),
        _(
            "Everybody is counted, nothing is a sample; only what came of calls has an interval (Wilson, 95 %)."
        ),
        _("A lighter column is a month that is not over."),
        _(
            "Tiers, segments and names of products follow version {version} of the policy.",
            version=found.policy.policy.version,
        ),
    )


def _money(minor: int, found: Report) -> str:
    return words.money(minor, found.currency, compact=True) or words.NOTHING
