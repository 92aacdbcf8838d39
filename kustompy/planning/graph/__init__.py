"""Pictures of what overlays are made of, and of which resources name which."""
