"""Norrvik Cold Chain, the example company: frozen data only, the same on every machine; a loader replays it as commands."""
