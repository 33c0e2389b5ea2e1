"""The filters of transactions: what is asked most stands in one row, the rest below it when it is wanted.

While something that was typed cannot be read, the rows stay as they are.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.policy.schema import Names
from advisor_app.domain.profile import Profile
from advisor_app.domain.transactions import TransactionChoices, TransactionQuery
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.transactions import account_names
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.transactions.more import MoreFilters
from advisor_app.ui.screens.customer.transactions.period import Period
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.search_look import look_like_search

_PAUSE_MS = 150
_DIRECTIONS = {None: N_("All"), True: N_("Money in"), False: N_("Money out")}


class FilterBar(QWidget):
    """What narrows the transactions of one customer."""

    changed = Signal()
    """The query is another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self._choices: TransactionChoices | None = None
        self._last: TransactionQuery | None = None
        self.text, self.period = QLineEdit(), Choice()
        self.directions = {value: QPushButton() for value in _DIRECTIONS}
        self.more, self.more_button, self.clear_button = MoreFilters(), QPushButton(), QPushButton()
        self.row = QHBoxLayout()
        """The first row, which the tab puts its own buttons at the end of."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_changed)
        self._build()
        self._name()

    @property
    def in_order(self) -> Sequence[QWidget]:
        """What the first row holds, as the Tab key goes through it."""
        return (self.text, self.period, *self.directions.values(), self.more_button, self.clear_button)

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        chosen = self.period.value is not Period.ALL or self._inflow is not None
        return chosen or bool(self.text.text().strip()) or self.more.used > 0

    def set_customer(self, profile: Profile | None) -> None:
        """Filter for a customer; for another one than before nothing is filtered."""
        before = self._profile.person.id if self._profile else None
        self._profile = profile
        if profile is None or profile.person.id != before:
            self._choices = None
            self._reset()
        self.more.set_today(profile.today if profile else 0)
        self._name()
        self._last = self._query()

    def offer(self, choices: TransactionChoices) -> None:
        """Offer what there is to choose transactions by."""
        self._choices = choices
        self._name()

    def query(self) -> TransactionQuery | None:
        """Return the query that was last understood, None without a customer."""
        return self._last

    def reset(self) -> None:
        """Take all filters away."""
        self._reset()
        self._on_changed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()

    def _on_text_changed(self) -> None:
        self._pause.start()

    def _on_changed(self) -> None:
        self._pause.stop()
        self.more.offer_days(self.period.value is Period.CUSTOM)
        query = self._query()
        self._show_used()
        if query is not None and query != self._last:
            self._last = query
            self.changed.emit()

    def _on_period_chosen(self) -> None:
        if self.period.value is Period.CUSTOM:
            self.more_button.setChecked(True)
            self.more.offer_days(True)
            self.more.since.setFocus()
        self._on_changed()

    @property
    def _inflow(self) -> bool | None:
        return next(value for value, button in self.directions.items() if button.isChecked())

    def _query(self) -> TransactionQuery | None:
        profile = self._profile
        if profile is None:
            return None
        more = self.more
        account = more.account.value
        currencies = {one.id: one.currency for one in self._choices.accounts} if self._choices else {}
        more.currency = currencies.get(account, profile.bank.base_currency)
        bounds = more.bounds()
        if bounds is None:
            return None
        period: Period = self.period.value
        since = bounds.since if period is Period.CUSTOM else period.since(profile.today)
        return TransactionQuery(
            profile.person.id,
            account_id=account,
            since=since,
            until=bounds.until,
            inflow=self._inflow,
            least_minor=bounds.least,
            most_minor=bounds.most,
            kinds=(more.kind.value,) if more.kind.value else (),
            categories=(more.category.value,) if more.category.value else (),
            text=self.text.text().strip(),
        )

    def _reset(self) -> None:
        self._pause.stop()
        self.text.clear()
        self._pause.stop()
        self.period.choose(Period.ALL)
        self.directions[None].setChecked(True)
        self.more.reset()
        self.more.offer_days(False)
        self._show_used()

    def _name(self) -> None:
        """Say all names again: in another language, or of other choices."""
        self.period.offer([(period, _(period.value)) for period in Period])
        policy = self._profile.policy if self._profile else None
        choices = self._choices or TransactionChoices((), (), ())
        accounts: list[tuple[object, str]] = []
        kinds: list[tuple[object, str]] = []
        categories: list[tuple[object, str]] = []
        if policy:
            accounts += account_names(policy, choices).items()
            kinds += _named(policy.codes.transaction_kinds, choices.kinds)
            categories += _named(policy.codes.transaction_categories, choices.categories)
        self.more.account.offer([(None, _("All accounts")), *accounts])
        self.more.kind.offer([(None, _("All kinds")), *kinds])
        self.more.category.offer([(None, _("All categories")), *categories])
        self._show_used()

    def _show_used(self) -> None:
        used = self.more.used
        self.more_button.setText(_("Filters ({n})", n=used) if used else _("Filters"))
        self.clear_button.setVisible(self.narrows)

    def _build(self) -> None:
        say(self.text.setPlaceholderText, N_("Counterparty or memo"))
        say(self.text.setAccessibleName, N_("Search in counterparty and memo"))
        look_like_search(self.text)
        self.text.setMinimumWidth(130)
        self.text.textChanged.connect(self._on_text_changed)
        self.text.returnPressed.connect(self._on_changed)
        say(self.period.setAccessibleName, N_("Period"))
        self.period.chosen.connect(self._on_period_chosen)
        self.row.setSpacing(6)
        self.row.addWidget(self.text, 1)
        self.row.addWidget(self.period)
        group = QButtonGroup(self)
        for value, button in self.directions.items():
            button.setCheckable(True)
            button.setProperty("kind", "chip")
            say(button.setText, _DIRECTIONS[value])
            group.addButton(button)
            self.row.addWidget(button)
        self.directions[None].setChecked(True)
        group.buttonClicked.connect(self._on_changed)
        self.more_button.setCheckable(True)
        self.more_button.setProperty("kind", "chip")
        self.more_button.setIcon(icon("list-filter"))
        self.more_button.toggled.connect(self.more.setVisible)
        self.row.addWidget(self.more_button)
        say(self.clear_button.setText, N_("Clear"))
        say(self.clear_button.setAccessibleName, N_("Clear all filters"))
        self.clear_button.setProperty("kind", "quiet")
        self.clear_button.clicked.connect(self.reset)
        self.row.addWidget(self.clear_button)
        self.more.changed.connect(self._on_changed)
        self.more.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.row)
        layout.addWidget(self.more)


def _named(names: Names, values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, words.code(names, value) or value) for value in values]
