"""Which service does which kind of job. A handler may be repeated and must not repeat its effect."""

from collections.abc import Callable
from typing import Any

from competition.models import Job

Handler = Callable[[Job], dict[str, Any]]

HANDLERS: dict[str, Handler] = {}
