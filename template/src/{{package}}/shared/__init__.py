"""What the layers above have in common, by concern."""
