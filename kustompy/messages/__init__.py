"""What is said to users: codes with their explanations, and suggestions."""
