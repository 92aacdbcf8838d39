"""Many overlays at once: what each depends on, which of them a change reaches, and all of them built together."""
