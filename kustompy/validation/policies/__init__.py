"""Rules that a team adds to those of the API server: admission policies, sets of checks, rules of its own."""
