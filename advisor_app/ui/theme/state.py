"""The theme that is on: read by whatever paints, changed by `theme.apply` only."""

from advisor_app.ui.theme.tokens import LIGHT, Tokens

_current = LIGHT


def current() -> Tokens:
    """Return the colours of the theme that is on."""
    return _current


def switch(tokens: Tokens) -> None:
    """Make `tokens` the theme that is on."""
    global _current
    _current = tokens
