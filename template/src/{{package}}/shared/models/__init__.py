"""Building blocks of stored records and of what the services send and take."""
