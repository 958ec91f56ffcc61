"""The tables of page readings and of language models' answers, for SQLite and Postgres alike."""

from typing import NamedTuple

from sqlalchemy import Column, Integer, MetaData, Table

from extraction.records.words import Words

_HASH = 64


class AnswerTables(NamedTuple):
    """Answers by the hash of their request, and what was learned of endpoints."""

    answers: Table
    facts: Table


def page_table(metadata: MetaData) -> Table:
    """Page readings (JSON) by key."""
    return Table(
        "page_readings",
        metadata,
        Column("key", Words(_HASH), primary_key=True),
        Column("payload", Words(), nullable=False),
    )


def answer_tables(metadata: MetaData) -> AnswerTables:
    """The two tables of answers; bodies and completions are JSON."""
    answers = Table(
        "answers",
        metadata,
        Column("key", Words(_HASH), primary_key=True),
        Column("body", Words(), nullable=False),
        Column("completion", Words(), nullable=False),
        Column("tokens_in", Integer, nullable=False),
        Column("tokens_out", Integer, nullable=False),
        Column("at", Words(32), nullable=False),
    )
    facts = Table(
        "endpoint_facts",
        metadata,
        Column("name", Words(400), primary_key=True),
        Column("value", Words(), nullable=False),
    )
    return AnswerTables(answers, facts)
