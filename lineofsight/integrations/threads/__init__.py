"""Objectives of units, key results, goals of people and their links from files: compared, checked, brought about."""
