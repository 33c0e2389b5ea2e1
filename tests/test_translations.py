"""The Chinese catalogue is complete, says the same things as the English messages, and nothing else."""

import io
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from advisor_app import i18n
from advisor_app.paths import resources
from tests.support.messages import Used, used_messages

ROOT = Path(__file__).parents[1]
CATALOGUE = resources() / "translations" / "zh_CN" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module")
def used() -> list[Used]:
    return list(used_messages(ROOT / "advisor_app"))


@pytest.fixture(scope="module")
def translations() -> dict[str, str]:
    return i18n.parse_po(CATALOGUE.read_text(encoding="utf-8"))


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def test_every_message_is_translated(used: list[Used], translations: dict[str, str]) -> None:
    missing = {each.message: each.where for each in used if each.message not in translations}
    entries = [f'#: {where}\nmsgid "{message}"\nmsgstr ""' for message, where in missing.items()]
    assert not missing, f"{len(missing)} messages lack a translation:\n\n" + "\n\n".join(entries)


def test_every_translation_has_a_message(used: list[Used], translations: dict[str, str]) -> None:
    assert set(translations) - {each.message for each in used} == set()


def test_translations_have_the_places_of_their_messages(
    used: list[Used], translations: dict[str, str]
) -> None:
    wrong = {
        each.message: translations[each.message]
        for each in used
        if each.message in translations
        and places(translations[each.message]) != places(each.plural or each.message)
    }
    assert wrong == {}


def test_places_are_named(used: list[Used]) -> None:
    assert [each for each in used if not all(map(str.isidentifier, places(each.message)))] == []


def test_the_catalogue_reads_as_babel_reads_it(translations: dict[str, str]) -> None:
    reference = read_po(io.BytesIO(CATALOGUE.read_bytes()))
    expected = {}
    for entry in reference:
        message = entry.id if isinstance(entry.id, str) else entry.id[0]
        translation = entry.string if isinstance(entry.string, str) else "".join(entry.string or ())
        if message and translation and not entry.fuzzy:
            expected[message] = translation
    assert translations == expected


def test_no_message_is_translated_twice() -> None:
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    counts = Counter(line for line in lines if line.startswith("msgid ") and line != 'msgid ""')
    assert [line for line, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    "source",
    [
        "_('Save')",
        "N_('Save')",
        "i18n.gettext('Save')",
        "AppError('Save')",
        "class Mine(AppError): ...\nclass Yours(Mine): ...\nraise errors.Yours('Save', folder=1)",
        "anything(what_to_do='Sa' 've')",
        "ngettext('Save', 'Saves', 2)",
    ],
)
def test_messages_are_found(tmp_path: Path, source: str) -> None:
    (tmp_path / "module.py").write_text(source)
    assert [each.message for each in used_messages(tmp_path)] == ["Save"]


def test_a_message_put_together_first_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("_(f'Save {name}')")
    with pytest.raises(ValueError, match=r"module\.py:1"):
        list(used_messages(tmp_path))
