"""The modules outside the rules of calculation that are tried, with the tests that must notice."""

OTHERS: dict[str, tuple[str, ...]] = {
    "rounding": ("rounding",),
    "marks": ("marks", "sheet"),
    "sheet": ("sheet", "marks"),
    "numerals": ("numerals",),
    "separation": ("separation",),
    "result_states": ("result_states",),
    "calendar": ("calendar",),
    "canonical": ("canonical",),
    "audit_chain": ("audit_chain",),
}
