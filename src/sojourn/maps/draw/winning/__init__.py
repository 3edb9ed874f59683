"""How strangers are to become customers, drawn: the canvas, the matrix, and the plan by month and team."""
