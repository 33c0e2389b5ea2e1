"""The tiers of all customers as they are and as a policy would have them, without writing any."""

from collections.abc import Mapping
from typing import NamedTuple

import narwhals as nw
from sqlalchemy import select

from advisor_app.analysis.aum import Frame
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.snapshot import TierFacts
from advisor_app.head_office.db.models import BookMember, CustomerTier
from advisor_app.head_office.nightly import computed
from advisor_app.head_office.nightly.frames import CUSTOMER, INTEGER, TEXT, Frames, fetched

_FACTS = ("customer", "tier", "since_on", "month", "average_minor", "reason")


class Move(NamedTuple):
    """How many customers have a tier and would have another, or the same; None: there is none yet."""

    old: str | None
    new: str
    customers: int


class Tiers:
    """The present tiers, and those by a policy that is tried, with the averages that it gives."""

    def __init__(self, frames: Frames, policy: Policy) -> None:
        found = computed(frames, policy)
        self._frames = frames
        stored = frames.query(
            select(
                CustomerTier.customer_id,
                CustomerTier.tier,
                CustomerTier.since_on,
                CustomerTier.month,
                CustomerTier.average_minor,
                CustomerTier.reason,
            ),
            customer=CUSTOMER,
            tier=TEXT,
            since_on=INTEGER,
            month=INTEGER,
            average_minor=INTEGER,
            reason=TEXT,
        )
        known = stored.select("customer", known_tier="tier", known_since="since_on")
        # Who stays in a tier keeps the day since which, as when tiers are written.
        stays = nw.when(nw.col("tier") == nw.col("known_tier"))
        tried = (
            found.tiers.current()
            .join(known, on="customer", how="left")
            .with_columns(since_on=stays.then(nw.col("known_since")).otherwise(nw.col("since_on")))
            .select(*_FACTS, "known_tier")
        )
        self._stored, self._tried = stored.select(*_FACTS), frames.kept(tried)
        newest = found.averages.group_by("customer").agg(nw.col("month").max())
        self._averages = frames.kept(
            found.averages.join(newest, on=["customer", "month"]).select("customer", "average_minor")
        )

    def moves(self) -> tuple[Move, ...]:
        """Return how many customers go from which tier to which, those who stay included; in no order."""
        counted = self._tried.group_by("known_tier", "tier").agg(customers=nw.len())
        rows = counted.select("known_tier", "tier", nw.col("customers").cast(nw.Int64))
        return tuple(Move(*row) for batch in fetched(rows) for row in batch)

    def of_book(self, bucket: int) -> tuple[Mapping[bytes, TierFacts], Mapping[bytes, TierFacts]]:
        """Return the tiers of the customers of a book, by id: those that they have, and those that they would have."""
        members = self._members(bucket)
        return _facts(self._stored, members), _facts(self._tried.select(*_FACTS), members)

    def averages(self, bucket: int) -> dict[bytes, int]:
        """Return the newest averages of the customers of a book by the policy that is tried."""
        rows = self._averages.join(self._members(bucket), on="customer").select("customer", "average_minor")
        return {row[0]: row[1] for batch in fetched(rows) for row in batch}

    def _members(self, bucket: int) -> Frame:
        of_book = select(BookMember.customer_id).where(BookMember.bucket_id == bucket)
        return self._frames.query(of_book, customer=CUSTOMER)


def _facts(tiers: Frame, members: Frame) -> dict[bytes, TierFacts]:
    rows = tiers.join(members, on="customer").select(*_FACTS)
    return {row[0]: TierFacts.of(*row[1:]) for batch in fetched(rows) for row in batch}
