"""What else is wrong after a failure, where it stands, and what to do about it."""
