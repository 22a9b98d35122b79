"""A real PostgreSQL and a real Redis of our own, for a machine that has no servers. Never used in production."""
