"""What a branch changes: the overlays that it reaches, what is new there, and what is dangerous."""
