"""Real data for tests, in `../shared/data` beside the checkout; the project does not contain it."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_file(*parts: str) -> Path:
    """Return a file or folder of the real data.

    Raises FileNotFoundError when the data stands beside the checkout without it, so that the test fails.
    """
    path = DATA.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"the test needs {'/'.join(parts)} in ../shared/data beside the checkout")
    return path
