"""The table kinds of a run: the built-in ones and those of the user's own schema file."""

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path

from schemas.errors import UsageError
from schemas.kinds import KindRow, builtin_kinds
from schemas.settings import Settings
from schemas.synonym import Synonym


def kinds_of(settings: Settings) -> tuple[type[KindRow], ...]:
    """The kinds that a run knows; the user's own come first and win on equal evidence.

    Raises UsageError where the schema file can't be loaded or declares no kind.
    """
    return with_synonyms(declared_kinds(settings.schema_file), settings.synonyms)


def declared_kinds(schema_file: Path | None) -> tuple[type[KindRow], ...]:
    """The kinds as they are declared, without what people have taught.

    Raises UsageError where the schema file can't be loaded or declares no kind.
    """
    if schema_file is None:
        return builtin_kinds()
    own = load_kinds(schema_file)
    names = {kind.kind for kind in own}
    return (*own, *(kind for kind in builtin_kinds() if kind.kind not in names))


@lru_cache(maxsize=8)
def with_synonyms(
    kinds: tuple[type[KindRow], ...], synonyms: tuple[Synonym, ...]
) -> tuple[type[KindRow], ...]:
    """The kinds with learned headers and titles; those of kinds that are not there are left out.

    Every stage of a run gets the same classes: what is known of a class is cached by it.
    """
    headers: dict[str, dict[tuple[str, ...], str]] = {}
    titles: dict[str, list[str]] = {}
    for synonym in sorted(synonyms, key=lambda one: (one.kind, one.header, one.field or "")):
        if synonym.field is None:
            titles.setdefault(synonym.kind, []).extend(synonym.header)
        else:
            headers.setdefault(synonym.kind, {})[synonym.header] = synonym.field
    return tuple(
        _taught(kind, tuple(headers.get(kind.kind, {}).items()), tuple(titles.get(kind.kind, ())))
        for kind in kinds
    )


def _taught(
    kind: type[KindRow], headers: tuple[tuple[tuple[str, ...], str], ...], titles: tuple[str, ...]
) -> type[KindRow]:
    if not headers and not titles:
        return kind
    said = {"__module__": kind.__module__, "__doc__": kind.__doc__}
    return type(
        kind.__name__, (kind,), {**said, "learned_headers": headers, "learned_titles": titles}
    )


@lru_cache(maxsize=8)
def load_kinds(path: Path) -> tuple[type[KindRow], ...]:
    """The KindRow classes that a Python file of the user's declares.

    Raises UsageError where the file is missing, fails to run, or declares no kind.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such schema file; pass a Python file that declares kinds.")
    spec = importlib.util.spec_from_file_location(f"gouji_kinds_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path}: not a Python file; a schema file must end in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        sys.modules.pop(spec.name, None)
        raise UsageError(
            f"{path}: the schema file fails to load ({type(error).__name__}: {error}); correct it."
        ) from error
    found = tuple(
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, KindRow)
        and value.__module__ == spec.name
        and "kind" in vars(value)
    )
    if not found:
        raise UsageError(f"{path}: no kind found; declare a class derived from KindRow.")
    return found
