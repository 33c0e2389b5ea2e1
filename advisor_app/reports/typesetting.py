"""A template of typst and data make a PDF.

The data go in beside the template, as JSON, and are never part of its markup: whatever a customer or a branch
is called, it is text. Only the fonts that ship with the program are used, so that a document looks the same on
every machine and the same data give the same bytes; templates therefore take the date of the document from the
data. What comes out is PDF/A-2a and PDF/UA-1: it can be archived, searched and read out.
"""

import json
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_app.errors import AppError, DamagedError
from advisor_app.i18n import N_
from advisor_app.paths import resources

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

_STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]
_GETA = "〓"
"""What Chinese and Japanese printers set where they have no type for a character."""


class TypesettingError(AppError):
    """A template and its data do not fit each other."""

    title = N_("The document could not be made")


def typeset(template: Path, data: Mapping[str, object], fonts: Path | None = None) -> bytes:
    """Return a PDF of `data`, which the template reads by `json(bytes(sys.inputs.data))`.

    The fonts are those in a folder, by default the one that ships with the program. A letter with an accent that
    they lack loses it, other characters that they lack become 〓, and what cannot be seen is left out.

    Raises TypesettingError where the template cannot be set with the data, and DamagedError where the template or
    the fonts are missing.
    """
    import typst  # late: only who makes a document waits for it

    folder = fonts or resources() / "fonts"
    if not template.is_file() or not any(folder.glob("*.ttf")):
        raise DamagedError(
            N_("A part of the program is missing: {path}."),
            path=folder if template.is_file() else template,
            what_to_do=N_("Install the program again."),
        )
    try:
        text = json.dumps(_shown(data, characters(folder)), ensure_ascii=False, allow_nan=False)
        return typst.compile(
            template,
            root=template.parent,
            font_paths=_loaded(folder),
            format="pdf",
            sys_inputs={"data": text},
            pdf_standards=_STANDARDS,
        )
    except (TypeError, ValueError, typst.TypstError) as error:
        raise TypesettingError(
            N_("The document {name} cannot be set: {reason}"),
            name=template.name,
            reason=getattr(error, "message", None) or error,
        ) from error


@cache
def characters(fonts: Path) -> frozenset[str]:
    """Return the characters that the fonts in a folder have in every weight."""
    from fontTools.ttLib import TTFont

    weights: dict[int, set[str]] = {}
    for path in fonts.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            covered = weights.setdefault(font["OS/2"].usWeightClass, set())
            covered |= {chr(point) for point in font.getBestCmap()}
    return frozenset(set.intersection(*weights.values())) if weights else frozenset()


@cache
def _loaded(folder: Path) -> "Fonts":
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _shown(value: Any, known: Collection[str]) -> Any:
    """Return data in which every text can be set."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(filter(None, (_character(one, known) for one in text)))
    if isinstance(value, Mapping):
        return {key: _shown(one, known) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one, known) for one in value]
    return value


def _character(one: str, known: Collection[str]) -> str:
    if one in known or one == "\n":
        return one
    if one.isspace():
        return " "
    plain = unicodedata.normalize("NFD", one)[0]
    if plain in known:
        return plain
    # Control and format characters, among them those that turn the direction of what follows, and selectors of
    # variants: none of them has a shape of its own.
    is_seen = unicodedata.category(one) not in ("Cc", "Cf", "Mn", "Me")
    return _GETA if is_seen else ""
