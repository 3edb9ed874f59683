"""What customers really do: one module an analysis, each with its exact meaning, its algebra and its result."""
