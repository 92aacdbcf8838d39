"""YAML as nodes with comments and styles, for the few texts that keep them."""
