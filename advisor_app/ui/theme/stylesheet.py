"""The style sheet: what the palette cannot say (rounding, borders, spacing).

A widget takes part by its property `kind`: card, title, muted, primary, quiet, nav, chip …
"""

from string import Template

from advisor_app.paths import resources
from advisor_app.ui.theme.tokens import Tokens

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 4px 6px; }
QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="raised"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QFrame[kind="rail"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[kind="rule"] { background: $line; border: none; }
QFrame[kind="bar-bad"] { background: $bad_ground; border: 1px solid $bad_text; border-radius: 8px; }
QFrame[kind="bar-good"] { background: $good_ground; border: 1px solid $good_text; border-radius: 8px; }
QFrame[kind="bar-warn"] { background: $warn_ground; border: 1px solid $warn_text; border-radius: 8px; }
QFrame[kind="toast"] { background: $raised; border: 1px solid $edge; border-radius: 8px; }
QFrame[kind="status"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[kind="mark-warn"] { background: $warn_ground; border: none; border-radius: 9px; }
QFrame[kind="mark-warn"] QLabel { color: $warn_text; font-size: 12px; }
QFrame[kind="brand-panel"] { background: $brand_ground; border: none; }
QFrame[kind="sheet"] { background: $surface; border: none; border-left: 1px solid $edge; }
QFrame[kind="floating"] { background: $surface; border: 1px solid $edge; border-radius: 8px; }
QFrame[kind="popup"] { background: $surface; border: 1px solid $edge; }
QLabel[kind="display"] { font-size: 22px; font-weight: 700; }
QLabel[kind="title"] { font-size: 16px; font-weight: 700; }
QLabel[kind="heading"] { font-weight: 700; }
QLabel[kind="figure"] { font-size: 20px; font-weight: 700; }
QLabel[kind="grade"] { font-size: 34px; font-weight: 700; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="small"] { color: $muted; font-size: 12px; }
QLabel[kind="bad"] { color: $bad_text; }
QLabel[kind="warn"] { color: $warn_text; }
QLabel[kind="good"] { color: $good_text; }
QLabel[kind="brand"], QLabel[kind="brand-strong"] { color: $brand_text; }
QLabel[kind="brand-strong"] { font-weight: 700; }
QLabel[kind="brand-name"] { color: $brand_text; font-size: 22px; font-weight: 700; }
QLabel[flow="in"] { color: $inflow; }
QLabel[flow="out"] { color: $outflow; }
QLabel[kind="key"] { background: $raised; border: 1px solid $edge; border-radius: 5px; padding: 2px 8px; }

QPushButton, QToolButton[kind="button"] {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: 6px; padding: 6px 14px; }
QPushButton:hover, QToolButton[kind="button"]:hover { background: $raised; }
QPushButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:checked { border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 5px 13px; }
QPushButton:disabled { color: $faint; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 700; }
QPushButton[kind="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $line; color: $faint; border-color: $line; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {
  background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; color: $muted; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $raised; color: $text; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 2px solid $focus; padding: 3px 7px; }
QPushButton[kind="alert"] {
  background: $warn_ground; border: 1px solid transparent; border-radius: 9px; padding: 1px 10px; color: $warn_text;
  font-size: 12px; }
QPushButton[kind="alert"]:hover { border-color: $warn_text; }
QPushButton[kind="alert"]:focus { border: 2px solid $focus; padding: 0px 9px; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; padding: 2px 4px; }
QPushButton[kind="link"]:focus { border: 2px solid $focus; padding: 0px 2px; border-radius: 4px; }
QPushButton[kind="chip"] {
  border-radius: 13px; min-height: 20px; padding: 3px 12px; border: 1px solid $edge; color: $muted; }
QPushButton[kind="chip"]:checked { background: $selected; color: $accent; border-color: $accent; font-weight: 700; }
QPushButton[kind="chip"]:focus { border: 2px solid $focus; padding: 2px 11px; }
QPushButton[kind="person"] {
  border-radius: 15px; min-height: 24px; padding: 3px 12px; border: 1px solid $accent; color: $accent;
  background: $selected; }
QPushButton[kind="person"]:focus { border: 2px solid $focus; padding: 2px 11px; }
QPushButton[kind="person"]:disabled { color: $accent; border-color: $selected; }
QPushButton[kind="row"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 5px 8px; }
QPushButton[kind="row"]:hover { background: $raised; }
QPushButton[kind="row"]:checked { color: $accent; font-weight: 700; }
QPushButton[kind="row"]:focus { border: 2px solid $focus; padding: 4px 7px; }
QPushButton[kind="answer"] {
  border: 1px solid $edge; border-radius: 10px; text-align: left; padding: 13px 16px; font-size: 17px; }
QPushButton[kind="answer"]:checked { background: $selected; border: 2px solid $accent; padding: 12px 15px; }
QPushButton[kind="answer"]:focus { border: 2px solid $focus; padding: 12px 15px; }
QPushButton[kind="tile"] { border: 1px solid $line; border-radius: 10px; padding: 0; }
QPushButton[kind="tile"]:hover { background: $raised; }
QPushButton[kind="tile"]:checked { background: $selected; border: 2px solid $accent; }
QPushButton[kind="tile"]:focus { border: 2px solid $focus; padding: 0; }
QToolButton[kind="nav"] {
  background: transparent; border: 1px solid transparent; border-radius: 8px; padding: 8px 0px; color: $muted;
  font-size: 12px; }
QToolButton[kind="nav"]:hover { background: $raised; }
QToolButton[kind="nav"]:checked { background: $selected; color: $accent; font-weight: 700; }
QToolButton[kind="nav"]:focus { border: 2px solid $focus; padding: 7px 0px; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QDoubleSpinBox {
  background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 6px 8px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus {
  border: 2px solid $focus; padding: 5px 7px; }
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus {
  border: none; border-radius: 0; padding: 0; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 20px; border: none; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up-$mode.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icons/chevron-down-$mode.svg"); width: 12px; height: 12px; }
QDateEdit::drop-down { border: none; width: 22px; }
QSpinBox:disabled { color: $faint; background: $raised; }
QLineEdit:disabled { color: $faint; background: $raised; }
QLineEdit[kind="wrong"], QPlainTextEdit[kind="wrong"] { border: 2px solid $bad_text; padding: 5px 7px; }
QPlainTextEdit[kind="line"] { font-size: 15px; }
QComboBox { background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 5px 8px; }
QComboBox:focus { border: 2px solid $focus; padding: 4px 7px; }
QComboBox[kind="wrong"] { border: 2px solid $bad_text; padding: 4px 7px; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { background: transparent; border: none; border-radius: 0; padding: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$icons/chevron-down-$mode.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; outline: none;
  selection-background-color: $selected; selection-color: $text; }

QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: 9px 4px; margin: 0 8px 0 0;
  border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: 700; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; border-bottom: 3px solid $focus; }
QTabWidget::pane { border: none; }

QAbstractItemView { background: $surface; border: none; outline: none; alternate-background-color: $raised;
  selection-background-color: $selected; selection-color: $text; }
QListView[kind="board"] { background: transparent; }
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 8px; border: none; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $selected; color: $text; }
QHeaderView { background: $surface; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $edge;
  padding: 6px 8px; font-weight: 700; }
QHeaderView::section:hover { color: $text; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QToolButton { background: transparent; color: $text; border: none; padding: 4px 8px; font-weight: 700; }
QCalendarWidget QToolButton:hover { background: $raised; border-radius: 6px; }
QCalendarWidget QAbstractItemView::item { padding: 0; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 22px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QStatusBar { background: $surface; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QCheckBox, QRadioButton { spacing: 8px; border: 2px solid transparent; border-radius: 4px; padding: 0 2px; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $faint; border-radius: 4px; background: $surface; }
QCheckBox::indicator:checked { border-color: $accent; background: $accent; image: url("$icons/check-$mode.svg"); }
QCheckBox::indicator:disabled { border-color: $edge; background: $raised; }
QSplitter::handle { background: transparent; }
QDialog { background: $window; }
""")


def stylesheet(tokens: Tokens) -> str:
    """Return the style sheet of a theme."""
    values = tokens._asdict()
    for name in [name for name, value in values.items() if hasattr(value, "ground")]:
        pair = values.pop(name)
        values |= {f"{name}_text": pair.text, f"{name}_ground": pair.ground}
    icons = (resources() / "icons").as_posix()
    return _SHEET.substitute(values, icons=icons, mode="dark" if tokens.dark else "light")
