"""What a designed map and lived journeys say together: evidence, laid over the map."""
