"""The two READMEs: one first screen with exactly two commands, and the same content in both languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHINESE, ENGLISH = ROOT / "README.md", ROOT / "README.en.md"


def code_blocks(file: Path) -> list[str]:
    return re.findall(r"^```\n(.*?)^```", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    """Return the lines of a block without their comments."""
    lines = (line.partition("#")[0].strip() for line in block.splitlines())
    return [line for line in lines if line]


@pytest.mark.parametrize("file", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_the_first_screen_has_exactly_two_commands(file: Path) -> None:
    first = code_blocks(file)[0]
    assert commands(first) == ["make demo", "make test"]
    before = file.read_text(encoding="utf-8").partition(first)[0]
    assert len(before.splitlines()) < 25


def test_both_languages_have_the_same_sections_and_commands() -> None:
    headings = [
        re.findall(r"^(#+) ", file.read_text(encoding="utf-8"), re.MULTILINE) for file in (CHINESE, ENGLISH)
    ]
    assert headings[0] == headings[1]
    blocks = [[commands(block) for block in code_blocks(file)] for file in (CHINESE, ENGLISH)]
    # The drawing in the second block is translated; commands are not.
    assert blocks[0][:1] + blocks[0][2:] == blocks[1][:1] + blocks[1][2:]


@pytest.mark.parametrize("file", [CHINESE, ENGLISH, ROOT / "CHANGELOG.md"], ids=["zh", "en", "changes"])
def test_links_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("https://")]
    assert [target for target in local if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("file", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_folder_named_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    named = re.findall(r"^\| ((?:`[^`]+`[、, ]*)+) \|", text, re.MULTILINE)
    folders = [name for cell in named for name in re.findall(r"`([^`]+)`", cell)]
    assert folders
    assert [name for name in folders if not (ROOT / name).exists()] == []
