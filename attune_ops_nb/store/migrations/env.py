"""Runs the migrations on the connection that `store/schema.py` hands over."""

from alembic import context

from attune_ops_nb.store.workflow_tables import course

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=course.metadata,
    render_as_batch=True,
    compare_type=False,
)
context.run_migrations()
