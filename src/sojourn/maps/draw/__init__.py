"""The map as a drawing: type, marks, colours, paper, and what stands where."""
