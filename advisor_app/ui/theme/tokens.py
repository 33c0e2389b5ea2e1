"""Every colour of the product, named by what it is for: the one place that palette, style sheet and charts read.

Each text colour is readable (4.5:1) on each ground that it is used on; `READABLE` lists the pairs and a test
holds them. No meaning rests on colour alone: a sign, a word or an icon stands beside it.
"""

from enum import Enum
from typing import NamedTuple


class Tone(Enum):
    """What a badge or a mark says at a glance."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    GOLD = "gold"
    VIOLET = "violet"


class Pair(NamedTuple):
    """A text colour and the soft ground that belongs to it."""

    text: str
    ground: str


class Tokens(NamedTuple):
    """The colours of one theme, as #rrggbb.

    Grounds: `window` behind everything, `surface` for cards and fields, `raised` for what lies on a card,
    `selected` for the chosen row. Text: `text`, `muted` for labels, `faint` for hints. `line` separates,
    `edge` outlines fields. `inflow` and `outflow` are for money and follow a setting.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    selected: str
    line: str
    edge: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_strong: str
    on_accent: str
    focus: str
    inflow: str
    outflow: str
    neutral: Pair
    accented: Pair
    good: Pair
    warn: Pair
    bad: Pair
    gold: Pair
    violet: Pair
    brand: Pair
    series: tuple[str, ...]

    def tone(self, tone: Tone) -> Pair:
        """Return the colours of a tone."""
        return {
            Tone.NEUTRAL: self.neutral,
            Tone.ACCENT: self.accented,
            Tone.GOOD: self.good,
            Tone.WARN: self.warn,
            Tone.BAD: self.bad,
            Tone.GOLD: self.gold,
            Tone.VIOLET: self.violet,
        }[tone]


_RED, _GREEN = "#b42318", "#05603a"
_RED_ON_DARK, _GREEN_ON_DARK = "#ff8a80", "#5fd99a"

LIGHT = Tokens(
    dark=False,
    window="#f3f5f9",
    surface="#ffffff",
    raised="#f7f9fc",
    selected="#e6edff",
    line="#e2e7f0",
    edge="#c3ccdb",
    text="#0f1b33",
    muted="#47536b",
    faint="#5d6880",
    accent="#1f4fd8",
    accent_strong="#173fb0",
    on_accent="#ffffff",
    focus="#1f4fd8",
    inflow=_RED,
    outflow=_GREEN,
    neutral=Pair("#47536b", "#eef1f6"),
    accented=Pair("#1f4fd8", "#e6edff"),
    good=Pair("#05603a", "#dcf5e7"),
    warn=Pair("#8a4b00", "#fdf0d8"),
    bad=Pair("#b42318", "#fde8e6"),
    gold=Pair("#7a5200", "#faecc8"),
    violet=Pair("#5b2bb5", "#efe8ff"),
    brand=Pair("#ffffff", "#1f4fd8"),
    series=("#1f4fd8", "#0e9384", "#d98a00", "#7a4fd6", "#d6456e", "#2d8fc4", "#6b7a1f", "#8b5e3c"),
)

DARK = Tokens(
    dark=True,
    window="#0f131b",
    surface="#181d27",
    raised="#1f2531",
    selected="#22345f",
    line="#2a313f",
    edge="#435068",
    text="#eef1f7",
    muted="#b3bccd",
    faint="#97a2b6",
    accent="#7ea2ff",
    accent_strong="#a3bdff",
    on_accent="#0b1430",
    focus="#9cb7ff",
    inflow=_RED_ON_DARK,
    outflow=_GREEN_ON_DARK,
    neutral=Pair("#b3bccd", "#2a313f"),
    accented=Pair("#a3bdff", "#1f2e57"),
    good=Pair("#5fd99a", "#123527"),
    warn=Pair("#ffbf66", "#3d2a0b"),
    bad=Pair("#ff8a80", "#451b1b"),
    gold=Pair("#f0cf7a", "#3c3010"),
    violet=Pair("#c5abff", "#33235c"),
    brand=Pair("#b7caff", "#1f2e57"),
    series=("#7ea2ff", "#3ccbb8", "#f0b34a", "#b493ff", "#ff85a5", "#6cc3f2", "#b9c95a", "#d3a27c"),
)

READABLE: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "muted", "faint") for ground in ("window", "surface", "raised")),
    *((text, "selected") for text in ("text", "muted", "accent")),
    *((text, ground) for text in ("inflow", "outflow") for ground in ("surface", "raised", "selected")),
    *(("accent", ground) for ground in ("window", "surface")),
    *(("on_accent", ground) for ground in ("accent", "accent_strong")),
)
"""Which text stands on which ground, by name; the pairs of the tones are readable in themselves."""

PAIRS: tuple[str, ...] = tuple(name for name, kind in Tokens.__annotations__.items() if kind is Pair)
