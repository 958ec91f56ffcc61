"""All tables of the database together, and the revision of the migrations that makes them so."""

from sqlalchemy import MetaData

from extraction.records.client_tables import clients_table
from extraction.records.page_tables import answer_tables, page_table
from extraction.records.review_tables import review_tables
from extraction.records.service_tables import service_tables

HEAD = "0004"
"""The last revision in migrations/versions: what a database must have to be used."""


def all_tables() -> MetaData:
    """Every table of the database, as the last migration leaves it."""
    metadata = MetaData()
    page_table(metadata)
    answer_tables(metadata)
    review_tables(metadata)
    service_tables(metadata)
    clients_table(metadata)
    return metadata
