"""Forms about the organization; they only parse."""
