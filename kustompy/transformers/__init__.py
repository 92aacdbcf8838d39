"""One module a transformer: a function of its config that gives a function of the resources."""
