"""Import a folder of extracts through a mapping; each file is all or nothing."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from advisor_app.head_office.bootstrap import open_bank
from advisor_app.i18n import gettext as _

HELP = "import a folder of extracts through a mapping"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("mapping", metavar="MAPPING", help="a TOML file, or the name of one that ships (berka, native)")
    parser.add_argument("folder", type=Path, metavar="FOLDER")


def run(options: Namespace) -> dict[str, object]:
    """Import, then compute what follows from the data."""
    raise NotImplementedError
