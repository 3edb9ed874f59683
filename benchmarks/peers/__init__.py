"""One module an engine: each answers the same four questions in its best known form."""
