"""Head office's database: models, migrations, and the change feed; PostgreSQL in earnest, SQLite by default."""
