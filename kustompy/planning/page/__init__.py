"""The page: one HTML file that asks nobody for anything, works without scripts, and is better with them."""
