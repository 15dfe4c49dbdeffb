"""参赛统计: reports of units, counted once in every branch above them."""
