"""Periods of a labour competition: opened, reported on, scored, looked over."""
