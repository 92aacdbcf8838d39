"""What happens once, at the root, when all resources are there: hashes, references, vars, order, metadata."""
