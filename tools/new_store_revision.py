"""Write the next revision of the device's store: what separates the newest one from the declared tables.

Usage: python -m tools.new_store_revision "add the outbox". Read what it wrote before you commit it:
triggers and moved data are not found by comparison. Revisions that a device has run are never edited.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from advisor_app.data import audit, duplicates, note_search  # noqa: F401  # they declare their tables
from advisor_app.data.engine import make_engine
from advisor_app.data.migrations import LOCATION, to_head
from advisor_app.data.schema import metadata


def main(message: str) -> int:
    """Write the revision file and format it."""
    with tempfile.TemporaryDirectory() as folder:
        path, key = Path(folder, "store.db"), os.urandom(32)
        path.touch()
        to_head(path, key)
        engine = make_engine(path, key)
        with engine.connect() as connection:
            config = Config()
            config.set_main_option("script_location", str(LOCATION).replace("%", "%%"))
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            config.attributes.update(connection=connection, metadata=metadata)
            number = max(int(each.name[:4]) for each in (LOCATION / "versions").glob("[0-9]*.py")) + 1
            script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()
    written = Path(script.path)  # type: ignore[union-attr]  # one revision was asked for
    lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
    written.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")
    for arguments in (["format"], ["check", "--fix", "--exit-zero"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, "--quiet", written], check=True)
    print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]) or sys.exit(__doc__ or "")))
