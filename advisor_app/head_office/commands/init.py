"""Make a new bank in an empty database."""

from argparse import ArgumentParser, Namespace

from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.i18n import gettext as _

HELP = "make a new bank in an empty database"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--name", default="Bank")
    parser.add_argument("--base-currency", default="CNY", metavar="CODE")
    parser.add_argument("--time-zone", default="Asia/Shanghai", metavar="ZONE")
    parser.add_argument("--demo", action="store_true", help="a bank of invented people; never for real ones")


def run(options: Namespace) -> dict[str, object]:
    """Make the bank."""
    bank = NewBank(options.name, options.base_currency, options.time_zone, options.demo)
    engine = create_bank(options.db, bank, options.key_file)
    if not options.json:
        print(_("The bank “{name}” is ready.", name=bank.name))
        if engine.dialect.name == "sqlite" and not bank.demo:
            print(_("Its database is encrypted. Keep a copy of the key file in another place."))
    engine.dispose()
    return {"bank": bank.name, "demo": bank.demo}
