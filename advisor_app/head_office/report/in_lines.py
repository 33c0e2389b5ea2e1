"""The sections of a report that are no months: products, segments, campaigns and what these sold."""

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.surveys import Share, csat
from advisor_app.head_office.report.document import FAINT, Bar, Line, Lines, lengthened
from advisor_app.head_office.report.figures import Report
from advisor_app.i18n import current_language, format_number, format_percent
from advisor_app.i18n import gettext as _


def groups(found: Report) -> Lines | None:
    """Return the branches of the bank or the advisors of a branch beside each other; None where there is only one."""
    if len(found.groups) < 2:
        return None
    newest, before = found.compared or (found.as_of, found.as_of)
    lines = [
        Line(
            one.name or _("Nobody's"),
            (Bar(float(one.assets_minor), 3),),
            (
                format_number(one.customers),
                _money(one.assets_minor, found),
                changed(one.assets_minor, one.before_minor) if before < newest else words.NOTHING,
            ),
        )
        for one in found.groups
    ]
    return Lines(
        _("By branch") if found.name is None else _("By advisor"),
        (_("Customers"), _("AUM"), _("since {month}", month=words.month(before))),
        lengthened(tuple(lines)),
        about=_(
            "AUM is the average of {month}, of the customers of today in both months.",
            month=words.month(newest),
        ),
    )


def products(found: Report) -> Lines:
    """Return how many customers hold each kind of product, and what share of each tier."""
    tiers = [tier.code for tier in found.policy.tiers if any(one.tier == tier.code for one in found.held)]
    counts = {(one.kind, one.tier): one.customers for one in found.held}
    lines = []
    for kind, many in found.kinds:
        shares = [_part(counts.get((kind, tier), 0), counts.get(("", tier), 0)) for tier in tiers]
        cells = (format_number(many), _part(many, found.customers), *shares)
        lines.append(Line(_kind(found.policy, kind), (Bar(float(many), 0),), cells))
    about = _(
        "Customers with at least one open position of the kind, of {n}.", n=format_number(found.customers)
    )
    if tiers:
        about = _both(about, _("Below a tier, the share of its customers who hold it."))
    return Lines(
        _("Product coverage"),
        (_("Customers"), _("Share"), *(words.tier(found.policy, tier) or tier for tier in tiers)),
        lengthened(tuple(lines)),
        about=about,
        nothing=_("Nobody holds anything."),
    )


def cohorts(found: Report) -> Lines:
    """Return the customers by the year in which they came, and how many of them have left."""
    lines = [
        Line(
            str(one.year),
            (Bar(float(one.customers - one.left), 0), Bar(float(one.left), FAINT)),
            (format_number(one.customers), format_number(one.left), _money(one.assets_minor, found)),
        )
        for one in found.cohorts
    ]
    return Lines(
        _("Customers by year of opening"),
        (_("Customers"), _("Have left"), _("AUM")),
        lengthened(tuple(lines)),
        ((0, _("With the bank")), (FAINT, _("Have left"))),
        nothing=_("It is not known when customers came to the bank."),
    )


def segments(found: Report) -> Lines:
    """Return how many customers each segment has, and what assets."""
    names = {one.code: one.name.in_language(current_language()) for one in found.policy.features.segments}
    lines = [
        Line(
            names.get(one.code, _("Other") if one.code == "other" else one.code),
            (Bar(float(one.customers), 1),),
            (format_number(one.customers), _money(one.assets_minor, found)),
        )
        for one in found.segments
    ]
    return Lines(
        _("Segments by activity and assets (RFM)"),
        (_("Customers"), _("AUM")),
        lengthened(tuple(lines)),
        nothing=_("Nothing has been computed yet."),
    )


def campaigns(found: Report) -> Lines:
    """Return how far the calls of each campaign came; a bar is all of its calls."""
    names = (_("On the list"), _("Called"), _("Reached"), _("Interested"), _("Won"))
    colours = (0, 1, 5, 2, FAINT)
    lines = []
    for one in found.campaigns:
        steps = one.funnel[:-1]
        members, called, *further = steps
        # Whoever came further is in the steps before too: a part of the bar are those who came no further.
        only = [more - less for more, less in zip(steps, (*steps[1:], 0), strict=True)]
        parts = zip(colours, reversed(only), strict=True)
        bars = tuple(Bar(part / members if members else 0.0, colour) for colour, part in parts)
        shares = [_share(csat(many, called), found) for many in further]
        cells = (format_number(members), format_number(called), *shares)
        lines.append(Line(one.campaign.title, bars, cells))
    about = _("Reached, interested and won as shares of those who were called.")
    return Lines(
        _("Campaign results"),
        names,
        lengthened(tuple(lines)),
        tuple(zip(colours, reversed(names), strict=True)),
        about=_both(about, _intervals(found)),
        nothing=_("No campaign has customers here."),
    )


def arms(found: Report) -> Lines:
    """Return who has a new position of the kind that a campaign is for, beside those who were not called."""
    lines = []
    for one in found.campaigns:
        if one.effect is None or one.kind is None:
            continue
        called, control, difference, low, high = one.effect
        told = words.NOTHING
        if difference is not None and low is not None and high is not None:
            told = _("{difference} ({low} to {high})", **_points(difference=difference, low=low, high=high))
        name = f"{one.campaign.title} · {_kind(found.policy, one.kind)}"
        lines += [_arm(name, called, 0, told, found), _arm(_("Control arm"), control, FAINT, "", found)]
    about = _(
        "New positions of the product's kind since the campaign opened; chance decided who was left alone."
    )
    return Lines(
        _("What campaigns sold, beside the control arm"),
        (_("Customers"), _("New positions"), _("Difference in points, with an interval of 95 %")),
        lengthened(tuple(lines)),
        ((0, _("Called")), (FAINT, _("Control arm"))),
        about=_both(about, _intervals(found)),
        nothing=_("No campaign with a product and a control arm has customers here."),
    )


def changed(now: int, before: int) -> str:
    """Return by how much an amount changed; nothing can be said of a beginning with nothing."""
    if before <= 0:
        return words.NOTHING
    told = format_percent(abs(now / before - 1))
    return f"{'−' if now < before else '+'}{told}"


def _part(some: int, every: int) -> str:
    return format_percent(some / every) if every else words.NOTHING


def _arm(name: str, share: Share, colour: int, difference: str, found: Report) -> Line:
    interval = None if share.low is None or share.high is None else (share.low, share.high)
    cells = (format_number(share.n), _share(share, found), difference)
    return Line(name, (Bar(share.value or 0.0, colour),), cells, interval if share.n else None)


def _both(message: str, advice: str) -> str:
    """Return two sentences after each other: Chinese has no space between them."""
    return _("{message} {advice}", message=message, advice=advice)


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
    return {name: f"{100 * value:+.1f}".replace("-", "−") for name, value in values.items()}


def _kind(policy: Policy, kind: str) -> str:
    lists = [getattr(policy.codes, name) for name in words.KINDS.values()]
    return next((words.code(names, kind) for names in lists if kind in names), None) or kind


def _money(minor: int, found: Report) -> str:
    return words.money(minor, found.currency, compact=True) or words.NOTHING
