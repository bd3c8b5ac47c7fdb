"""Goals of people, and what a job serves where nobody has set goals."""
