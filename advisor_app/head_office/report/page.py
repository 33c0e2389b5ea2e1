"""A report as one HTML file: no script, nothing from elsewhere; bars are drawn by their widths, texts are escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.surveys import Share, csat
from advisor_app.head_office.report.figures import Report
from advisor_app.i18n import N_, current_language, format_number, format_percent
from advisor_app.i18n import gettext as _

_KINDS = ("product_kinds", "account_kinds", "loan_kinds", "card_kinds")
_STYLE = """
body { font: 14px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif;
  color: #172033; background: #f4f6fa; margin: 0; }
main { max-width: 980px; margin: 0 auto; padding: 28px 24px 48px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 16px; margin: 0 0 10px; }
p.about { color: #5a6478; margin: 4px 0 20px; }
section { background: #fff; border: 1px solid #dfe4ee; border-radius: 10px; padding: 18px 20px; margin: 0 0 16px;
  break-inside: avoid; }
table { border-collapse: collapse; width: 100%; } th { color: #5a6478; font-weight: 400; text-align: right; }
th, td { padding: 3px 8px; border-bottom: 1px solid #eef1f6; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } td.bar { width: 40%; }
td.bar div { display: flex; height: 12px; border-radius: 3px; overflow: hidden; }
td.bar i { display: block; height: 12px; } .legend i { display: inline-block; width: 10px; height: 10px;
  border-radius: 2px; margin: 0 5px 0 14px; } p.legend { margin: 0 0 8px; color: #5a6478; }
p.note { margin: 8px 0 0; color: #5a6478; font-size: 12px; }
@media print { body { background: #fff; } main { padding: 0; } }
"""
_COLOURS = ("#1f4fd8", "#0e9384", "#d98a00", "#7a4fd6", "#d6456e", "#2d8fc4", "#6b7a1f", "#8b5e3c")
_UP, _DOWN, _OUT, _UNTOUCHED = 1, 4, 2, 6
Parts = Sequence[tuple[float, int]]
"""The parts of a bar: how large, and the place of the colour."""


def page(found: Report) -> str:
    """Return the report in the present language."""
    title = _("Figures of {name}", name=found.name or found.bank)
    about = _(
        "{bank} · data of {day} · {n} customers",
        bank=found.bank,
        day=words.day(found.as_of),
        n=format_number(found.customers),
    )
    parts = (_assets, _moves, _flows, _maturities, _products, _segments, _campaigns, _arms)
    body = "".join(part(found) for part in parts)
    return (
        f'<!doctype html><html lang="{current_language().replace("_", "-")}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>{escape(title)}</h1><p class="about">{escape(about)}</p>{body}</main></body></html>\n'
    )


def _assets(found: Report) -> str:
    codes = [
        tier.code for tier in found.policy.tiers if any(one.tier == tier.code for one in found.tier_months)
    ]
    by = {(one.month, one.tier): one for one in found.tier_months}
    months = sorted({one.month for one in found.tier_months})
    names = [words.tier(found.policy, code) or code for code in codes]
    rows = []
    for month in months:
        amounts = [by[month, code].assets_minor if (month, code) in by else 0 for code in codes]
        cells = [_money(amount, found) for amount in (*amounts, sum(amounts))]
        rows.append((words.month(month), [(amount, place) for place, amount in enumerate(amounts)], cells))
    return _section(N_("AUM by tier"), (*names, _("Together")), rows, list(enumerate(names)))


def _moves(found: Report) -> str:
    names = (_("Moved up"), _("Moved down"))
    rows = [
        (
            words.month(one.month),
            [(one.up, _UP), (one.down, _DOWN)],
            [format_number(one.up), format_number(one.down)],
        )
        for one in found.moves
    ]
    return _section(N_("Movements between tiers"), names, rows, list(zip((_UP, _DOWN), names, strict=True)))


def _flows(found: Report) -> str:
    names = (_("Inflow"), _("Outflow"))
    rows = [
        (
            words.month(one.month),
            [(one.in_minor, 0), (one.out_minor, _OUT)],
            [_money(one.in_minor, found), _money(one.out_minor, found)],
        )
        for one in found.flows
    ]
    return _section(N_("Flows"), names, rows, list(zip((0, _OUT), names, strict=True)))


def _maturities(found: Report) -> str:
    rows = [
        (
            words.month(one.month),
            [(one.amount_minor, 5)],
            [format_number(one.customers), _money(one.amount_minor, found)],
        )
        for one in found.maturities
    ]
    return _section(N_("Maturities ahead"), (_("Customers"), _("Amount")), rows)


def _products(found: Report) -> str:
    rows = [
        (
            _kind(found.policy, kind),
            [(many, 0)],
            [
                format_number(many),
                format_percent(many / found.customers) if found.customers else words.NOTHING,
            ],
        )
        for kind, many in found.kinds
    ]
    return _section(N_("Product coverage"), (_("Customers"), _("Share")), rows)


def _segments(found: Report) -> str:
    names = {one.code: one.name.in_language(current_language()) for one in found.policy.features.segments}
    rows = [
        (
            names.get(one.code, _("Other") if one.code == "other" else one.code),
            [(one.customers, 1)],
            [format_number(one.customers), _money(one.assets_minor, found)],
        )
        for one in found.segments
    ]
    return _section(N_("Segments by activity and assets (RFM)"), (_("Customers"), _("AUM")), rows)


def _campaigns(found: Report) -> str:
    """Return how far the calls of each campaign came; a bar is all of its calls."""
    names = (_("On the list"), _("Called"), _("Reached"), _("Interested"), _("Won"))
    rows = []
    for one in found.campaigns:
        steps = one.funnel[:-1]
        members, called, *further = steps
        # Whoever came further is in the steps before too: a part of the bar are those who came no further.
        only = [more - less for more, less in zip(steps, (*steps[1:], 0), strict=True)]
        parts = [(part / members if members else 0.0, place) for place, part in enumerate(reversed(only))]
        shares = [_share(csat(many, called), found) for many in further]
        rows.append((one.campaign.title, parts, [format_number(members), format_number(called), *shares]))
    about = _("Reached, interested and won as shares of those who were called.")
    return _section(
        N_("Campaign results"),
        names,
        rows,
        enumerate(reversed(names)),
        about=" ".join((about, _intervals(found))),
        nothing=N_("No campaign has customers here."),
    )


def _arms(found: Report) -> str:
    """Return who has a new position of the kind that a campaign is for, beside those who were not called."""
    rows: list[tuple[str, Parts, Sequence[str]]] = []
    for one in found.campaigns:
        if one.effect is None or one.kind is None:
            continue
        called, control, difference, low, high = one.effect
        name = f"{one.campaign.title} · {_kind(found.policy, one.kind)}"
        told = words.NOTHING
        if difference is not None and low is not None and high is not None:
            told = _("{difference} ({low} to {high})", **_points(difference=difference, low=low, high=high))
        cells = (format_number(called.n), _share(called, found), told)
        rows.append((name, [(called.value or 0.0, 0)], cells))
        cells = (format_number(control.n), _share(control, found), "")
        rows.append((_("Control arm"), [(control.value or 0.0, _UNTOUCHED)], cells))
    about = _(
        "New positions of the product's kind since the campaign opened; chance decided who was left alone."
    )
    return _section(
        N_("What campaigns sold, beside the control arm"),
        (_("Customers"), _("New positions"), _("Difference in points, with an interval of 95 %")),
        rows,
        ((0, _("Called")), (_UNTOUCHED, _("Control arm"))),
        about=" ".join((about, _intervals(found))),
        nothing=N_("No campaign with a product and a control arm has customers here."),
    )


def _intervals(found: Report) -> str:
    return _(
        "Below {n} customers with an interval of 95 %.", n=format_number(found.policy.insights.interval_below)
    )


def _share(share: Share, found: Report) -> str:
    """Return a share, with its interval where it is of few."""
    if share.value is None:
        return words.NOTHING
    told = format_percent(share.value)
    if share.low is None or share.high is None or share.n >= found.policy.insights.interval_below:
        return told
    return _(
        "{share} ({low}–{high})", share=told, low=format_percent(share.low), high=format_percent(share.high)
    )


def _points(**values: float) -> dict[str, str]:
    """Return differences of shares in percentage points."""
    return {name: f"{100 * value:+.1f}" for name, value in values.items()}


def _section(
    title: str,
    headings: Sequence[str],
    rows: Sequence[tuple[str, Parts, Sequence[str]]],
    legend: Iterable[tuple[int, str]] = (),
    *,
    about: str = "",
    nothing: str = N_("Nothing has been computed yet."),
) -> str:
    """Return a section of lines with a bar each, as long as its share of the longest."""
    if not rows:
        return f"<section><h2>{escape(_(title))}</h2><p>{escape(_(nothing))}</p></section>"
    longest = max(sum(max(0.0, size) for size, _place in parts) for _name, parts, _cells in rows) or 1
    head = "".join(f"<th>{escape(heading)}</th>" for heading in ("", "", *headings))
    lines = []
    for name, parts, cells in rows:
        bar = "".join(
            f'<i style="width:{100 * max(0.0, size) / longest:.2f}%;background:{_COLOURS[place % len(_COLOURS)]}"></i>'
            for size, place in parts
        )
        told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        lines.append(f'<tr><td>{escape(name)}</td><td class="bar"><div>{bar}</div></td>{told}</tr>')
    colours = "".join(
        f'<i style="background:{_COLOURS[place % len(_COLOURS)]}"></i>{escape(name)}'
        for place, name in legend
    )
    named = f'<p class="legend">{colours}</p>' if colours else ""
    noted = f'<p class="note">{escape(about)}</p>' if about else ""
    return (
        f"<section><h2>{escape(_(title))}</h2>{named}<table><tr>{head}</tr>{''.join(lines)}</table>"
        f"{noted}</section>"
    )


def _kind(policy: Policy, kind: str) -> str:
    lists = [getattr(policy.codes, name) for name in _KINDS]
    return next((words.code(names, kind) for names in lists if kind in names), None) or kind


def _money(minor: int, found: Report) -> str:
    return words.money(minor, found.currency, compact=True) or words.NOTHING
