"""What Alembic runs for each command: the migrations, on the connection that it is handed.

The transaction, and the lock that keeps other processes out, are the caller's.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
