"""What a policy says about training scorecards, and when one is not published."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between

_Penalty = Annotated[int, Between(1, 10_000)]


@dataclass(frozen=True, slots=True)
class TrainingRules:
    """Cases of a window and of a block that it is judged on; how fast old cases fade; when a card is refused.

    `penalty_percent` is the inverse strength of the L2 penalty in hundredths, and `stronger_percent` are others: the
    one counts that ranks the newest quarter of a window best. AUC and PSI are in thousandths.
    """

    window: Annotated[int, Between(1_000, 10_000_000)] = 20_000
    step: Annotated[int, Between(100, 1_000_000)] = 1_000
    half_life: Annotated[int, Between(100, 10_000_000)] = 4_000
    stratum: Annotated[int, Between(50, 1_000_000)] = 200
    penalty_percent: _Penalty = 10
    stronger_percent: tuple[_Penalty, ...] = (3, 1)
    bands: Annotated[int, Between(2, 50)] = 10
    least_cases: Annotated[int, Between(1, 100_000)] = 100
    recent_blocks: Annotated[int, Between(1, 100)] = 5
    floor_auc: Annotated[int, Between(500, 999)] = 550
    drift: Annotated[int, Between(1, 10_000)] = 250
    leak_auc: Annotated[int, Between(500, 999)] = 750


TRAINING_UNSAID = TrainingRules()
"""The values of a document from before that section was known."""
