"""The two kinds of patches as algorithms on plain data: strategic merge and JSON 6902."""
