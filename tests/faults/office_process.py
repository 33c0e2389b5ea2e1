"""Head office as a process of its own; `forgetful` switches its de-duplication off, for the control.

The switch is put into the running program from outside: the product has none.
"""

import sys
from pathlib import Path
from typing import Any

from advisor_app.domain.ids import new_id
from advisor_app.head_office.api import answers, app, push
from advisor_app.head_office.api.server import Server, demo_certificate
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.sync.protocol import Mutation, Result


def forget() -> None:
    """Let head office number new rows itself and remember no answer, as a plain server would."""
    real: Any = push.push

    def careless(*arguments: Any) -> list[Result]:
        *others, mutations = arguments
        results: list[Result] = real(*others, list(map(_renumbered, mutations)))
        return results

    modules: Any = (app, answers)
    modules[0].push = careless
    modules[1].given = modules[1].remember = _nothing


def _nothing(*_: object) -> dict[bytes, Result]:
    return {}


def _renumbered(mutation: Mutation) -> Mutation:
    if mutation.assumed is None:
        mutation.id = mutation.row_id = mutation.new["id"] = new_id()
    return mutation


def main(database: str, folder: str, mode: str) -> None:
    """Serve, and print the port."""
    if mode == "forgetful":
        forget()
    server = Server(open_bank(database), demo_certificate(Path(folder)), "127.0.0.1", 0)
    print(server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
