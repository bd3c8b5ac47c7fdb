"""What the rows of foreign files mean: values, tables, packages, mappings; as typed records with their place."""
