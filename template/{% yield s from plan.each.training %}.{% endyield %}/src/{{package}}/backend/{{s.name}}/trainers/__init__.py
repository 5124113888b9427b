"""What can be trained: an interface, one module for each trainer, and their registry."""
