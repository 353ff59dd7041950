"""Stripe's wire protocol as far as this product uses it, for practice. Python's standard library only."""
