"""How Alembic runs the revisions: on the connection, and in the transaction, that the caller has begun."""

from alembic import context

INDEX = "note_search"  # a virtual table, whose own tables no declaration knows

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    transactional_ddl=True,
    render_as_batch=True,
    include_name=lambda name, kind, _: kind != "table" or not str(name).startswith(INDEX),
)
context.run_migrations()
