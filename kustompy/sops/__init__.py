"""Files that sops encrypted: what they look like, and how they are opened with age keys or by sops itself."""
