"""What the rows of foreign files mean: values, tables, packages and mappings, as typed records with their source place."""
