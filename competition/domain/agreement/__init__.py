"""How far a panel agrees and a ranking can be trusted. Nothing here changes a score.

Figures are estimates in floating point, worked out for reading; sums of marks stay exact as
long as they can.
"""
