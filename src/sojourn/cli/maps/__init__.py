"""Commands about journey maps."""
