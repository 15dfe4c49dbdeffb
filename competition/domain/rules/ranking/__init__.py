"""Ways to rank that need every judge's own order: rank sums, majorities, pairwise choices."""
