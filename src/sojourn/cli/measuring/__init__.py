"""Commands about what customers say."""
