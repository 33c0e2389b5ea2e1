"""The command line of the workbench: `advisor-app`."""

import argparse
import sys
from collections.abc import Sequence

from advisor_app import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="advisor-app", description="客户经理工作台 — the advisor's workbench"
    )
    parser.add_argument("--version", action="version", version=f"advisor-app {__version__}")
    parser.parse_args(arguments)
    parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(main())
