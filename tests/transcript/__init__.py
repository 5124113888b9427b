"""A project's second year, played through with the commands that its people use."""
