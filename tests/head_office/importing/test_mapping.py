"""Mappings: what ships is valid; every mistake is refused with file, place and reason."""

from pathlib import Path

import pytest

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.importing import MappingError, load_mapping
from advisor_app.head_office.importing.entities import IMPORTABLE, target
from advisor_app.head_office.importing.mapping_loader import shipped
from advisor_app.i18n import using
from advisor_app.paths import resources
from tests.support.extracts import mapping

VALID = """
system = "core"

[codes.role]
values = { O = "owner" }

[[file]]
entity = "transactions"
name = "t-*.csv"
mode = "append"
[file.columns]
key = "id"
account_id = "account"
day = "day"
amount_minor = { from = "amount", sign_from = "dc", positive = ["C"], negative = ["D"] }
kind = { value = "transfer" }
# end
"""


def test_shipped_mappings_are_valid() -> None:
    assert shipped() == ["berka", "native"]
    assert [load_mapping(name).system for name in shipped()] == ["berka", "core"]
    assert load_mapping("berka").assign_by == "district"


def test_the_native_mapping_takes_every_importable_entity_once() -> None:
    files = [spec.target.entity for spec in load_mapping("native").files]
    assert sorted(files) == sorted(IMPORTABLE)


def test_the_native_format_documents_every_column() -> None:
    text = (resources() / "mappings" / "native.md").read_text(encoding="utf-8")
    for entity in IMPORTABLE:
        section = text.partition(f"\n### {entity} ")[2].partition("\n### ")[0]
        rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")][1:]
        named = {name.strip(" *"): "**" in name for cell in rows for name in cell.split(",")}
        fields = target(entity).fields.values()
        assert named == {field.native: field.required for field in fields}, entity
    mentioned = [line.split()[1] for line in text.splitlines() if line.startswith("### ")]
    assert sorted(mentioned) == sorted(IMPORTABLE)


def test_every_field_of_a_record_can_be_imported_or_is_computed() -> None:
    computed = {"id", "source_id", "event_id", "transaction_count", "transaction_total_minor"}
    for entity in IMPORTABLE:
        assert set(ENTITIES[entity].fields) - computed <= set(target(entity).fields)


def test_a_valid_mapping_and_its_identity() -> None:
    first, second = mapping(VALID), mapping(VALID + "# changed\n")
    assert first.identity != second.identity
    assert first.files[0].columns["account_id"].sources == ("account",)


END = "# end"  # where further columns go


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('system = "core"', 'system = "core"\nsistem = 1', "(top)", "sistem"),
        ('system = "core"', "", "(top)", "system"),
        ('"core"', '" "', "system", "empty"),
        ('"core"', '"core"\ntime_zone = "Asia/Nowhere"', "time_zone", "zone"),
        ('"core"', '"core"\ntime_zone = "../x"', "time_zone", "zone"),
        ('"core"', '"core"\nbase_currency = "yuan"', "base_currency", "ISO 4217"),
        ('"core"', '"core"\nas_of = "today"', "as_of", "2026-11-24"),
        ('"core"', '"core"\nassign = { by = "name" }', "assign.by", "branch"),
        ('"core"', '"core"\ndefaults = { seperator = ";" }', "defaults", "seperator"),
        ("[codes.role]", '[codes.role]\nunknown = "ignore"', "codes", "ignore"),
        ('"transactions"', '"trades"', "file[0].entity", "customers"),
        ('"append"', '"snapshot"', "file[0] (transactions).mode", "append"),
        ('"append"', '"replace"', "file[0].mode", "replace"),
        ("t-*.csv", "../t.csv", "file[0] (transactions).name", "path"),
        ('name = "t-*.csv"', "", "file[0] (transactions).name", "pattern"),
        (
            '"append"',
            '"append"\nseparator = ""',
            "file[0] (transactions).separator",
            "one character",
        ),
        ('"append"', '"append"\nencoding = "utf-9"', "file[0] (transactions).encoding", "encoding"),
        ('"append"', '"append"\nencoding = "zlib"', "file[0] (transactions).encoding", "encoding"),
        ('"append"', '"append"\ncompression = "gz"', "file[0]", "compression"),
        ('key = "id"', "", "file[0] (transactions).columns", "“key”"),
        ('key = "id"', 'key = { value = "1" }', ".columns.key.value", "same for all"),
        (END, 'balanse = "b"', ".columns.balanse", "balance_minor"),
        (END, "memo = 3", ".columns.memo", "object"),
        (END, "memo = {}", ".columns.memo", "from"),
        (END, 'memo = { from = "m", value = "x" }', ".columns.memo", "from"),
        (END, 'memo = { from = "m", codes = "nothing" }', ".columns.memo.codes", "codes.nothing"),
        (END, 'memo = { from = "m", century = 1900 }', ".columns.memo.century", "no meaning"),
        (END, 'memo = { from = "m", via = "accounts" }', ".columns.memo.via", "memo"),
        (END, 'memo = { from = ["m", "n"] }', ".columns.memo.from", "1"),
        (END, 'memo = { from = "m", as = "json" }', ".columns.memo.as", "statistics"),
        (END, 'at = { from = "m", format = "%H:%M" }', ".columns.at.format", "%Y"),
        (
            'day = "day"',
            'day = { from = "day", format = "%y%m%d" }',
            ".columns.day.format",
            "century",
        ),
        ('sign_from = "dc", ', "", ".columns.amount_minor.sign_from", "positive"),
        (
            "kind = {",
            'balance_minor = { value = "1" }\nkind = {',
            ".balance_minor.value",
            "same for all",
        ),
        (VALID, "system = ", "TOML", "TOML"),
        (VALID, 'system = "x"', "(top)", "file"),
        (VALID, 'system = "x"\nfile = []', "file", "none"),
    ],
)
def test_mistakes_are_refused_with_their_place(old: str, new: str, place: str, reason: str) -> None:
    assert old in VALID
    with using("en"), pytest.raises(MappingError) as caught:
        mapping(VALID.replace(old, new))
    with using("en"):
        sentence = str(caught.value)
    assert "test.toml" in sentence
    assert place in sentence
    assert reason in sentence


def test_snapshot_of_what_is_never_closed_is_refused() -> None:
    text = 'system = "x"\n[[file]]\nentity = "advisors"\nname = "a"\nmode = "snapshot"\ncolumns = "fields"\n'
    with pytest.raises(MappingError):
        mapping(text)


def test_an_unknown_name_says_which_mappings_ship(tmp_path: Path) -> None:
    for name in ("nothing", tmp_path / "x.toml", tmp_path):
        with pytest.raises(MappingError, match="berka, native"):
            load_mapping(name)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(b"system = '\xff'")
    with pytest.raises(MappingError, match=r"bad\.toml"):
        load_mapping(path)
