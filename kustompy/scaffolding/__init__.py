"""New repositories: base, overlays, settings and pipeline, from a description or from what a team has."""
