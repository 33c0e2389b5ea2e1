"""The model card behind a prediction: what an advisor or a customer may ask of the scorecard that gave the points."""

from typing import NamedTuple

from advisor_app.analysis.scorecards import model_card
from advisor_app.analysis.scorecards.model_card import Naming, Part
from advisor_app.data.reads import policies, predictions, sources
from advisor_app.domain.scorecards import Scorecard
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.open_book import Book


class KnownCard(NamedTuple):
    """A card in force, with the names and the currency by which it is read."""

    card: Scorecard
    family: str | None
    naming: Naming

    @property
    def title(self) -> str:
        """What it is called, in the present language."""
        return model_card.title(self.card, self.family, self.naming)

    def parts(self) -> tuple[Part, ...]:
        """Return all that there is to say of it, in the present language."""
        return tuple(model_card.parts(self.card, self.family, self.naming))


def card_in_force(book: Book, task: str, family: str | None) -> KnownCard:
    """Return the card by which a task is scored now. Raises InputError where none is any more."""
    with book.store.read() as tx:
        bank, policy = sources.bank(tx), policies.in_force(tx)
        for one in predictions.cards(tx):
            if (one.adder.card.task, one.family) == (task, family):
                return KnownCard(one.adder.card, family, Naming(policy, bank.base_currency if bank else None))
    raise InputError(N_("This scorecard is no longer in use."), what_to_do=N_("Synchronise and look again."))
