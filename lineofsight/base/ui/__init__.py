"""The UI kit: tokens, components as template tags, base pages and the gallery that shows them in all states."""
