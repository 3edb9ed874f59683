"""Sojourn: an open customer-journey system."""
