"""Objectives and key results: what units and teams want to reach in a cycle."""
