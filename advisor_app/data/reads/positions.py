"""All that a customer has, from the four tables that hold it, each thing once."""

from sqlalchemy import Connection

from advisor_app.data.reads import policies
from advisor_app.data.reads.rows import masked, rows
from advisor_app.domain.masking import mask_card_number
from advisor_app.domain.positions import OWNER, Position

# The columns are customer_id and then the fields of Position, with the raw number and the bank's own grade; then what
# else decides about the grade.
POSITIONS = f"""
    SELECT h.customer_id, 'accounts' AS entity, a.id, a.id AS account_id, a.kind, NULL AS name, a.number,
        a.currency, a.balance_minor AS value_minor, NULL AS principal_minor, NULL AS quantity, NULL AS rate,
        NULL AS risk_grade, NULL AS status, a.opened_on AS starts_on, NULL AS ends_on,
        coalesce(a.closed_on, h.closed_on) AS closed_on, a.balance_on AS as_of, h.role, a.source_id,
        NULL AS issuer_grade, NULL AS issuer_kind
    FROM account_holders AS h JOIN accounts AS a ON a.id = h.account_id
    UNION ALL
    SELECT p.customer_id, 'holdings', p.id, p.account_id, p.kind, coalesce(p.name, t.name), NULL,
        p.currency, p.value_minor, p.principal_minor, p.quantity, p.rate,
        t.risk_grade, NULL, p.starts_on, p.matures_on, p.closed_on, p.as_of, '{OWNER}', p.source_id,
        t.issuer_grade, t.issuer_kind
    FROM holdings AS p LEFT JOIN products AS t ON t.id = p.product_id
    UNION ALL
    SELECT h.customer_id, 'loans', l.id, l.account_id, l.kind, NULL, NULL,
        l.currency, -l.outstanding_minor, l.principal_minor, NULL, l.rate,
        NULL, l.status, l.starts_on, l.ends_on, coalesce(l.closed_on, h.closed_on), NULL, h.role, l.source_id,
        NULL, NULL
    FROM account_holders AS h JOIN loans AS l ON l.account_id = h.account_id
    UNION ALL
    SELECT c.customer_id, 'cards', c.id, c.account_id, c.kind, NULL, c.number,
        NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, c.issued_on, c.expires_on, c.closed_on, NULL, '{OWNER}', c.source_id, NULL, NULL
    FROM cards AS c
"""

_OF_CUSTOMER = f"""
    SELECT {", ".join(Position._fields)}, issuer_grade, issuer_kind FROM ({POSITIONS}) WHERE customer_id = :customer_id
"""


def of_customer(connection: Connection, customer_id: bytes) -> tuple[Position, ...]:
    """Return the positions of a customer, table by table; each with the grade of risk that holds."""
    policy = policies.in_force(connection)
    ends, made = policy.masking.card_number, []
    for *row, issuer_grade, issuer_kind in rows(connection, _OF_CUSTOMER, customer_id=customer_id):
        raw = Position(*row)
        grade = policy.suitability.prevailing(raw.risk_grade, issuer_grade, issuer_kind)
        # A grade that the policy does not know says more than none.
        made.append(
            raw._replace(
                number=masked(mask_card_number, raw.number, ends), risk_grade=grade or raw.risk_grade
            )
        )
    return tuple(made)
