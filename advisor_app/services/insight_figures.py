"""The book over time: assets, flows, maturities, products, campaigns, segments, movements and cohorts.

They are read in three parts, so that the first is seen while the others are still being added up.
"""

from advisor_app.data.reads import insight_figures as reads
from advisor_app.domain.insight_figures import Assets, Flows, Shares
from advisor_app.services.open_book import Book


def asset_figures(book: Book, *, refines: bool = False) -> Assets:
    """Return assets by tier, as one moment of the store saw them.

    This part is read first: that figures were looked at is logged before anything is seen; `refines` says that they
    are only read again.
    """
    if not refines:
        with book.store.write() as tx:
            book.store.audit.append(tx, "insights.view")
    with book.store.read() as tx:
        return reads.assets(tx)


def flow_figures(book: Book) -> Flows:
    """Return flows, maturities and movements between tiers."""
    with book.store.read() as tx:
        return reads.flows(tx)


def share_figures(book: Book) -> Shares:
    """Return what the book consists of: products, campaigns, segments, cohorts."""
    with book.store.read() as tx:
        return reads.shares(tx)
