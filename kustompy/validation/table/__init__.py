"""What the API server asks of the fields of its own kinds beyond their schema: a table of rules, and its words."""
