"""What people are known again by, and the questions of devices whether somebody is known."""

import sqlalchemy as sa
from alembic import op

from advisor_app.domain.duplicates import Candidate
from advisor_app.head_office.identity import hashes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NEW = ("phone_hash", "person_hash")
_CHUNK = 10_000


def upgrade() -> None:
    """Add the hashes and make them for those who are there; add the table of questions."""
    with op.batch_alter_table("customers") as batch:
        for name in _NEW:
            batch.add_column(sa.Column(name, sa.LargeBinary(length=32), nullable=True))
    for name in _NEW:
        op.create_index(op.f(f"ix_customers_{name}"), "customers", [name])
    op.create_table(
        "duplicate_checks",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("device_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_duplicate_checks_advisor_id_advisors")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_duplicate_checks_device_id_devices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_checks")),
    )
    op.create_index(
        op.f("ix_duplicate_checks_device_id_asked_at"), "duplicate_checks", ["device_id", "asked_at"]
    )
    _fill(op.get_bind())


def downgrade() -> None:
    """Forget all of it; identity hashes stay in the new form."""
    op.drop_table("duplicate_checks")
    for name in _NEW:
        op.drop_index(op.f(f"ix_customers_{name}"), "customers")
    with op.batch_alter_table("customers") as batch:
        for name in _NEW:
            batch.drop_column(name)


def _fill(connection: sa.Connection) -> None:
    key = connection.exec_driver_sql("SELECT hash_key FROM bank").scalar()
    if key is None:
        return
    names = ("id", "name", "birth_day", "phone", "id_number")
    table = sa.table("customers", *map(sa.column, (*names, "id_hash", *_NEW)))
    update = (
        table.update()
        .where(table.c.id == sa.bindparam("customer"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("id_hash", *_NEW)})
    )
    after = b""
    while found := connection.execute(
        sa.select(*(table.c[name] for name in names))
        .where(table.c.id > after)
        .order_by(table.c.id)
        .limit(_CHUNK)
    ).all():
        after = found[-1].id
        rows = [
            {"customer": row.id}
            | {f"new_{name}": value for name, value in hashes(bytes(key), Candidate(*row[1:])).items()}
            for row in found
        ]
        connection.execute(update, rows)
