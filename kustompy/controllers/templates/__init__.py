"""Go templates, as ApplicationSets have them: read, evaluated within a budget, and the functions that they may call."""
