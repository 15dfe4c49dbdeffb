"""How often the long tests repeat: the stated count under SOAK=1, a tenth of it otherwise."""

import os


def repetitions(stated: int) -> int:
    """The stated count in the soak run, else a tenth."""
    return stated if os.environ.get("SOAK") == "1" else max(1, stated // 10)
