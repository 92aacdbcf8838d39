"""What a build gives: resources as users see them, and the files they are written to."""
