"""The window's part of the self-test, and that each trial can fail."""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QImage, QRawFont

from advisor_app.errors import DamagedError, UnavailableError
from advisor_app.i18n import using
from advisor_app.ui import selftest
from advisor_app.ui.charts import Chart, Sheet, draw


def test_all_is_well_here(themed: object) -> None:
    checks = selftest.self_test()
    assert [check.part for check in checks] == ["fonts", "charts", "qt_texts"]
    assert all(check.ok for check in checks), checks


def test_without_a_chinese_font_the_package_is_named(themed: object) -> None:
    with pytest.raises(UnavailableError) as caught:
        selftest.try_fonts([])
    with using("en"):
        assert "fonts-noto-cjk" in str(caught.value)


def test_a_font_without_the_characters_is_passed_over(
    themed: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QRawFont, "supportsCharacter", lambda font, character: character != ord("曾"))
    with pytest.raises(UnavailableError):
        selftest.try_fonts()


@pytest.mark.linux
def test_on_a_machine_without_fonts_the_command_fails_and_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{tmp_path / 'fonts'}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    environment = os.environ | {"FONTCONFIG_FILE": str(config), "XDG_CACHE_HOME": str(tmp_path / "home")}
    command = [
        sys.executable,
        "-m",
        "advisor_app",
        "--data-dir",
        str(tmp_path),
        "--lang",
        "en",
        "--json",
        "self-test",
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    checks = {check["part"]: check for check in json.loads(done.stdout)["checks"]}
    assert not checks["fonts"]["ok"]
    assert "fonts-noto-cjk" in checks["fonts"]["sentence"]
    assert checks["store"]["ok"]


def test_a_blank_chart_is_found(themed: object, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = QImage(240, 160, QImage.Format.Format_RGB32)
    blank.fill(0)
    monkeypatch.setattr(selftest, "draw", lambda chart, sheet: blank)
    with pytest.raises(DamagedError):
        selftest.try_charts()


def test_a_chart_with_boxes_for_characters_is_found(themed: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw_boxes(chart: Chart, sheet: Sheet) -> QImage:
        warnings.warn("Glyph 26376 (月) missing from font(s) DejaVu Sans.", stacklevel=1)
        return draw(chart, sheet)

    monkeypatch.setattr(selftest, "draw", draw_boxes)
    with pytest.raises(UnavailableError, match="fonts-noto-cjk"):
        selftest.try_charts()


def test_missing_texts_of_qt_are_found(
    themed: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QLibraryInfo, "path", lambda _: str(tmp_path))
    with pytest.raises(DamagedError):
        selftest.try_qt_texts()
