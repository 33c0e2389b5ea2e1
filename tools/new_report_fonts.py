"""Cut the fonts of the reports out of the whole Noto Sans SC: what names, places and our own words need of it.

Usage: python -m tools.new_report_fonts FOLDER UNIHAN. FOLDER holds NotoSansSC_400Regular.ttf and
NotoSansSC_600SemiBold.ttf (as the npm package @expo-google-fonts/noto-sans-sc brings them), UNIHAN the files
Unihan_*.txt.bz2 of the Unicode character database (as the Debian package unicode-data brings them).

Kept are GB 2312 and the general standard of Chinese characters (通用规范汉字表, field kTGH), which registers of
residents and therefore names are written in, Latin letters with their accents, and punctuation.
"""

import bz2
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from advisor_app.paths import resources

_WEIGHTS = ("400Regular", "600SemiBold")
_BLOCKS = ((0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2060), (0x3000, 0x3040), (0xFF01, 0xFF5F))
_SIGNS = "€₤₩￥−√∞≈≠≤≥←↑→↓↗↘▲△▼▽■□●○◆◇★☆✓✗‰℃№™"
_FEATURES = ["ccmp", "halt", "kern", "locl", "mark", "mkmk", "palt", "pnum", "tnum"]
_UNUSED = ["BASE", "STAT", "vhea", "vmtx"]


def main(fonts: Path, unihan: Path) -> int:
    """Write the fonts to the resources."""
    wanted = {*_gb2312(), *_general_standard(unihan), *map(ord, _SIGNS)}
    wanted |= {point for first, end in _BLOCKS for point in range(first, end)}
    for weight in _WEIGHTS:
        font = TTFont(fonts / f"NotoSansSC_{weight}.ttf", recalcTimestamp=False)  # the same bytes each time
        options = Options(
            hinting=False, glyph_names=False, notdef_outline=True, layout_features=_FEATURES, name_IDs=["*"]
        )
        options.drop_tables += _UNUSED
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        path = resources() / "fonts" / f"NotoSansSC-{weight[3:]}.ttf"
        font.save(path)
        print(path, f"{font['maxp'].numGlyphs:,} glyphs, {path.stat().st_size:,} bytes")
    return 0


def _gb2312() -> Iterator[int]:
    for row in range(0xA1, 0xF8):
        for place in range(0xA1, 0xFF):
            character = bytes((row, place)).decode("gb2312", "ignore")
            yield from map(ord, character)


def _general_standard(unihan: Path) -> Iterator[int]:
    for path in unihan.glob("Unihan_*.txt.bz2"):
        with bz2.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                point, _tab, rest = line.partition("\t")
                if rest.startswith("kTGH\t"):
                    yield int(point.removeprefix("U+"), 16)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])) if len(sys.argv) == 3 else __doc__)
