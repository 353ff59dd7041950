"""Measurements on PostgreSQL and Redis, with the settings of production. See `./run bench`."""
