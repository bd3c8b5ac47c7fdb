"""Measures the budgets of the design, each as a ratio to its raw floor in the same run: `lineofsight bench`."""
