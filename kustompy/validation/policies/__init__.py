"""What a team asks for beyond the API server: admission policies, sets of checks, rules of its own."""
