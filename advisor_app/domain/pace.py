"""When the next sync begins: regularly by policy, after failures ever later, soon after something was written.

All times are seconds from now and none is read from a clock. `chance` is a number from 0 up to 1, drawn by the caller:
it spreads devices that would otherwise all come at once, after a power cut or when head office is back.
"""

from advisor_app.domain.policy.schema import Sync

FIRST_RETRY = 30.0
SOON = 10.0
"""After the last of several things written in a row, so that they go together."""
OPENING = 20.0
"""The longest wait after a book was opened."""
RECONNECT = 5.0
"""The longest wait after the network has come back."""


def regular(rule: Sync, chance: float) -> float:
    """Return the pause after a sync that went well: what policy says, earlier or later by up to its jitter."""
    return _spread(rule.every_minutes * 60.0, rule, chance)


def retry(rule: Sync, failures: int, chance: float, asked: float | None = None) -> float:
    """Return the pause after so many failures in a row: twice as long each time, up to the regular one.

    `asked` is for how long head office wants to be left alone: that is kept, and only ever made longer.
    """
    longest = rule.every_minutes * 60.0
    pause = _spread(min(longest, FIRST_RETRY * 2.0 ** min(failures - 1, 20)), rule, chance)
    return pause if asked is None else max(pause, asked * (1 + _jitter(rule) * chance))


def _spread(pause: float, rule: Sync, chance: float) -> float:
    return pause * (1 + _jitter(rule) * (2 * chance - 1))


def _jitter(rule: Sync) -> float:
    return rule.jitter_percent / 100
