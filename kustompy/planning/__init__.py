"""What differs between two builds, why, and what it may break: explain, diff, plan, and the ways to show them."""
