"""Which fields a transformer touches: kustomize's tables, and the walks that find and edit those fields."""
