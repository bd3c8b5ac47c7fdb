"""Pages of data coming in and going out."""
