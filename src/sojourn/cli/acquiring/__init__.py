"""Commands about winning customers."""
