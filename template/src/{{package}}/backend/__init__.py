"""The services, one package each, and what they share in `common`."""
