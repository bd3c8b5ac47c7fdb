"""What comes from other systems: files, their formats, connectors."""
