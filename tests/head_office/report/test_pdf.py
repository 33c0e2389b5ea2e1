"""A report as a PDF: A4, numbered pages, every number as text that can be searched, whatever the figures are."""

import io
import re

import pytest
from pypdf import PageObject, PdfReader

from advisor_app import i18n
from advisor_app.domain.insight_figures import TierMonthFigure
from advisor_app.head_office.report.document import Months
from advisor_app.head_office.report.figures import Report
from advisor_app.head_office.report.pdf import pdf
from advisor_app.head_office.report.writing import written
from tests.head_office.report.sample import FOUND, NOTHING, NOVEMBER, WAN

A4 = (595.28, 841.89)
NASTY = '#panic("no") *bold* $x$ <script> 😀'


def made(found: Report, language: str = "zh_CN") -> PdfReader:
    with i18n.using(language):
        return PdfReader(io.BytesIO(pdf(written(found))))


def text_of(reader: PdfReader) -> str:
    """Return all text without spaces and line ends, as columns and lines break it anywhere."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_every_text_of_the_document_is_in_the_pdf(language: str) -> None:
    text = text_of(made(FOUND, language))
    with i18n.using(language):
        document = written(FOUND)
    told = {text for tile in document.tiles for text in tile} | {
        document.title,
        document.about,
        *document.notes,
    }
    for section in document.sections:
        rows = section.series if isinstance(section, Months) else section.lines
        told |= {section.title, section.about, *(cell for row in rows for cell in (row.name, *row.cells))}
    missing = {one for one in told if re.sub(r"\s+", "", one) not in text}
    assert missing == set()


def test_pages_are_a4_and_numbered() -> None:
    reader = made(FOUND)
    for place, page in enumerate(reader.pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)
        text = re.sub(r"\s+", "", page.extract_text())
        assert f"第{place}页，共{len(reader.pages)}页" in text
        assert "仅供行内使用" in text
        assert "数据截至2026年11月24日" in text
    assert 2 <= len(reader.pages) <= 5


def test_a_pdf_names_itself_and_is_the_same_each_time() -> None:
    reader = made(FOUND, "en")
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Figures of 江城银行", "江城银行")
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date().isoformat() == "2026-11-24"
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    with i18n.using("en"):
        assert pdf(written(FOUND)) == pdf(written(FOUND))


def test_names_are_text() -> None:
    [campaign] = FOUND.campaigns
    campaign = campaign._replace(campaign=type(campaign.campaign)(code="A", title=NASTY))
    tiers = (*FOUND.tier_months, TierMonthFigure(NOVEMBER, NASTY, 1, WAN))
    text = text_of(made(FOUND._replace(name=NASTY, bank=NASTY, campaigns=(campaign,), tier_months=tiers)))
    assert text.count('#panic("no")*bold*$x$<script>〓') >= 4


def test_a_report_of_nothing_is_a_page_that_says_so() -> None:
    reader = made(NOTHING, "en")
    text = text_of(reader)
    assert text.count("Nothinghasbeencomputedyet.") == 5
    assert "Nobodyholdsanything." in text
    assert len(reader.pages) <= 2


def lowest(page: PageObject) -> float:
    """Return how far from the lower edge of a page its lowest text is, the footer left out."""
    found: list[float] = []

    def see(text: str, matrix: list[float], _text_matrix: object, _font: object, _size: float) -> None:
        if text.strip() and not re.search(r"仅供行内使用|第 \d+ 页", text):
            found.append(float(matrix[5]))

    page.extract_text(visitor_text=see)
    return min(found)


def test_many_months_kinds_and_campaigns_go_on_over_pages() -> None:
    months = tuple(
        TierMonthFigure(NOVEMBER - 31 * back, tier, 1, WAN)
        for back in range(36)
        for tier in ("gold", "wealth")
    )
    [campaign] = FOUND.campaigns
    campaigns = tuple(
        campaign._replace(
            campaign=type(campaign.campaign)(code=f"C{n}", title=f"活动{n}：" + "很长的名称" * 8)
        )
        for n in range(12)
    )
    kinds = tuple((f"kind{n}", 4) for n in range(90))
    tiers = tuple(TierMonthFigure(NOVEMBER, f"tier{n}", 1, WAN) for n in range(30))
    months = (*months, *tiers)
    reader = made(FOUND._replace(tier_months=months, campaigns=campaigns, kinds=kinds))
    text = text_of(reader)
    assert len(reader.pages) >= 5
    for told in ("kind0", "kind89", "活动0：", "活动11：", "2023", "2026"):
        assert told in text
    assert all(lowest(page) > 48 for page in reader.pages)  # nothing runs off a page
    # The headings of a table that goes on stand on its next page too.
    pages = [page.extract_text() for page in reader.pages]
    assert sum("kind" in page and "占比" in page for page in pages) >= 2
