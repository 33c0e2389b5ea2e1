"""The contribution of a customer in one line over the positions, and under it on demand how it is reached."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.contribution import DEPOSITS, Part, rounded
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_, format_number
from advisor_app.i18n import gettext as _
from advisor_app.services.customer_contribution import CustomerContribution, customer_contribution
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import ElidedLabel, Label

_MOST = 12
_HUNDRED = 100


class ContributionLine(QWidget):
    """Takes no room while the policy says nothing of contribution, or nothing earns."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: CustomerContribution | None = None
        self.figure, self.about, self.how = Label(kind="heading"), ElidedLabel(kind="small"), Label(wrap=True)
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.setProperty("kind", "chip")
        say(self.button.setText, N_("How it is reached"))
        self.button.toggled.connect(self.how.setVisible)
        title = Label(kind="muted")
        say(title.setText, N_("Contribution a year"))
        row = QHBoxLayout()
        for widget in (title, self.figure):
            row.addWidget(widget)
        row.addWidget(self.about, 1)
        row.addWidget(self.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(row)
        whole.addWidget(self.how)
        self.how.hide()
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Show a customer; the same one again keeps what is open."""
        if profile.person.id != self._customer:
            self.clear()
        self._customer = profile.person.id
        service = partial(customer_contribution, profile=profile)
        self._desk.ask(self, service, partial(self._on_read, profile.person.id), key="contribution")

    def clear(self) -> None:
        """Show nobody."""
        self._customer = self._found = None
        self.button.setChecked(False)
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, found: CustomerContribution) -> None:
        if customer_id == self._customer:
            self._found = found
            self._render()

    def _render(self) -> None:
        one = self._found
        said = one is not None and bool(one.policy.contribution.transfer)
        self.setVisible(said and one is not None and bool(one.parts or one.found.fees))
        if one is None or not said:
            return
        sums, currency = one.found, one.currency
        missing = sum(sums.left_out.values())
        known = missing < len(one.parts) or bool(sums.fees)
        self.figure.setText((words.money(rounded(sums.total), currency) or "") if known else words.NOTHING)
        about = [_("at the balances and rates of now, with the fees of 12 months")]
        if missing:
            about.append(_("{n} left out", n=format_number(missing)))
        self.about.setText(" · ".join(about))
        lines = [_part(part, one) for part in one.parts[:_MOST]]
        if len(one.parts) > _MOST:
            lines.append(_("{n} more positions", n=format_number(len(one.parts) - _MOST)))
        lines.append(_("Fees: {amount}", amount=words.money(rounded(sums.fees), currency)))
        version = one.policy.version
        lines.append(_("Transfer prices of policy version {version}; for your eyes only.", version=version))
        self.how.setText("\n".join(lines))


def _part(part: Part, one: CustomerContribution) -> str:
    """Return a position in one line: its balance, the two rates and what is left, or why it is left out."""
    names = getattr(one.policy.codes, words.KINDS[part.of.entity])
    name = words.code(names, part.of.kind)
    balance = words.money(part.of.minor, part.of.currency)
    if part.earns is None or part.rate is None or part.transfer is None:
        reason = words.left_out(part.why or "no_exchange")
        return _("{name} {balance}: left out, {reason}", name=name, balance=balance, reason=reason)
    rate, transfer = (f"{float(share * _HUNDRED):.2f} %" for share in (part.rate, part.transfer))
    amount = words.money(rounded(part.earns), one.currency)
    if part.side == DEPOSITS:
        return _(
            "{name} {balance} × (transfer {transfer} − paid {rate}) = {amount}",
            name=name,
            balance=balance,
            transfer=transfer,
            rate=rate,
            amount=amount,
        )
    return _(
        "{name} {balance} × (earned {rate} − transfer {transfer}) = {amount}",
        name=name,
        balance=balance,
        transfer=transfer,
        rate=rate,
        amount=amount,
    )
