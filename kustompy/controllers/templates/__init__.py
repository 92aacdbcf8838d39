"""Go templates as ApplicationSets use them: a parser, an evaluation within a budget, and the functions to call."""
