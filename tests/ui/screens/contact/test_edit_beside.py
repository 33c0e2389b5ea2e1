"""What hangs on a contact that is corrected: promises and files."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from advisor_app.services.edit_contact import contact_to_edit
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from tests.ui.screens.contact.conftest import Settle, told


def test_promises_are_settled_here(desk: Desk, opened: EditSheet, settle: Settle) -> None:
    heard = told(desk)
    [line] = opened.form.recorded.promises
    assert (line.text.text(), line.badge.text) == ("寄对比表", "待履行")
    line.kept_button.click()
    settle()
    [line] = opened.form.recorded.promises
    assert line.badge.text == "已履行"
    assert not line.kept_button.isVisible()
    heard[-1][1]()
    settle()
    assert opened.form.recorded.promises[0].badge.text == "待履行"
    assert opened.isVisible()


def test_promises_and_files_are_added(
    desk: Desk, opened: EditSheet, contact: bytes, tmp_path: Path, settle: Settle
) -> None:
    fields = opened.form.fields
    fields.promises.add_button.click()
    fields.promises.rows[0].text.setText("回电")
    fields.promises.rows[0].due.setText("后天")
    path = tmp_path / "补充.pdf"
    path.write_bytes(b"more")
    opened.take((path,))
    settle()
    opened.save()
    settle()
    shown = contact_to_edit(desk.book, contact)
    assert [promise.text for promise in shown.promises] == ["寄对比表", "回电"]
    assert [file.name for file in shown.files] == ["利率表.pdf", "补充.pdf"]


def test_a_copy_of_a_file_is_saved_where_the_advisor_wants(
    desk: Desk, opened: EditSheet, tmp_path: Path, settle: Settle
) -> None:
    heard: list[str] = []
    desk.told.connect(heard.append)
    [line] = opened.form.recorded.files
    line.save_button.click()
    [dialog] = opened.form.recorded.findChildren(QFileDialog)
    dialog.close()
    path = tmp_path / "copy.pdf"
    opened.form.recorded.save_copy(opened.form.recorded._files[0], str(path))
    settle()
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o077 == 0
    assert heard == [f"副本已存为 {path}，该文件不在加密的管户数据之内。"]
    with desk.book.store.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'file.open'").scalar() == 1


def test_a_copy_that_cannot_be_written_is_said(
    desk: Desk, opened: EditSheet, tmp_path: Path, settle: Settle
) -> None:
    heard: list[object] = []
    desk.failed.connect(heard.append)
    opened.form.recorded.save_copy(opened.form.recorded._files[0], str(tmp_path / "no" / "copy.pdf"))
    settle()
    assert str(heard[0]).startswith(f"无法将文件写入 {tmp_path / 'no'}。")
