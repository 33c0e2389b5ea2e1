"""Check, publish, list, show and compare policies, or try what one would change before it is published.

check FILE · publish FILE · history · show [VERSION] (whole, with what no device is told; without one the policy in
force) · diff A B (each a file or a published version; without B the policy in force is compared with A) · try FILE.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app.domain.dates import from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.differences import Difference, Value, differences
from advisor_app.domain.policy.lines import line_of, lines
from advisor_app.errors import InputError
from advisor_app.head_office import policies
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands import policy_trial
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.policies import Version
from advisor_app.i18n import N_, current_language, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.policy_words import sentence
from advisor_app.words import NOTHING

HELP = "check, publish, list, show and compare policies, or try one before it is published"
CHECK, PUBLISH, HISTORY, SHOW, DIFF, TRY = "check", "publish", "history", "show", "diff", "try"
_WANTED = {
    CHECK: ((1,), N_("Give the file to check.")),
    PUBLISH: ((1,), N_("Give the file to publish.")),
    HISTORY: ((0,), N_("“history” takes no file.")),
    SHOW: ((0, 1), N_("Give the version to show, or none for the policy in force.")),
    DIFF: ((1, 2), N_("Give one or two policies to compare: files, or versions that were published.")),
    TRY: ((1,), N_("Give the file to try.")),
}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", choices=tuple(_WANTED))
    parser.add_argument("which", nargs="*", metavar="FILE|VERSION")
    policy_trial.arguments(parser)


def run(options: Namespace) -> dict[str, object]:
    """Do what is asked."""
    counts, wrong = _WANTED[options.what]
    if len(options.which) not in counts:
        raise InputError(wrong)
    does = {
        CHECK: _check,
        PUBLISH: _publish,
        HISTORY: _history,
        SHOW: _show,
        DIFF: _diff,
        TRY: policy_trial.run,
    }
    return does[options.what](options)


def _check(options: Namespace) -> dict[str, object]:
    """Read a document; that needs no database."""
    path = Path(options.which[0])
    policy = policies.from_file(path)
    if not options.json:
        print(_("{file}: version {version} “{title}”, nothing is wrong with it.", file=path, **_head(policy)))
    return {"file": str(path), **_head(policy), "problems": []}


def _publish(options: Namespace) -> dict[str, object]:
    from advisor_app.head_office.nightly import after_import
    from advisor_app.head_office.nightly.insights import analyse

    text = policies.text_of(Path(options.which[0]))
    with opened(options.db, options.key_file) as engine:
        with engine.begin() as connection:
            policy = policies.publish(connection, text)
        if not options.json:
            print(
                _(
                    "Version {version} “{title}” is published; devices get it with their next sync.",
                    **_head(policy),
                )
            )
        done = after_import(engine)
        analyse(engine)
    if not options.json:
        print(ngettext("By it {n} tier is computed anew.", "By it {n} tiers are computed anew.", done.tiers))
    return {**_head(policy), "recomputed": {"aum_months": done.aum_months, "tiers": done.tiers}}


def _history(options: Namespace) -> dict[str, object]:
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        found = policies.history(connection)
    if not options.json:
        _show_history(found)
    return {
        "versions": [
            {
                "version": one.version,
                "published_at": from_instant(one.published_at).isoformat(),
                "title": _title(one.policy),
                "in_force": one.in_force,
                "problem": None if one.error is None else sentence(one.error),
            }
            for one in found
        ]
    }


def _show(options: Namespace) -> dict[str, object]:
    if not all(map(_is_version, options.which)):
        raise InputError(_WANTED[SHOW][1])
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        version = int(options.which[0]) if options.which else policies.in_force(connection).version
        text = policies.text_of_version(connection, version)
    if not options.json:
        print(text, end="")
    return {"version": version, "text": text}


def _show_history(found: Sequence[Version]) -> None:
    # What a document says is text, and nothing in it is markup.
    console = Console(markup=False, highlight=False)
    zone = next((one.policy.bank.time_zone for one in found if one.policy), "UTC")
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("Version"), justify="right")
    for title in (_("Published"), _("Title"), _("State")):
        table.add_column(title, overflow="fold")
    for one in found:
        state = _("in force") if one.in_force else _("replaced")
        if one.error is not None:
            state = _("cannot be read. {sentence}", sentence=sentence(one.error))
        at = from_instant(one.published_at, zone).strftime("%Y-%m-%d %H:%M")
        table.add_row(str(one.version), at, _title(one.policy) or NOTHING, state)
    console.print(table)


class _Side(NamedTuple):
    name: str
    text: str
    policy: Policy


def _diff(options: Namespace) -> dict[str, object]:
    old, new = _sides(options)
    found = differences(old.policy, new.policy)
    where = lines(new.text)
    rows = [(one, None if one.new is None else line_of(where, one.place)) for one in found]
    if not options.json:
        _show_differences(old, new, rows)
    return {
        "old": {"policy": old.name, **_head(old.policy)},
        "new": {"policy": new.name, **_head(new.policy)},
        "differences": [{"key": one.key, "line": line, "old": one.old, "new": one.new} for one, line in rows],
    }


def _sides(options: Namespace) -> tuple[_Side, _Side]:
    """Return what is compared; a database is opened only where a published version is asked for."""
    files = {name: policies.text_of(Path(name)) for name in options.which if not _is_version(name)}
    if len(files) == len(set(options.which)) and len(options.which) > 1:
        first, second = (_Side(name, files[name], policies.parsed(files[name])) for name in options.which)
        return first, second
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        names = options.which
        if len(names) == 1:
            names = [str(policies.in_force(connection).version), *names]
        texts = [
            files[name] if name in files else policies.text_of_version(connection, int(name))
            for name in names
        ]
    first, second = (
        _Side(name, text, policies.parsed(text)) for name, text in zip(names, texts, strict=True)
    )
    return first, second


def _is_version(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 10


def _show_differences(old: _Side, new: _Side, rows: Sequence[tuple[Difference, int | None]]) -> None:
    console = Console(markup=False, highlight=False)
    if not rows:
        console.print(_("Both say the same."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("Line"), justify="right")
    for title in (_("Key"), old.name, new.name):
        table.add_column(title, overflow="fold")
    for one, line in rows:
        number = NOTHING if line is None else str(line)
        table.add_row(number, one.key, _value(one.old), _value(one.new))
    console.print(table)


def _value(value: Value | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def _head(policy: Policy) -> dict[str, object]:
    return {"version": policy.version, "title": _title(policy)}


def _title(policy: Policy | None) -> str | None:
    return policy.policy.title.in_language(current_language()) if policy else None
