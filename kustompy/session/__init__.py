"""What one build shares: its options, its files, the texts it has read, what it has fetched."""
