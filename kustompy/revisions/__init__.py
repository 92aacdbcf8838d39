"""The files of a git revision, read from git's objects: nothing is checked out."""
