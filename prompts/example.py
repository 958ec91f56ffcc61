"""An example: a few rows of a table that was read right, and the answers for them."""

from schemas.frozen import Frozen


class Example(Frozen):
    """What is shown to a model of another document's table.

    ``sha256`` is the hash of the document that the table is from; no piece of that document is
    ever shown it. ``table`` is a table text of a few rows, ``plan`` and ``rows`` are the answers
    for exactly these rows, as JSON. ``id`` is made of the content, so that adding twice is
    adding once. ``origin`` names the table at the review desk that it is from
    (``desk:DOCUMENT:KIND#N``), and is followed when that changes; ``on_word`` says that a person
    vouches for it where no sum proves anything.
    """

    id: str
    sha256: str
    kind: str
    title: str
    header: str
    table: str
    plan: str
    rows: str
    origin: str = ""
    on_word: bool = False
