"""Compute what is known of all customers (features, RFM, habits, flows) on an engine, and write what differs."""

import sys
import time
from argparse import ArgumentParser, Namespace

from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "compute features, RFM, habits and flows on DuckDB, pandas or Spark"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--engine", choices=("duckdb", "pandas", "spark"), default="duckdb")
    parser.add_argument("--master", default="local[*]", metavar="URL", help="Spark's (default: this machine)")
    parser.add_argument(
        "--spark",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of Spark's own; repeatable",
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing")


def run(options: Namespace) -> dict[str, object]:
    """Compute, write and print how much came out, and a digest by which engines can be compared."""
    from advisor_app.head_office.nightly.insights import Where, analyse

    where = Where(options.engine, options.master, tuple(_setting(each) for each in options.spark))
    began = time.perf_counter()
    with opened(options.db, options.key_file) as engine:
        told = analyse(engine, where, write=not options.dry_run)
    seconds = time.perf_counter() - began
    if not options.json:
        for kind, each in told.items():
            print(
                _(
                    "{kind}: {customers} customers, {written} changed, digest {digest}",
                    kind=kind,
                    customers=f"{each.customers:,}",
                    written=f"{each.written:,}",
                    digest=each.digest[:16],
                )
            )
        print(
            _("on {engine} in {seconds} s", engine=options.engine, seconds=f"{seconds:.1f}"), file=sys.stderr
        )
    return {
        "engine": options.engine,
        "seconds": round(seconds, 1),
        "written": not options.dry_run,
        "kinds": {kind: each._asdict() for kind, each in told.items()},
    }


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.startswith("spark."):
        raise InputError(N_("“{text}” is no setting of Spark: spark.NAME=VALUE."), text=text)
    return name, value
