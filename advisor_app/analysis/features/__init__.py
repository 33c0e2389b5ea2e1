"""Features, RFM and habits of all customers at once, written once and run on any engine that narwhals knows.

Everything is a function of frames: `Parts` joins what is needed, `features`, `rfm` and `habits` return frames, and
`facts` makes of them the documents that devices read.
"""

from advisor_app.analysis.features.habits import Habits, habits
from advisor_app.analysis.features.inputs import Inputs, Span, calendar
from advisor_app.analysis.features.rfm import rfm
from advisor_app.analysis.features.table import Parts, columns, features

__all__ = ["Habits", "Inputs", "Parts", "Span", "calendar", "columns", "features", "habits", "rfm"]
