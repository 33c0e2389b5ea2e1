"""Secrets from files, for where nobody types them."""

from pathlib import Path

from advisor_app.errors import InputError

_LONGEST = 10_000  # bytes; a larger file is another one than was meant


def read_secret(path: Path) -> str:
    """Return the text of a file without the end of its line.

    Raises InputError for a file that cannot be read, is empty, or holds more than one line of text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST)
    except OSError as error:
        raise InputError(
            "The file {path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error
    try:
        lines = content.decode("utf-8-sig").splitlines()  # Notepad may write a BOM
    except UnicodeDecodeError as error:
        raise InputError("The file {path} is not text in UTF-8.", path=path) from error
    if len(lines) != 1 or not lines[0].strip():
        raise InputError("The file {path} must hold one line: the secret and nothing else.", path=path)
    return lines[0]
