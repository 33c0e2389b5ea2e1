"""Every text can be read on every ground that it stands on (WCAG 2.2, AA: 4.5 to 1), in both themes."""

import pytest

from advisor_app.ui.theme.tokens import DARK, LIGHT, PAIRS, READABLE, Tokens

LEAST = 4.5
THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb by WCAG."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the best known near miss
    assert contrast("#ffffff", "#ffffff") == 1


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize(("text", "ground"), READABLE)
def test_text_can_be_read_on_its_ground(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= LEAST


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize("name", PAIRS)
def test_the_text_of_a_tone_can_be_read_on_its_ground(tokens: Tokens, name: str) -> None:
    pair = getattr(tokens, name)
    assert contrast(pair.text, pair.ground) >= LEAST


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize("name", ["bad", "warn", "good"])
def test_sentences_can_be_read_on_bars_and_beside_fields(tokens: Tokens, name: str) -> None:
    pair = getattr(tokens, name)
    assert contrast(tokens.text, pair.ground) >= LEAST
    assert contrast(pair.text, tokens.surface) >= LEAST
    assert contrast(pair.text, tokens.window) >= LEAST


@pytest.mark.parametrize("tokens", THEMES)
def test_the_focus_can_be_seen(tokens: Tokens) -> None:
    for ground in (tokens.window, tokens.surface, tokens.raised):
        assert contrast(tokens.focus, ground) >= 3  # WCAG 2.2: 1.4.11, of what is no text
