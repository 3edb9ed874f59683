"""The text of journey maps: read with every mistake told, written so that nothing else moves."""
