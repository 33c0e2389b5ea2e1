"""Write the extracts of an invented bank, in the native format, and import them unless only files are wanted."""

from argparse import ArgumentParser, Namespace

HELP = "make the data of an invented bank"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""


def run(options: Namespace) -> dict[str, object]:
    """Write."""
    raise NotImplementedError
