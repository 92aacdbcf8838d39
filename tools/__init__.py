"""What makes the goldens, the tables and the pages of the project, and what measures it: ``python -m tools``."""
