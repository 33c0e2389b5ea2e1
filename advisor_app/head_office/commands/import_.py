"""Import a folder of extracts through a mapping; each file is all or nothing."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import Engine, make_url

from advisor_app.head_office import assignments, cover_members
from advisor_app.head_office.bootstrap import opened
from advisor_app.i18n import gettext as _
from advisor_app.paths import AppPaths
from advisor_app.settings import HEAD_OFFICE, MISSING_PERCENT, REJECTED_PERCENT, REJECTS_DAYS, Settings

HELP = "import a folder of extracts through a mapping"
_COUNTS = ("read", "loaded", "changed", "unchanged", "rejected", "closed")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("mapping", metavar="MAPPING", help="a TOML file, or one that ships: berka, native")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day of the data")
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="FOLDER",
        help="where rejected lines go (default: beside the database)",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="server settings (TOML), with the limits"
    )


def run(options: Namespace) -> dict[str, object]:
    """Import, then compute what follows from the data, and forget what is no longer needed."""
    from advisor_app.head_office.api import answers
    from advisor_app.head_office.importing import Report, load_mapping
    from advisor_app.head_office.nightly import after_import
    from advisor_app.head_office.nightly.insights import analyse

    mapping = load_mapping(options.mapping)
    with opened(options.db, options.key_file) as engine:
        report: Report = _import(engine, mapping, options)
        with engine.begin() as connection:
            assignments.activate(connection)
            cover_members.activate(connection)
            answers.forget(connection)
        after_import(engine)
        analyse(engine)
    if not options.json:
        _show(report)
    return report.to_json()


def _import(engine: Engine, mapping: Any, options: Namespace) -> Any:
    """Import with a bar for each file, where someone watches."""
    from advisor_app.head_office.importing import Limits, import_folder

    settings = Settings.load(
        HEAD_OFFICE, user_file=options.settings or AppPaths.locate(program="head-office").settings
    )
    limits = Limits(
        rejected_percent=settings[REJECTED_PERCENT],
        missing_percent=settings[MISSING_PERCENT],
        rejects_days=settings[REJECTS_DAYS],
    )

    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=options.json or not console.is_terminal,
        transient=True,
    ) as bar:
        tasks: dict[str, Any] = {}

        def progress(file: str, done: int, size: int, _records: int) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, total=size)
            bar.update(tasks[file], completed=done)

        return import_folder(
            engine,
            mapping,
            options.folder,
            rejects_dir=options.rejects or _rejects(options.db),
            as_of=options.as_of,
            limits=limits,
            progress=progress,
        )


def _rejects(url: str) -> Path:
    database = make_url(url).database
    if url.startswith("sqlite") and database:
        return Path(f"{database}.rejects")
    return AppPaths.locate(program="head-office").data / "rejects"


def _show(report: Any) -> None:
    table = Table(_("File"), *(_(name) for name in _COUNTS), _("Result"))
    for file in report.files:
        counts = [f"{getattr(file, name):,}" for name in _COUNTS]
        table.add_row(file.file, *counts, str(file.reason) if file.reason else _(file.status))
    console = Console()
    console.print(table)
    for file in report.files:
        for rejection in file.rejections:
            console.print(
                _(
                    "{file}, line {line}: {reason}",
                    file=file.file,
                    line=rejection.line,
                    reason=rejection.reason,
                ),
                markup=False,
            )
        if file.rejects_file:
            console.print(_("All rejected lines: {path}", path=file.rejects_file), markup=False)
