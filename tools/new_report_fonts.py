"""Cut the fonts of the reports out of the whole ones: what names, places and our own words need of them.

Usage: python -m tools.new_report_fonts FOLDER UNIHAN. FOLDER holds NotoSansSC_*.ttf and SourceSans3_*.ttf in the
weights 400Regular and 600SemiBold (as the npm packages @expo-google-fonts/noto-sans-sc and source-sans-3 bring
them), UNIHAN the files Unihan_*.txt.bz2 of the Unicode character database (as the Debian package unicode-data does).

Kept of Noto are GB 2312 and the general standard of Chinese characters (通用规范汉字表, field kTGH), which registers
of residents and therefore names are written in, and punctuation. Its Latin letters are those of Source Sans, made
larger, but only for the West of Europe; the others come out of Source Sans itself, made as large, under a name of
their own: "Source" is reserved by the licence.
"""

import bz2
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from advisor_app.paths import resources

_WEIGHTS = ("400Regular", "600SemiBold")
_BLOCKS = ((0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2060), (0x3000, 0x3040), (0xFF01, 0xFF5F))
_LATIN = ((0x20, 0x7F), (0xA0, 0x250), (0x300, 0x330), (0x1E00, 0x1F00))
_SIGNS = "€₤₩￥−√∞≈≠≤≥←↑→↓↗↘▲△▼▽■□●○◆◇★☆✓✗‰℃№™"
_FEATURES = ["ccmp", "halt", "kern", "locl", "mark", "mkmk", "palt", "pnum", "tnum"]
_UNUSED = ["BASE", "STAT", "vhea", "vmtx"]
_NAMES = (1, 3, 4, 6, 16)  # of the family, alone or with the weight


def main(fonts: Path, unihan: Path) -> int:
    """Write the fonts to the resources."""
    wanted = {*_gb2312(), *_general_standard(unihan), *map(ord, _SIGNS), *_points(_BLOCKS)}
    for weight in _WEIGHTS:
        noto, source = (_opened(fonts / f"{name}_{weight}.ttf") for name in ("NotoSansSC", "SourceSans3"))
        larger = _height(noto) / _height(source)
        _cut(noto, wanted, f"NotoSansSC-{weight[3:]}")
        _enlarge(source, larger)
        _rename(source, "Source Sans 3", "Report Latin")
        _cut(source, _points(_LATIN), f"ReportLatin-{weight[3:]}")
    return 0


def _opened(path: Path) -> TTFont:
    return TTFont(path, recalcTimestamp=False)  # the same bytes each time


def _height(font: TTFont) -> float:
    """Return the height of a capital letter, as a share of the type size."""
    return float(font["glyf"][font.getBestCmap()[ord("H")]].yMax / font["head"].unitsPerEm)


def _cut(font: TTFont, points: Iterable[int], name: str) -> None:
    options = Options(
        hinting=False, glyph_names=False, notdef_outline=True, layout_features=_FEATURES, name_IDs=["*"]
    )
    options.drop_tables += _UNUSED
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    path = resources() / "fonts" / f"{name}.ttf"
    font.save(path)
    print(path, f"{font['maxp'].numGlyphs:,} glyphs, {path.stat().st_size:,} bytes")


def _enlarge(font: TTFont, factor: float) -> None:
    units = font["head"].unitsPerEm
    scale_upem(font, round(units * factor))
    font["head"].unitsPerEm = units


def _rename(font: TTFont, old: str, new: str) -> None:
    for record in font["name"].names:
        if record.nameID in _NAMES:
            told = record.toUnicode()
            for one, other in ((old, new), (old.replace(" ", ""), new.replace(" ", ""))):
                told = told.replace(one, other)
            record.string = told


def _points(blocks: Iterable[tuple[int, int]]) -> Iterator[int]:
    for first, end in blocks:
        yield from range(first, end)


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
