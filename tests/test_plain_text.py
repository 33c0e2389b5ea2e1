"""Everything on a screen is plain text: what customers wrote must never be taken for markup, nor load a file.

Qt takes a label's text or a tool tip for markup as soon as it looks like some. So labels are ours, which never
do, tips that hold values go through `plain_tip`, and whatever shows markup is not used at all.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "advisor_app"
LABEL = "ui/widgets/label.py"
MARKUP = {
    "QLabel",
    "QMessageBox",
    "QErrorMessage",
    "QInputDialog",
    "QProgressDialog",
    "QTextBrowser",
    "QTextEdit",
    "QTextDocument",
    "QStaticText",
    "QWhatsThis",
    "setHtml",
    "insertHtml",
    "appendHtml",
    "setMarkdown",
    "RichText",
    "AutoText",
    "MarkdownText",
    "setWhatsThis",
}


def offences(root: Path) -> list[str]:
    """Return a sentence for each use of markup, or of what may take text for it, below `root`."""
    found = []
    for file in sorted((root / "ui").rglob("*.py")):
        where = file.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            found += [
                f"{where}:{line}: {name} may show markup"
                for name, line in _names(node)
                if name in MARKUP and (where, name) != (LABEL, "QLabel")
            ]
            if isinstance(node, ast.Call) and _called(node) == "setToolTip" and not _is_plain(node.args[-1]):
                found.append(f"{where}:{node.lineno}: a tool tip with values goes through plain_tip")
    return found


def _names(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Attribute):
        yield node.attr, node.lineno
    elif isinstance(node, ast.Name):
        yield node.id, node.lineno
    elif isinstance(node, ast.alias):
        yield node.name, node.lineno


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_plain(text: ast.expr) -> bool:
    """Tell whether a tip is `plain_tip(…)`, a constant, the translation of one without values, or a choice of these."""
    if isinstance(text, ast.IfExp):
        return _is_plain(text.body) and _is_plain(text.orelse)
    if isinstance(text, ast.Call):
        translated = _called(text) == "_" and not text.keywords and isinstance(text.args[0], ast.Constant)
        return translated or _called(text) == "plain_tip"
    return isinstance(text, ast.Constant)


def test_nothing_shows_markup() -> None:
    assert offences(ROOT) == []


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtWidgets import QLabel",
        "QtWidgets.QMessageBox.warning(self, title, text)",
        "label.setTextFormat(Qt.TextFormat.RichText)",
        "document.setHtml(note)",
        "widget.setToolTip(note)",
        "widget.setToolTip(_('{name}', name=name))",
        "item.setToolTip(0, note)",
        "widget.setToolTip(plain_tip(a) if a else b)",
    ],
)
def test_markup_is_found(tmp_path: Path, source: str) -> None:
    file = tmp_path / "ui" / "screen.py"
    file.parent.mkdir()
    file.write_text(source)
    assert len(offences(tmp_path)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from advisor_app.ui.widgets.label import Label",
        "widget.setToolTip(plain_tip(note))",
        "widget.setToolTip(plain_tip(note) if note else '')",
        "widget.setToolTip(_('Close'))",
        "say(widget.setToolTip, N_('Close'))",
    ],
)
def test_plain_text_passes(tmp_path: Path, source: str) -> None:
    file = tmp_path / "ui" / "screen.py"
    file.parent.mkdir()
    file.write_text(source)
    assert offences(tmp_path) == []
