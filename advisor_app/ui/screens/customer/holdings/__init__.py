"""What the customer has: what matures next, and every position by groups."""

from advisor_app.ui.screens.customer.holdings.tab import HoldingsTab

__all__ = ["HoldingsTab"]
