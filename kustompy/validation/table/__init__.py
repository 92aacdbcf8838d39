"""The rules of the API server for fields of its own kinds beyond their schema: a table of rules, and its words."""
