"""Readers of foreign files: delimited text, workbooks, JSON. They know rows and lines, not what the rows mean."""
