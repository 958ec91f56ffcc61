"""What `gouji kinds` prints."""

from schemas.errors import UsageError
from schemas.kinds import KindRow
from ui.console import Heading, Mark, Screen


def show_kinds(screen: Screen, kinds: tuple[type[KindRow], ...]) -> None:
    """Print every kind with its title and its number of fields."""
    headings = (Heading("kind"), Heading("title"), Heading("fields", figures=True))
    screen.table(headings, [(k.kind, k.title, str(len(k.fields()))) for k in kinds])


def show_kind(screen: Screen, kinds: tuple[type[KindRow], ...], name: str) -> None:
    """Print one kind: its titles, its key, and its fields with their printed headers.

    Raises:
        UsageError: there is no such kind.
    """
    kind = next((k for k in kinds if k.kind == name), None)
    if kind is None:
        known = ", ".join(k.kind for k in kinds)
        raise UsageError(f"there is no kind {name}; the kinds are: {known}")
    screen.line(Mark(kind.kind, "bold"), f"  {' / '.join(kind.all_titles())}")
    screen.line(f"key: {', '.join(kind.key) or '(one row)'}")
    headings = (Heading("field"), Heading("type"), Heading("printed headers"))
    rows = [(spec.name, spec.type, " | ".join(spec.headers)) for spec in kind.fields()]
    if kind.wildcard is not None:
        rows.append(("*", kind.wildcard, "every further printed column, under its own header"))
    screen.table(headings, rows)
