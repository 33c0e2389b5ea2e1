"""Alembic's entry: runs the migrations on the connection that `upgrade` or `downgrade` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("target_metadata"),
    render_as_batch=True,
    transactional_ddl=True,  # our SQLite begins its transactions itself, so that DDL rolls back there too
)
with context.begin_transaction():
    context.run_migrations()
