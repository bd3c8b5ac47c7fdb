"""The roles that keep the organization, and those that see and do it everywhere."""

KEEPERS = ("administrator", "hr", "operator")
EVERYWHERE = ("administrator", "operator")
