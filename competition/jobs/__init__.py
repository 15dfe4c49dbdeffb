"""Long work: durable job rows and the embedded runner that does them."""

from competition.jobs.runner import EmbeddedRunner, run_waiting_jobs

__all__ = ["EmbeddedRunner", "run_waiting_jobs"]
