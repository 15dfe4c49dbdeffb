"""Score sheets a second on PostgreSQL; see `score_post`."""

from benchmarks.score_post import measure

if __name__ == "__main__":
    measure("postgresql")
