"""What every service is built from. Nothing here knows a service."""
