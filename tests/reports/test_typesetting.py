"""A template, data and the fonts that ship make a PDF: its text is right, and nothing in the data is markup."""

import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from advisor_app import i18n
from advisor_app.errors import DamagedError
from advisor_app.paths import resources
from advisor_app.reports.typesetting import TypesettingError, characters, typeset

TEMPLATE = Path(__file__).with_name("template.typ")
FONTS = resources() / "fonts"
CATALOGUE = resources() / "translations" / "zh_CN" / "LC_MESSAGES" / "messages.po"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def shown(*lines: str) -> list[str]:
    """Return the lines of a document, as they are read out of the PDF."""
    return text_of(typeset(TEMPLATE, {"title": "报告", "lines": lines})).splitlines()[1 : len(lines) + 1]


def test_chinese_text_is_read_out_as_it_was_given() -> None:
    # Characters with a twin among the radicals, which careless PDFs give instead, and rare ones of names.
    lines = (
        "一人大小月日水火金龙，马上见长短。",
        "朱镕基、陶喆、㛃䶮",
        "管理资产 ¥1,234.56万 −3.2%",
        "Zürich – Česká Łódź",
    )
    assert shown(*lines) == list(lines)


def test_nothing_in_the_data_is_markup() -> None:
    nasty = [
        "*bold* _it_ $x^2$ `raw`",
        '#panic("no") #import "other.typ"',
        "= heading",
        "<label> @ref \\ // /* */",
    ]
    assert shown(*nasty) == nasty


def test_what_has_no_type_is_seen_and_what_has_no_shape_is_left_out() -> None:
    assert shown("好😀的") == ["好〓的"]
    assert shown("A\u202eB\u200bC\x07D\ufe0f") == ["ABCD"]
    assert shown("甲\u2003乙\t丙") == ["甲 乙 丙"]
    assert shown("e\u0301 s\u030cť") == ["é šť"]
    assert shown("ά") == ["α"]  # without its accent rather than not at all
    assert shown("坏\ud800的") == ["坏〓的"]


def test_a_document_is_the_same_each_time_and_carries_its_fonts() -> None:
    data = {"title": "月度报告", "lines": ["甲", "乙"]}
    pdf = typeset(TEMPLATE, data)
    assert pdf == typeset(TEMPLATE, data)
    assert pdf != typeset(TEMPLATE, data | {"lines": ["甲", "丙"]})
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "月度报告"
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    names = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}
    assert {name.replace("-Identity-H", "") for name in names} == {
        "NotoSansSC-Regular",
        "NotoSansSC-SemiBold",
    }


def test_a_document_can_be_archived_and_read_out() -> None:
    reader = PdfReader(io.BytesIO(typeset(TEMPLATE, {"title": "报告", "lines": []})))
    told = reader.xmp_metadata
    assert told is not None
    written = told.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in written
    assert "<pdfuaid:part>1</pdfuaid:part>" in written
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "zh"  # type: ignore[index]
    assert catalogue["/MarkInfo"]["/Marked"]  # type: ignore[index]


@pytest.mark.parametrize(
    "data",
    [
        {"lines": []},  # no title
        {"title": 5, "lines": []},
        {"title": "报告", "lines": 7},
        {"title": "", "lines": []},  # a document without a title cannot be read out
        {"title": "报告", "lines": [float("nan")]},
        {"title": "报告", "lines": [object()]},
        {"title": "报告", "lines": [{1, 2}]},
    ],
)
def test_data_that_do_not_fit_are_refused_with_the_reason(data: dict[str, object]) -> None:
    with pytest.raises(TypesettingError) as caught:
        typeset(TEMPLATE, data)
    with i18n.using("en"):
        told = str(caught.value)
    assert told.startswith("The document template.typ cannot be set: ")
    assert len(told) > len("The document template.typ cannot be set: ")


def test_a_template_reads_no_file_beside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    for inside, read in ((False, "../secret.txt"), (True, "own.txt")):
        (folder / "own.txt").write_text("own")
        template = folder / "t.typ"
        template.write_text(f'#set document(title: "t")\n#set text(font: "Noto Sans SC")\n#read("{read}")')
        if inside:
            assert "own" in text_of(typeset(template, {}))
        else:
            with pytest.raises(TypesettingError):
                typeset(template, {})


def test_a_missing_template_or_font_is_said(tmp_path: Path) -> None:
    with pytest.raises(DamagedError) as caught:
        typeset(tmp_path / "none.typ", {})
    assert caught.value.values["path"] == tmp_path / "none.typ"
    with pytest.raises(DamagedError) as caught:
        typeset(TEMPLATE, {"title": "报告", "lines": []}, fonts=tmp_path)
    assert caught.value.values["path"] == tmp_path


def test_the_fonts_have_what_is_needed() -> None:
    known = characters(FONTS)
    catalogue = {one for one in CATALOGUE.read_text(encoding="utf-8") if one.isprintable()}
    assert "".join(sorted(catalogue - known)) == ""
    rows = (bytes((row, place)) for row in range(0xB0, 0xF8) for place in range(0xA1, 0xFF))
    chinese = {character for pair in rows for character in pair.decode("gb2312", "ignore")}
    assert len(chinese) == 6_763
    assert chinese <= known
    latin = {chr(point) for point in range(0x20, 0x180) if unicodedata.category(chr(point))[0] != "C"}
    assert "".join(sorted(latin - known)) == ""
    assert set("喆镕堃玥祎淼犇〓—–−…·¥€：；，。！？（）《》“”‘’％‰≤≥") <= known
    assert not known & set("😀\ue000")  # or nothing would be told apart


def test_the_licence_lies_beside_the_fonts() -> None:
    for path in FONTS.glob("*-Regular.ttf"):
        licence = path.with_name(path.name.replace("Regular.ttf", "OFL.txt"))
        assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8").upper()
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) < 6_000_000


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_can_be_set(lines: list[str]) -> None:
    text = text_of(typeset(TEMPLATE, {"title": "报告", "lines": lines}))
    composed = unicodedata.normalize("NFC", "".join(lines))
    kept = {one for one in composed if one in characters(FONTS) and one.isprintable() and one != " "}
    assert kept <= set(unicodedata.normalize("NFC", text))
