"""What people use the project through."""
