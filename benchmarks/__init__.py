"""Side-by-side measurements: ours and the usual way, taking turns in one run."""
