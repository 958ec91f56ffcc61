"""The table kinds of a run: the built-in ones and those of the user's own schema file."""

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path

from schemas.errors import UsageError
from schemas.kinds import KindRow, builtin_kinds
from schemas.settings import Settings


def kinds_of(settings: Settings) -> tuple[type[KindRow], ...]:
    """The kinds that a run knows; the user's own come first and win on equal evidence.

    Raises UsageError where the schema file can't be loaded or declares no kind.
    """
    if settings.schema_file is None:
        return builtin_kinds()
    own = load_kinds(settings.schema_file)
    names = {kind.kind for kind in own}
    return (*own, *(kind for kind in builtin_kinds() if kind.kind not in names))


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
