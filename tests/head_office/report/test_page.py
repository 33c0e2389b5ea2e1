"""A report as a page: every number of the document is in it, nothing is fetched and nothing in the data is markup."""

from html.parser import HTMLParser

from advisor_app import i18n
from advisor_app.domain.insight_figures import TierMonthFigure
from advisor_app.head_office.report.document import AT_ONCE, Document, Lines, Months
from advisor_app.head_office.report.figures import Report
from advisor_app.head_office.report.page import page
from advisor_app.head_office.report.writing import written
from tests.head_office.report.sample import FOUND, NOTHING, NOVEMBER, WAN

NASTY = '<script src="https://example.com/x.js">alert(1)</script>'


class Page(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def shown(found: Report, language: str = "en") -> tuple[Document, Page, str]:
    with i18n.using(language):
        document = written(found)
        text = page(document)
    return document, Page(text), text


def test_every_text_of_the_document_is_on_the_page() -> None:
    for language in i18n.LANGUAGES:
        document, made, _text = shown(FOUND, language)
        for section in document.sections:
            rows = section.series if isinstance(section, Months) else section.lines
            cells = [cell for row in rows for cell in (row.name, *row.cells) if cell]
            assert {section.title, *cells} <= set(made.texts)
            assert not section.about or section.about in made.texts
        told = {text for tile in document.tiles for text in tile}
        assert {document.title, document.about, document.internal, *document.notes, *told} <= set(made.texts)
        assert made.attributes["lang"] == [language.replace("_", "-")]


def test_names_are_text_and_nothing_is_fetched() -> None:
    [campaign] = FOUND.campaigns
    campaign = campaign._replace(campaign=type(campaign.campaign)(code="A", title=NASTY))
    tiers = (*FOUND.tier_months, TierMonthFigure(NOVEMBER, NASTY, 1, WAN))
    nasty = FOUND._replace(name=NASTY, bank=NASTY, campaigns=(campaign,), tier_months=tiers)
    _document, made, _text = shown(nasty)
    assert "script" not in made.tags
    assert not {"src", "href", "onload"} & set(made.attributes)
    assert NASTY in made.texts


def test_an_interval_stands_on_its_bar() -> None:
    document, made, _text = shown(FOUND)
    arms = document.sections[10]
    assert isinstance(arms, Lines)
    called = arms.lines[0]
    assert called.interval is not None
    low, high = called.interval
    assert f"left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%" in made.attributes["style"]


def test_more_months_than_fit_stand_in_several_tables() -> None:
    months = tuple(TierMonthFigure(NOVEMBER - 31 * back, "gold", 1, WAN) for back in range(30))
    document, made, _text = shown(FOUND._replace(tier_months=months))
    assets = document.sections[0]
    assert isinstance(assets, Months)
    assert [len(assets.months[span]) for span in assets.spans()] == [AT_ONCE, AT_ONCE, 30 - 2 * AT_ONCE]
    assert made.tags.count("table") == 3 + 3 + 9


def test_a_page_of_nothing_has_no_table() -> None:
    _document, made, _text = shown(NOTHING)
    assert "table" not in made.tags
    assert "svg" not in made.tags
    assert made.texts.count("Nothing has been computed yet.") == 5
