"""Judges made comparable: models of leniency for panels in which not everyone saw everything.

This folder works in binary floating point with numpy, which the rest of the domain does not;
whoever uses a figure of it officially rounds it once with `settled`, at the places the rules
declare.
"""
