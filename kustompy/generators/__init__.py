"""One module a generator: a function of its config that gives resources."""
