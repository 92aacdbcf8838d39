"""Who wrote each value of a build."""
