"""HTML of the components: one function per component, values in, safe markup out. The template tags call these."""
