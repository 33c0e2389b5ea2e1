"""List, publish and close campaigns, and report how far their calls came and who bought beside the control arm."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.campaigns import CLOSED, Effect
from advisor_app.domain.dates import from_day
from advisor_app.domain.surveys import Share
from advisor_app.errors import InputError, UnavailableError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.campaigns import publishing
from advisor_app.head_office.campaigns.report import Report, report
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import N_, format_percent, ngettext
from advisor_app.i18n import gettext as _

HELP = "list, publish and close campaigns, and report what came of them"
LIST, PUBLISH, CLOSE, REPORT = "list", "publish", "close", "report"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", nargs="?", choices=(LIST, PUBLISH, CLOSE, REPORT), default=LIST)
    parser.add_argument("which", nargs="?", metavar="FILE|CODE", help="the TOML file to publish, or a code")


def run(options: Namespace) -> dict[str, object]:
    """Do what is asked."""
    if (options.which is None) != (options.what == LIST):
        raise InputError(N_("Give a file to publish, or the code of a campaign to close or report."))
    if options.what == PUBLISH:
        return _publish(options)
    with opened(options.db, options.key_file) as engine:
        if options.what == CLOSE:
            with engine.begin() as connection:
                publishing.close(connection, options.which)
            if not options.json:
                print(_("Campaign {code} is closed.", code=options.which))
            return {"closed": options.which}
        with read(engine) as connection:
            if options.what == REPORT:
                found = report(connection, options.which)
                if not options.json:
                    _show_report(found)
                return described(found)
            rows = publishing.listed(connection)
    if not options.json:
        _show_list(rows)
    return {
        "campaigns": [
            row._asdict() | {"opens_on": _day(row.opens_on), "closes_on": _day(row.closes_on)} for row in rows
        ]
    }


def described(found: Report) -> dict[str, object]:
    """Return the figures of a campaign as JSON has them."""
    funnel = found.funnel._asdict() | {"amounts": dict(found.funnel.amounts)}
    effect = found.effect
    return {
        "campaign": found.campaign.code,
        "as_of": _day(found.until),
        "funnel": funnel,
        "product_kind": found.kind,
        "effect": effect
        and {
            "call": effect.call._asdict(),
            "control": effect.control._asdict(),
            "difference": effect.difference,
            "low": effect.low,
            "high": effect.high,
        },
    }


def _publish(options: Namespace) -> dict[str, object]:
    path = Path(options.which)
    try:
        document = publishing.read(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnavailableError(
            N_("The file {path} cannot be read ({reason})."), path=path, reason=error.strerror or error
        ) from None
    except UnicodeDecodeError:
        raise InputError(N_("The file {path} is not text in UTF-8."), path=path) from None
    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        done = publishing.publish(connection, document)
    if not options.json:
        print(
            _(
                "Campaign {code}: {calls} customers to call, {control} in the control arm.",
                code=done.code,
                calls=done.calls,
                control=done.control,
            )
        )
        if done.unsuitable:
            print(
                ngettext(
                    "{n} customer of the audience is left out: the product does not suit.",
                    "{n} customers of the audience are left out: the product does not suit.",
                    done.unsuitable,
                )
            )
            for rule, count in done.against.items():
                print(f"  {rule}  {count:,}")
    return {name: value for name, value in done._asdict().items() if name != "id"}


def _show_list(rows: list[publishing.Listed]) -> None:
    console = Console(markup=False, highlight=False)
    if not rows:
        console.print(_("There are no campaigns."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title, whole in ((_("Code"), True), (_("Title"), False), (_("Opens"), True), (_("Closes"), True)):
        table.add_column(title, overflow="fold", no_wrap=whole)
    table.add_column(_("State"))
    for title in (_("Calls"), _("Settled"), _("Control arm")):
        table.add_column(title, justify="right", overflow="fold")
    for row in rows:
        state = _("ended") if row.status == CLOSED else _("running")
        counts = (row.calls, row.settled, row.control)
        table.add_row(
            row.code, row.title, _day(row.opens_on), _day(row.closes_on), state, *(f"{n:,}" for n in counts)
        )
    console.print(table)


def _show_report(found: Report) -> None:
    console = Console(markup=False, highlight=False)
    funnel = found.funnel
    console.print(f"{found.campaign.code}  {found.campaign.title}  {_day(found.until)}")
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("Step"), overflow="fold")
    table.add_column(_("Customers"), justify="right", overflow="fold")
    table.add_column(_("of the calls"), justify="right", overflow="fold")
    for name, count in (
        (_("Calls"), funnel.members),
        (_("Called"), funnel.called),
        (_("Reached"), funnel.reached),
        (_("Interested"), funnel.interested),
        (_("Won"), funnel.won),
    ):
        share = format_percent(count / funnel.members, 1) if funnel.members else words.NOTHING
        table.add_row(name, f"{count:,}", share)
    console.print(table)
    for currency, amount in funnel.amounts:
        console.print(_("Won in opportunities: {amount}", amount=words.money(amount, currency)))
    if found.effect is None:
        console.print(
            _("The campaign names no product, so there is nothing to compare with the control arm.")
        )
    else:
        console.print(_compared(found.effect))


def _compared(effect: Effect) -> str:
    """Return the comparison in words; without a difference one arm is empty."""
    called, control = _share(effect.call), _share(effect.control)
    if effect.difference is None or effect.low is None or effect.high is None:
        return _("New positions: called {called}, control arm {control}.", called=called, control=control)
    return _(
        "New positions: called {called}, control arm {control}; difference {difference} ({low} to {high}, 95 %).",
        called=called,
        control=control,
        difference=_points(effect.difference),
        low=_points(effect.low),
        high=_points(effect.high),
    )


def _share(share: Share) -> str:
    if share.value is None:
        return _("{share} (n = {n})", share=words.NOTHING, n=0)
    return _("{share} (n = {n})", share=format_percent(share.value, 1), n=f"{share.n:,}")


def _points(value: float) -> str:
    return f"{100 * value:+.1f} %"


def _day(day: int) -> str:
    return from_day(day).isoformat()
