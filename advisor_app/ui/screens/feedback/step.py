"""The steps that there are for feedback, and their words."""

from collections.abc import Mapping
from typing import NamedTuple

from advisor_app.domain.complaints import Action
from advisor_app.i18n import N_


class Step(NamedTuple):
    """One step: the words of its button, the sentence that asks for it, what it asks for, what is told afterwards.

    `asks` are fields of the panel; without any the step is taken at once.
    """

    text: str
    sentence: str
    asks: tuple[str, ...]
    told: str


TAKE = "take"
STEPS: Mapping[str, Step] = {
    TAKE: Step(N_("Take it on"), "", (), N_("The complaint is yours to answer.")),
    Action.ANSWER.value: Step(
        N_("Answer …"), N_("How was the complaint answered?"), ("words", "day"), N_("The answer is recorded.")
    ),
    Action.TELL.value: Step(
        N_("Complainant was told …"),
        N_("When was the complainant told that there is more time?"),
        ("day",),
        N_("It is recorded that the complainant was told."),
    ),
    Action.EXTEND.value: Step(
        N_("Ask for more time …"),
        N_("Why is more time needed? Head office decides, and the complainant is told then."),
        ("words",),
        N_("Head office is asked for more time."),
    ),
    Action.COMPLEX.value: Step(
        N_("Complex"), "", (), N_("The complaint is complex and has more days to be answered.")
    ),
    Action.ASSIGN.value: Step(
        N_("Hand on …"),
        N_("Who is to handle the complaint? Not whoever it is about."),
        ("people",),
        N_("The complaint is handed on."),
    ),
    Action.WITHDRAW.value: Step(
        N_("Withdrawn …"),
        N_("The customer withdraws the complaint? Its clock ends today."),
        ("words",),
        N_("The complaint is withdrawn."),
    ),
    Action.CLOSE.value: Step(N_("Close …"), N_("What was done?"), ("words",), N_("The feedback is closed.")),
}
