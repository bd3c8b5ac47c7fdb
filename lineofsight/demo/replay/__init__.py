"""Replays the past of the example company as commands, each at the instant at which it was done."""
