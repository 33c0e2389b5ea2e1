"""Campaigns at head office: choosing the audience, publishing and closing, and what came of them."""
