"""The steps of a build: accumulate, generate, transform, finish, print."""
