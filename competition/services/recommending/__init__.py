"""Recommendation upward: levels, quotas, desks, lists with their stamped papers, the board."""
