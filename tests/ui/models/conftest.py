"""Models are tried on the same customers as the tabs that show them."""

from tests.ui.screens.customer.conftest import ProfileOf, profile_of, settle, written

__all__ = ["ProfileOf", "profile_of", "settle", "written"]
