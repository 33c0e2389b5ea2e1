"""The screens of the window and the forms that lie over them, in one table each; all are loaded when first needed."""

from importlib import import_module
from typing import Any, NamedTuple

from advisor_app.i18n import N_

CUSTOMERS, NOTES, SYNC, SETTINGS = "customers", "notes", "sync", "settings"
CALENDAR, FEEDBACK = "calendar", "feedback"
CALLS = "calls"
TODAY = "today"
BOOK = "book"
INSIGHTS = "insights"


class Place(NamedTuple):
    """A screen: its name, icon, title and tip (message ids), the class that shows it, and the key that goes to it.

    The class is made with the desk. `bottom`: its button stands at the lower end of the rail.
    """

    name: str
    drawing: str
    title: str
    tip: str
    view: str
    bottom: bool = False


PLACES = (
    Place(
        TODAY,
        "house",
        N_("Today"),
        N_("Today: what to do next"),
        "advisor_app.ui.screens.today.screen:TodayScreen",
    ),
    Place(
        CUSTOMERS,
        "users",
        N_("Customers"),
        N_("Customers (Ctrl+K)"),
        "advisor_app.ui.screens.customers.screen:CustomersScreen",
    ),
    Place(
        BOOK,
        "chart-pie",
        N_("Book"),
        N_("The book as a whole: tiers, movements, contact rhythm, who goes quiet"),
        "advisor_app.ui.screens.book.screen:BookScreen",
    ),
    Place(
        INSIGHTS,
        "chart-line",
        N_("Insights"),
        N_("The book over time: assets, flows, maturities, products, campaigns, segments"),
        "advisor_app.ui.screens.insights.screen:InsightsScreen",
    ),
    Place(
        CALENDAR,
        "calendar-days",
        N_("Calendar"),
        N_("Calendar and tasks"),
        "advisor_app.ui.screens.calendar.screen:CalendarScreen",
    ),
    Place(
        CALLS,
        "phone-call",
        N_("Call lists"),
        N_("Call lists and campaigns"),
        "advisor_app.ui.screens.calls.screen:CallsScreen",
    ),
    Place(
        "opportunities",
        "target",
        N_("Pipeline"),
        N_("Opportunities by stage"),
        "advisor_app.ui.screens.opportunities.screen:OpportunitiesScreen",
    ),
    Place(
        FEEDBACK,
        "message-square",
        N_("Feedback"),
        N_("Feedback and complaints"),
        "advisor_app.ui.screens.feedback.screen:FeedbackScreen",
    ),
    Place(
        NOTES,
        "file-search",
        N_("Records"),
        N_("Search what was recorded (Ctrl+Shift+F)"),
        "advisor_app.ui.screens.notes.screen:NotesScreen",
    ),
    Place(
        SYNC, "refresh-cw", N_("Sync"), N_("Sync (Shift+F5)"), "advisor_app.ui.screens.sync.screen:SyncScreen"
    ),
    Place(
        SETTINGS,
        "settings",
        N_("Settings"),
        N_("Settings (Ctrl+,)"),
        "advisor_app.ui.screens.settings.screen:SettingsScreen",
        bottom=True,
    ),
)
"""In the order of the rail."""

FORMS: dict[str, str] = {
    "contact_import": "advisor_app.ui.screens.contact.import_sheet:ContactImportSheet",
    "task": "advisor_app.ui.screens.calendar.task_sheet:TaskSheet",
    "branch_list": "advisor_app.ui.screens.calls.branch_sheet:BranchListSheet",
    "prospect": "advisor_app.ui.screens.prospects.sheet:ProspectSheet",
    "opportunity": "advisor_app.ui.screens.opportunities.sheet:OpportunitySheet",
    "detail": "advisor_app.ui.screens.prospects.detail_sheet:DetailSheet",
    "consent": "advisor_app.ui.screens.consent.sheet:ConsentSheet",
    "duplicates": "advisor_app.ui.screens.duplicates.sheet:DuplicatesSheet",
    "feedback": "advisor_app.ui.screens.feedback.record_sheet:FeedbackSheet",
    "prompt_outcomes": "advisor_app.ui.screens.today.outcomes_sheet:OutcomesSheet",
    "day_report": "advisor_app.ui.screens.today.report_sheet:ReportSheet",
    "advice": "advisor_app.ui.screens.customer.advice_sheet:AdviceSheet",
    "assessment": "advisor_app.ui.screens.assessment.sheet:AssessmentSheet",
}
"""The forms that lie over a page, by the name under which `Desk.form_wanted` asks for them.

Each class is made with the desk and the area that it lies over, has a signal `covered`, and `open(wanted)` brings it
up for what was asked.
"""


def load(path: str) -> Any:
    """Return what stands under a name in a module ("package.module:Name")."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
