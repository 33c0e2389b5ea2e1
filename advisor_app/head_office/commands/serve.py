"""Serve devices over HTTPS, until stopped."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy import Engine, select

from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments, cover_members
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "serve devices over HTTPS"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8443, help="0: any free one, which is printed")
    parser.add_argument("--certificate", type=Path, metavar="PEM", help="certificate with its chain")
    parser.add_argument("--private-key", type=Path, metavar="PEM")
    parser.add_argument("--demo-tls", type=Path, metavar="FOLDER", help="demo only: make an authority there")


def run(options: Namespace) -> dict[str, object]:
    """Serve."""
    with opened(options.db, options.key_file) as engine:
        return _serve(engine, options)


def _serve(engine: Engine, options: Namespace) -> dict[str, object]:
    from advisor_app.head_office.api import answers
    from advisor_app.head_office.api.server import Certificate, Server, demo_certificate

    with engine.begin() as connection:
        assignments.activate(connection)
        cover_members.activate(connection)
        answers.forget(connection)
    if options.demo_tls:
        with read(engine) as connection:
            if not connection.execute(select(Bank.demo)).scalar_one():
                raise RefusedError(
                    N_("--demo-tls is for a demo bank only; give --certificate and --private-key.")
                )
        certificate = demo_certificate(options.demo_tls)
    elif options.certificate and options.private_key:
        certificate = Certificate(options.certificate, options.private_key, options.certificate)
    else:
        raise InputError(N_("Give --certificate and --private-key, or for a demo bank --demo-tls FOLDER."))
    try:
        server = Server(engine, certificate, options.host, options.port)
    except OSError as error:
        raise InputError(
            N_("Cannot listen on {host}:{port}: {reason}"),
            host=options.host,
            port=options.port,
            reason=error.strerror or str(error),
        ) from None
    url = f"https://{options.host}:{server.port}"
    if options.json:
        print(json.dumps({"url": url, "ca": str(certificate.authority)}), flush=True)
    else:
        print(_("Serving at {url}; stop with Ctrl+C.", url=url), flush=True)
    server.serve_forever()
    return {"stopped": True}
