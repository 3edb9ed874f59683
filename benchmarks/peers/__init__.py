"""One module an engine and subject: each answers the same questions in its best known form."""
