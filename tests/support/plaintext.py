"""Looking for secrets in the clear: in files, and in files that are open but already deleted."""

from collections.abc import Iterable, Iterator
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def found(secrets: Iterable[str], contents: Iterable[bytes]) -> set[str]:
    """Return those of the secrets that stand in any of the contents in any of the encodings."""
    everything = b"\0".join(contents)
    return {
        secret for secret in secrets if any(secret.encode(encoding) in everything for encoding in ENCODINGS)
    }


def files_below(*folders: Path) -> Iterator[bytes]:
    """Yield the content, and the name, of every file below the folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            yield str(path).encode()
            if path.is_file():
                yield path.read_bytes()


def deleted_but_open() -> Iterator[bytes]:
    """Yield what is in deleted files that this process has open, as temporary files of a database are."""
    for link in Path("/proc/self/fd").iterdir():
        try:
            if "deleted" in str(link.readlink()):
                yield link.read_bytes()
        except OSError:
            continue  # closed meanwhile, or not a file
