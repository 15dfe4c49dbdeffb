"""The sections of the national economy by which organisations are told apart.

Source: GB/T 4754-2017, sections A to T.
"""

INDUSTRIES = tuple("ABCDEFGHIJKLMNOPQRST")
