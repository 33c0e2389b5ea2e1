"""The options that every command and each of its actions understands, wherever they stand in the line."""

import argparse
from pathlib import Path

from advisor_app.i18n import LANGUAGES, language_named
from advisor_app.i18n import gettext as _
from advisor_app.services.program import KEY_STORES


def common_options() -> argparse.ArgumentParser:
    """Return a parent for parsers.

    Without defaults, so that what stands before the command is not overwritten by what is missing after it.
    """
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group(_("common options"))
    group.add_argument("--data-dir", type=Path, metavar="DIR", help=_("folder of the book and its settings"))
    group.add_argument("--json", action="store_true", help=_("print one JSON document"))
    group.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=_("file with the passphrase, where nobody types it"),
    )
    group.add_argument(
        "--key-store", choices=KEY_STORES, help=_("where the device's half of the key is kept")
    )
    group.add_argument("--lang", type=language_named, choices=LANGUAGES, help=_("language"))
    return common
