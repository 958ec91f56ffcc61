"""The migrations of the database, run by `extraction.records.migrating`; see docs/database.md."""
