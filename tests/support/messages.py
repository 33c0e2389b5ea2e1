"""The messages of the product, found in its source: what `_`, `N_`, `ngettext` and errors are given."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MARKS = {"_", "N_", "gettext"}


@dataclass(frozen=True)
class Used:
    """A message id and where it stands; `plural` is set where a number chooses between two."""

    message: str
    where: str
    plural: str | None = None


def used_messages(folder: Path) -> Iterator[Used]:
    """Yield the messages in the Python files below `folder`.

    Raises ValueError for a message that is put together before it is translated, which finds nothing.
    """
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.py"))}
    errors = _error_classes(trees.values())
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                where = f"{file.relative_to(folder.parent)}:{node.lineno}"
                yield from _of_call(node, where, errors)


def _of_call(call: ast.Call, where: str, errors: set[str]) -> Iterator[Used]:
    name = _name(call.func)
    texts = [_literal(argument, where) for argument in call.args[:2]] if name in MARKS | {"ngettext"} else []
    if name == "ngettext" and len(texts) == 2 and texts[0]:
        yield Used(texts[0], where, plural=texts[1])
    elif texts and texts[0]:
        yield Used(texts[0], where)
    if name in errors and call.args and (text := _literal(call.args[0], where)):
        yield Used(text, where)
    for keyword in call.keywords:
        if keyword.arg == "what_to_do" and (text := _literal(keyword.value, where)):
            yield Used(text, where)


def _literal(node: ast.expr, where: str) -> str | None:
    if isinstance(node, ast.JoinedStr):
        raise ValueError(f"{where}: an f-string is no message id; use {{named}} places and values")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _error_classes(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of `AppError` and of all classes that derive from it, however far."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"AppError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
