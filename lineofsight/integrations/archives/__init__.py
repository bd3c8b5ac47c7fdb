"""Everything as one archive, and reading such an archive into an empty installation."""
