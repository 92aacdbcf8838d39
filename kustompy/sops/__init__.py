"""Files that sops encrypted: their formats, and their decryption with age keys or by sops itself."""
