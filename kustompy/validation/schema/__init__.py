"""JSON schemas compiled into closures, and what they say of a manifest."""
