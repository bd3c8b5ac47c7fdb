"""(Note to the engineer of this folder, 01:15 UTC: the lead writes this module and series.py right now; please go on with why.py and leave both to me.)"""
