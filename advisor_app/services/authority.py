"""Whether a file holds certificates that head office can be recognised by, to be said while it is chosen."""

import ssl
from pathlib import Path

from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_


def complaint(path: Path) -> AppError | None:
    """Return why a file cannot vouch for head office, or None if it can."""
    try:
        ssl.create_default_context(cafile=str(path))
    except ssl.SSLError:  # an OSError too
        return InputError(
            N_("{path} is not a file of certificates; head office cannot be recognised without it."),
            path=path,
        )
    except OSError as error:
        return InputError("The file {path} cannot be read ({reason}).", path=path, reason=error.strerror)
    return None
