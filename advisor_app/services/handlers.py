"""Handing a number or an address to what the machine has for it: a URL to open, or a program to start.

Nothing goes through a shell. What is handed over is visible to other programs of the same user for a moment, in
the list of processes; the screen, the log and the book never hold it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from urllib.parse import quote

from advisor_app.domain.policy.contacts import PLACE, Handler
from advisor_app.errors import InputError, RefusedError, UnavailableError
from advisor_app.i18n import N_

_running: list[
    subprocess.Popen[bytes]
] = []  # handlers that go on; asked after, so that none stays half ended
_PATIENCE = 3.0  # seconds in which a handler that fails says so; one that still runs by then has begun
_PHONE = re.compile(r"\+?[0-9]{3,15}")
_EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_SEPARATORS = re.compile(r"[\s().\-–·]")


def reached_by(handler: Handler, value: str) -> str:
    """Return a customer's number or address in the form that handlers take.

    Raises InputError for one that is none: what stands in a record must not become part of a command.
    """
    wanted = _SEPARATORS.sub("", value) if handler.reach == "phone" else value.strip()
    if not (_PHONE if handler.reach == "phone" else _EMAIL).fullmatch(wanted):
        raise InputError(N_("What is recorded for this customer is no number or address that can be used."))
    return wanted


def begin(handler: Handler, address: str, programs: Sequence[str]) -> None:
    """Open the handler's URL, or start its program if it is among the `programs` that may be started here.

    Raises RefusedError for another program, UnavailableError where nothing answers.
    """
    if handler.url is not None:
        _open(handler.url.replace(PLACE, quote(address, safe="+@")))
        return
    program, *arguments = handler.command
    if program not in programs:
        raise RefusedError(
            N_("The policy of the bank asks to start the program “{program}”, which is not allowed here."),
            program=program,
            what_to_do=N_(
                "The administrator of this computer can allow it with the setting contacts.programs."
            ),
        )
    _start([program, *(argument.replace(PLACE, address) for argument in arguments)])


def _open(url: str) -> None:
    if sys.platform == "win32":
        try:
            os.startfile(url)  # noqa: S606  # one of the harmless schemes of the policy
        except OSError:
            raise _nothing_answers() from None
    else:
        _start(["open" if sys.platform == "darwin" else "xdg-open", url])


def _start(command: list[str]) -> None:
    found = shutil.which(command[0])
    if found is None:
        raise _nothing_answers()
    _running[:] = [process for process in _running if process.poll() is None]
    try:
        process = subprocess.Popen(
            [found, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        raise _nothing_answers() from None
    try:
        failed = process.wait(_PATIENCE) != 0
    except subprocess.TimeoutExpired:
        _running.append(process)
        return
    if failed:
        raise _nothing_answers()


def _nothing_answers() -> UnavailableError:
    return UnavailableError(
        N_("Nothing on this computer takes the call or message."),
        what_to_do=N_("Install or start the program for it, or contact the customer by other means."),
    )
