"""`python3 -m tools COMMAND`: find a Python that is new enough and hand over to the commands.

This file is read by whatever `python3` is, so it keeps to syntax that every Python 3 knows.
"""

import shutil
import subprocess
import sys

OLDEST = (3, 11)


def newer_python():  # type: ignore[no-untyped-def]  # older Pythons read this file
    """Return the path of an interpreter that is new enough, or None."""
    for minor in range(OLDEST[1] + 9, OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        if path:
            return path
    return None


if sys.version_info >= OLDEST:
    from tools.commands import main

    sys.exit(main(sys.argv[1:]))

other = newer_python()  # type: ignore[no-untyped-call]
if other is None:
    sys.exit("This project needs Python 3.11 or newer; %s is %s." % (sys.executable, sys.version.split()[0]))
sys.exit(subprocess.call([other, "-m", "tools"] + sys.argv[1:]))
