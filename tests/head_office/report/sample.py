"""The figures of a made-up bank, small enough to be added up in one's head."""

from advisor_app.domain.campaigns import Funnel, effect
from advisor_app.domain.insight_figures import (
    Cohort,
    FlowMonth,
    Held,
    MaturityMonth,
    MovedMonth,
    Segment,
    TierMonthFigure,
)
from advisor_app.domain.policy import parse
from advisor_app.head_office.campaigns.report import Report as CampaignReport
from advisor_app.head_office.db.models import Campaign
from advisor_app.head_office.report.figures import Report
from advisor_app.head_office.report.groups import Group
from advisor_app.paths import resources

AS_OF = 20_781  # 2026-11-24
SEPTEMBER, OCTOBER, NOVEMBER = 20_697, 20_727, 20_758
DECEMBER, JANUARY, FEBRUARY = 20_788, 20_819, 20_850
POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
WAN = 1_000_000
"""10,000 yuan in fen."""

FOUND = Report(
    policy=POLICY,
    bank="江城银行",
    name=None,
    as_of=AS_OF,
    currency="CNY",
    customers=4,
    tier_months=(
        TierMonthFigure(SEPTEMBER, "gold", 4, 80 * WAN),
        TierMonthFigure(OCTOBER, "gold", 3, 30 * WAN),
        TierMonthFigure(OCTOBER, "wealth", 1, 70 * WAN),
        TierMonthFigure(NOVEMBER, "gold", 1, 10 * WAN),
        TierMonthFigure(NOVEMBER, "wealth", 2, 90 * WAN),
    ),
    moves=(MovedMonth(OCTOBER, 1, 0), MovedMonth(NOVEMBER, 1, 3)),
    flows=(
        FlowMonth(SEPTEMBER, 50 * WAN, 20 * WAN, 3, 1),
        FlowMonth(OCTOBER, 10 * WAN, 35 * WAN, 1, 2),
        FlowMonth(NOVEMBER, 5 * WAN, 0, 1, 0),
    ),
    maturities=(
        MaturityMonth(NOVEMBER, 1, 10 * WAN),
        MaturityMonth(DECEMBER, 2, 20 * WAN),
        MaturityMonth(JANUARY, 1, 30 * WAN),
        MaturityMonth(FEBRUARY, 5, 90 * WAN),
    ),
    kinds=(("current", 4), ("fund", 3)),
    segments=(Segment("champion", 2, 50 * WAN), Segment("other", 1, 5 * WAN)),
    groups=(
        Group("城南支行", 3, 70 * WAN, 56 * WAN),
        Group("城北支行", 1, 30 * WAN, 0),
        Group(None, 0, 0, 24 * WAN),
    ),
    cohorts=(Cohort(2024, 3, 1, 90 * WAN), Cohort(2026, 1, 0, 10 * WAN)),
    held=(
        *(Held("current", "gold", 1), Held("current", "wealth", 2), Held("fund", "wealth", 1)),
        *(Held("", "gold", 1), Held("", "wealth", 2)),
    ),
    campaigns=(
        CampaignReport(
            Campaign(code="AUTUMN", title="秋季基金"),
            Funnel(40, 20, 10, 5, 2, (("CNY", 3 * WAN),)),
            "fund",
            AS_OF,
            effect(8, 40, 1, 20),
        ),
    ),
)
NOTHING = FOUND._replace(
    customers=0,
    tier_months=(),
    moves=(),
    flows=(),
    maturities=(),
    kinds=(),
    segments=(),
    campaigns=(),
    groups=(),
    cohorts=(),
    held=(),
)
