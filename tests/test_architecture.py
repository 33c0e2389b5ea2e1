"""Who may import whom, kept as a test: read from the source, so that the picture cannot rot.

An import is counted wherever it stands, in a function too, except below `if TYPE_CHECKING`.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LEAVES = {"errors", "i18n", "paths", "policy_words", "prediction_words", "settings", "words", "working_days"}
ARROWS: Mapping[str, set[str]] = {
    "domain": set(),
    "errors": {"i18n"},
    "i18n": {"domain", "paths"},  # of the domain only what a currency is
    "paths": set(),
    "settings": {"errors", "i18n"},
    "policy_words": {"domain", "i18n"},
    "prediction_words": {"domain", "i18n", "words"},
    "words": {"domain", "i18n"},
    "working_days": {"domain"},
    "data": {"domain", *LEAVES},
    "analysis": {"domain", *LEAVES},
    "sync.protocol": {"domain"},
    "sync": {"domain", "data", *LEAVES},
    "reports": {"domain", "analysis", *LEAVES},
    "services": {"domain", "data", "sync", "analysis", "reports", *LEAVES},
    "ui": {"services", "domain", *LEAVES},
    "head_office": {"domain", "sync.protocol", "analysis", "reports", *LEAVES},
    "bootstrap": {"domain", "data", "sync", "analysis", "reports", "services", "ui", *LEAVES},
    "commands": {"bootstrap", "services", "domain", *LEAVES},
    "__main__": {"bootstrap", "services", "domain", "commands", *LEAVES},
}
"""Part of the program → the parts that it may import besides itself; the longest name that fits counts."""

ONLY_IN: Mapping[str, set[str]] = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "sqlalchemy": {"data", "head_office"},
    "alembic": {"data", "head_office"},
    "sqlcipher3": {"data", "head_office"},
    "psycopg": {"head_office"},
    "starlette": {"head_office"},
    "uvicorn": {"head_office"},
    "keyring": {"data", "head_office"},
    "pandas": {"analysis", "reports", "head_office"},
    "narwhals": {"analysis", "head_office"},
    "duckdb": {"head_office"},
    "matplotlib": {"ui", "reports"},
    "openpyxl": {"services"},
    "icalendar": {"services"},
    "typst": {"reports"},
    "fontTools": {"reports"},
}
"""Library → the parts that may import it."""

LATE = {"fontTools", "icalendar", "keyring", "matplotlib", "openpyxl", "pypinyin", "typst"}
"""Libraries that take longer to import than the window to appear: inside functions only."""

STANDARD = {*sys.stdlib_module_names}


@dataclass(frozen=True)
class Import:
    """One import: of what, where, and whether it runs as soon as its module is imported."""

    module: str
    imported: str
    line: int
    at_once: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.imported}"


def imports(root: Path) -> Iterator[Import]:
    """Yield every import of the package `advisor_app` below `root`."""
    for file in sorted((root / "advisor_app").rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
        for node, at_once in _statements(tree.body, at_once=True):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                # `from package import name` may import a module: the longer name says more.
                names = [f"{node.module}.{name}" for name in names]
            yield from (Import(module, name, node.lineno, at_once) for name in names)


def _statements(
    nodes: Iterable[ast.AST], *, at_once: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, at_once
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from _statements(node.orelse, at_once=at_once)
        else:
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _statements(ast.iter_child_nodes(node), at_once=at_once and not inside)


def part(module: str) -> str:
    """Return the part of the program that a module of ours belongs to: the longest that `ARROWS` names."""
    inner = module.removeprefix("advisor_app").lstrip(".")
    fitting = [name for name in ARROWS if f"{inner}.".startswith(f"{name}.")]
    return max(fitting, key=len, default=inner.partition(".")[0])


def offences(root: Path) -> list[str]:
    """Return a sentence for each import below `root` that no arrow allows."""
    found = []
    for each in imports(root):
        where, what = part(each.module), each.imported.partition(".")[0]
        folder = where.partition(".")[0]
        if what == "advisor_app":
            target = part(each.imported)
            allowed = {where, *ARROWS.get(where, ()), "__version__"}
            if target not in allowed and target.partition(".")[0] not in allowed:
                found.append(f"{each}: {where or 'the package'} may not import {target or 'the package'}")
        elif folder == "domain" and what not in STANDARD:
            found.append(f"{each}: the domain keeps to the standard library")
        elif folder not in ONLY_IN.get(what, {folder}):
            found.append(f"{each}: {what} belongs in {' and '.join(sorted(ONLY_IN[what]))}")
        if what in LATE and each.at_once:
            found.append(f"{each}: {what} is imported late, inside a function")
    return found


def test_every_import_follows_an_arrow() -> None:
    assert offences(ROOT) == []


def test_every_part_has_its_arrows() -> None:
    parts = {path.stem for path in (ROOT / "advisor_app").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert parts - {"__init__", "__pycache__", "_resources"} <= set(ARROWS)


@pytest.mark.parametrize(
    ("module", "source", "offence"),
    [
        ("domain/customers.py", "import numpy", "the domain keeps to the standard library"),
        ("domain/customers.py", "from advisor_app.i18n import gettext", "domain may not import i18n"),
        ("data/engine.py", "from advisor_app import services", "data may not import services"),
        ("data/engine.py", "def f():\n    import advisor_app.ui", "data may not import ui"),
        ("errors.py", "from advisor_app.data import store", "errors may not import data"),
        (
            "sync/protocol.py",
            "from advisor_app.errors import AppError",
            "sync.protocol may not import errors",
        ),
        ("services/sync.py", "import sqlalchemy.orm", "sqlalchemy belongs in data and head_office"),
        ("services/demo.py", "import advisor_app.head_office.demo", "services may not import head_office"),
        ("bootstrap.py", "import advisor_app.head_office", "bootstrap may not import head_office"),
        ("__main__.py", "if True:\n    from advisor_app import head_office", "may not import head_office"),
        ("head_office/run.py", "from advisor_app.sync import client", "head_office may not import sync"),
        ("data/look.py", "from PySide6.QtCore import QObject", "PySide6 belongs in ui"),
        ("ui/window.py", "from advisor_app.data import store", "ui may not import data"),
        ("ui/chart.py", "from matplotlib.figure import Figure", "matplotlib is imported late"),
        ("services/paper.py", "def f():\n    import typst", "typst belongs in reports"),
        ("reports/paper.py", "import typst", "typst is imported late"),
        ("reports/paper.py", "from advisor_app.data import store", "reports may not import data"),
    ],
)
def test_an_import_without_an_arrow_is_found(tmp_path: Path, module: str, source: str, offence: str) -> None:
    file = tmp_path / "advisor_app" / module
    file.parent.mkdir(parents=True)
    file.write_text(source)
    [found] = offences(tmp_path)
    assert offence in found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("domain/customers.py", "from advisor_app.domain.records import Customer\nimport datetime"),
        ("sync/client.py", "from advisor_app.sync import protocol\nfrom advisor_app.data.store import Store"),
        ("head_office/api.py", "from advisor_app.sync import protocol\nimport sqlalchemy"),
        ("ui/chart.py", "def draw():\n    from matplotlib.figure import Figure"),
        (
            "data/engine.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from advisor_app import ui",
        ),
    ],
)
def test_an_import_along_an_arrow_passes(tmp_path: Path, module: str, source: str) -> None:
    file = tmp_path / "advisor_app" / module
    file.parent.mkdir(parents=True)
    file.write_text(source)
    assert offences(tmp_path) == []
