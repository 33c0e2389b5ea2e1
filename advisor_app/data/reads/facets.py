"""What the list of customers can be narrowed by, each with the number of customers that would remain."""

from sqlalchemy import Connection

from advisor_app.data.reads import policies, sources
from advisor_app.data.reads.positions import POSITIONS
from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.customers import BranchCount, Facets
from advisor_app.domain.policy import Policy

_TIERS = "SELECT tier, count(*) FROM tiers GROUP BY tier ORDER BY tier"
_BRANCHES = """
    SELECT b.id, b.name, count(*) AS customers FROM customers AS c JOIN branches AS b ON b.id = c.branch_id
    GROUP BY b.id ORDER BY customers DESC, b.id
"""
_KINDS = f"""
    SELECT kind, count(DISTINCT customer_id) AS customers FROM ({POSITIONS}) WHERE closed_on IS NULL
    GROUP BY kind ORDER BY customers DESC, kind
"""


def read(connection: Connection) -> Facets:
    """Return what occurs in the book: tiers, branches, and kinds of open positions."""
    policy = policies.in_force(connection)
    total, counted = tiers(connection, policy)
    return Facets(
        bank=sources.bank(connection),
        policy=policy,
        total=total,
        tiers=counted,
        branches=tuple(BranchCount(*row) for row in rows(connection, _BRANCHES)),
        kinds=tuple((kind, count) for kind, count in rows(connection, _KINDS)),
    )


def tiers(connection: Connection, policy: Policy) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return how many customers there are, and how many of each tier, the lowest first."""
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    found = sorted(rows(connection, _TIERS), key=lambda row: places.get(row[0], len(places)))
    total = one(connection, "SELECT count(*) FROM customers")
    return total[0] if total else 0, tuple((tier, count) for tier, count in found)
