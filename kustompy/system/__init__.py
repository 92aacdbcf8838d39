"""The machine: files, directories, and other programs."""
