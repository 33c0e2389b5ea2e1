"""How cards are trained and judged; the values are the policy's."""

from typing import NamedTuple


class Training(NamedTuple):
    """A card is trained on `window` cases and judged on the `step` cases that follow, and so on through the table.

    Within a window an older case weighs half as much every `half_life` cases. `stratum`: so many cases in a row share
    a level of their own, which the card does not get: it learns who, not when. `penalty` is the inverse strength of
    the L2 penalty, `others` what is tried beside it; a number is cut into at most `bands` bands, and a code counts
    from `least` cases on. A card has at most the `most` fields that move its points most, or all of them (0).
    """

    window: int
    step: int
    half_life: int
    stratum: int
    penalty: float
    bands: int
    least: int
    most: int = 0
    others: tuple[float, ...] = ()


class Limits(NamedTuple):
    """When a card is not published: the mean AUC of the last `recent` blocks lies below `floor_auc`, the scores have
    drifted by more than `drift` (PSI), or one field alone ranks better than `leak_auc`: it must know the outcome.
    """

    recent: int
    floor_auc: float
    drift: float
    leak_auc: float
