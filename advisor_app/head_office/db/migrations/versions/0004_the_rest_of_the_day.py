"""Tasks, proposals, opportunities, campaigns, call lists, covers and prompts; what feedback and consent say besides.

A customer may be in several buckets: in one book, and in covers (代管).
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the columns that records have grown."""
    with op.batch_alter_table("book_members") as batch_op:
        batch_op.drop_constraint("pk_book_members", type_="primary")
        batch_op.create_primary_key("pk_book_members", ["customer_id", "bucket_id"])
    op.create_table(
        "call_lists",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_call_lists_advisor_id_advisors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_lists")),
    )
    with op.batch_alter_table("call_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_lists_advisor_id"), ["advisor_id"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("script", sa.Text(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("opens_on", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Integer(), nullable=False),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("control_percent", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_campaigns_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("code", name=op.f("uq_campaigns_code")),
    )
    op.create_table(
        "campaign_members",
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_members_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_campaign_members_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "customer_id", name=op.f("pk_campaign_members")),
    )
    op.create_table(
        "covered",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("deputy_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_covered_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["advisors.id"], name=op.f("fk_covered_deputy_id_advisors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covered")),
    )
    with op.batch_alter_table("covered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_covered_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "covers",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Integer(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("bucket_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_covers_advisor_id_advisors")),
        sa.ForeignKeyConstraint(["bucket_id"], ["buckets.id"], name=op.f("fk_covers_bucket_id_buckets")),
        sa.ForeignKeyConstraint(["other_id"], ["advisors.id"], name=op.f("fk_covers_other_id_advisors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
    )
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_covers_advisor_id"), ["advisor_id"], unique=False)

    op.create_table(
        "opportunities",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("product_kind", sa.Text(), nullable=True),
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_step_on", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_opportunities_advisor_id_advisors")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_opportunities_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_opportunities_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
    )
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunities_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "calls",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("list_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_calls_advisor_id_advisors")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_calls_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_calls_interaction_id_interactions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_list_id"), ["list_id"], unique=False)

    op.create_table(
        "prompt_outcomes",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("shown_on", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("data_on", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_prompt_outcomes_advisor_id_advisors")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_prompt_outcomes_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_prompt_outcomes_interaction_id_interactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_outcomes")),
    )
    with op.batch_alter_table("prompt_outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_outcomes_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("happens_on", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("related_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Integer(), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["advisors.id"], name=op.f("fk_proposals_advisor_id_advisors")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_proposals_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_proposals_interaction_id_interactions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("advisor_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("remind_minutes", sa.BigInteger(), nullable=True),
        sa.Column("repeats", sa.Text(), nullable=True),
        sa.Column("series_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("uid", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_tasks_advisor_id_advisors")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_tasks_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_tasks_interaction_id_interactions")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["interactions.id"], name=op.f("fk_tasks_settled_by_interactions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_advisor_id"), ["advisor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_customer_id"), ["customer_id"], unique=False)

    with op.batch_alter_table("buckets", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_buckets_kind_advisor_id"), type_="unique")
        batch_op.create_index(
            "uq_buckets_kind_advisor_id",
            ["kind", "advisor_id"],
            unique=True,
            sqlite_where=sa.text("kind <> 'cover'"),
            postgresql_where=sa.text("kind <> 'cover'"),
        )

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evidence", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("interaction_id", sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column("advisor_id", sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_consents_advisor_id_advisors"), "advisors", ["advisor_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_consents_interaction_id_interactions"), "interactions", ["interaction_id"], ["id"]
        )

    with op.batch_alter_table("conversions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("advisor_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("moved", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_conversions_advisor_id_advisors"), "advisors", ["advisor_id"], ["id"]
        )

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("advisor_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("handler_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("about_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("questionnaire", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("complex", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("extension", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("extension_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("told_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answered_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("resolution", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_feedback_handler_id_advisors"), "advisors", ["handler_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_feedback_advisor_id_advisors"), "advisors", ["advisor_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_feedback_about_id_advisors"), "advisors", ["about_id"], ["id"]
        )

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recommends", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("product_id", sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_interactions_product_id_products"), "products", ["product_id"], ["id"]
        )

    with op.batch_alter_table("risk_assessments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("questionnaire", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("score", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("advisor_id", sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_risk_assessments_advisor_id_advisors"), "advisors", ["advisor_id"], ["id"]
        )


def downgrade() -> None:
    """Remove them again, with the covers."""
    op.execute("DELETE FROM book_members WHERE bucket_id IN (SELECT id FROM buckets WHERE kind = 'cover')")
    op.execute("DELETE FROM device_grants WHERE bucket_id IN (SELECT id FROM buckets WHERE kind = 'cover')")
    op.execute("DELETE FROM changes WHERE bucket_id IN (SELECT id FROM buckets WHERE kind = 'cover')")

    with op.batch_alter_table("risk_assessments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_risk_assessments_advisor_id_advisors"), type_="foreignkey")
        batch_op.drop_column("advisor_id")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("score")
        batch_op.drop_column("answers")
        batch_op.drop_column("questionnaire")

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_interactions_product_id_products"), type_="foreignkey")
        batch_op.drop_column("product_id")
        batch_op.drop_column("recommends")

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_feedback_about_id_advisors"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_feedback_advisor_id_advisors"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_feedback_handler_id_advisors"), type_="foreignkey")
        batch_op.drop_column("resolution")
        batch_op.drop_column("answered_on")
        batch_op.drop_column("told_on")
        batch_op.drop_column("extension_reason")
        batch_op.drop_column("extension")
        batch_op.drop_column("complex")
        batch_op.drop_column("answers")
        batch_op.drop_column("questionnaire")
        batch_op.drop_column("about_id")
        batch_op.drop_column("handler_id")
        batch_op.drop_column("advisor_id")

    with op.batch_alter_table("conversions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conversions_advisor_id_advisors"), type_="foreignkey")
        batch_op.drop_column("moved")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("advisor_id")

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_consents_interaction_id_interactions"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_consents_advisor_id_advisors"), type_="foreignkey")
        batch_op.drop_column("advisor_id")
        batch_op.drop_column("interaction_id")
        batch_op.drop_column("evidence")

    with op.batch_alter_table("buckets", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_buckets_kind_advisor_id",
            sqlite_where=sa.text("kind <> 'cover'"),
            postgresql_where=sa.text("kind <> 'cover'"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_buckets_kind_advisor_id"), ["kind", "advisor_id"])

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_customer_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_advisor_id"))

    op.drop_table("tasks")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_customer_id"))

    op.drop_table("proposals")
    with op.batch_alter_table("prompt_outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prompt_outcomes_customer_id"))

    op.drop_table("prompt_outcomes")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_list_id"))
        batch_op.drop_index(batch_op.f("ix_calls_customer_id"))

    op.drop_table("calls")
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunities_customer_id"))

    op.drop_table("opportunities")
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_covers_advisor_id"))

    op.drop_table("covers")
    op.execute("DELETE FROM buckets WHERE kind = 'cover'")
    with op.batch_alter_table("covered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_covered_customer_id"))

    op.drop_table("covered")
    op.drop_table("campaign_members")
    op.drop_table("campaigns")
    with op.batch_alter_table("call_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_lists_advisor_id"))

    op.drop_table("call_lists")
    with op.batch_alter_table("book_members") as batch_op:
        batch_op.drop_constraint("pk_book_members", type_="primary")
        batch_op.create_primary_key("pk_book_members", ["customer_id"])
