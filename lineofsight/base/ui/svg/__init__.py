"""Geometry of the server-drawn charts: pure functions from numbers to coordinates, no HTML and no Django."""
