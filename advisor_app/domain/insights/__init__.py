"""What head office finds out about a customer's habits and worth: the facts of the records `insights`.

Each kind has a module with its types, `to_json` for head office and `from_json` for whoever reads. Days are days since
1970-01-01, months their first day, amounts minor units of the bank's base currency, which the facts name.
"""

from advisor_app.domain.insights.affinity import Affinity
from advisor_app.domain.insights.facts import InsightError
from advisor_app.domain.insights.features import Features
from advisor_app.domain.insights.flows import Flows
from advisor_app.domain.insights.habits import Habits
from advisor_app.domain.insights.rfm import Rfm

HABITS, RFM, FEATURES, AFFINITY, FLOWS = "habits", "rfm", "features", "affinity", "flows"
"""The kinds of insights that are described here."""

VERSION = 1
"""The form of the facts that this program writes, and the only one that it reads."""

NOTHING = 0
"""The version of a row that says that nothing is known any more: a row once sent is not taken back."""

Insight = Habits | Rfm | Features | Affinity | Flows

_TYPES: dict[str, type[Habits] | type[Rfm] | type[Features] | type[Affinity] | type[Flows]] = {
    HABITS: Habits,
    RFM: Rfm,
    FEATURES: Features,
    AFFINITY: Affinity,
    FLOWS: Flows,
}


def read(kind: str, version: int, text: str) -> Insight | None:
    """Return the facts of an insight, None where nothing is known any more.

    Raises InsightError for a kind, version or form that is not known.
    """
    if version == NOTHING:
        return None
    if kind not in _TYPES or version != VERSION:
        raise InsightError(f"{kind}, version {version}")
    return _TYPES[kind].from_json(text)


__all__ = [
    "AFFINITY",
    "FEATURES",
    "FLOWS",
    "HABITS",
    "NOTHING",
    "RFM",
    "VERSION",
    "Affinity",
    "Features",
    "Flows",
    "Habits",
    "Insight",
    "InsightError",
    "Rfm",
    "read",
]
