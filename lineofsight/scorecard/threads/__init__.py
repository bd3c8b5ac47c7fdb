"""The thread below the scorecard: from goals of people over objectives and key results to the strategy.

Rows become arrays here, as for scores: progress of key results and objectives (`progress`), shares of objectives and
goals in the strategy (`sharing`), both written where they differ, whole or as far as a change reaches.
"""
