"""What every benchmark prints: figures in lines, and one JSON object at the end."""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BLOCK = b"\0" * 4096


def fsync_floor(folder: Path, seconds: float = 0.5) -> float:
    """How many small appends a second this disk makes durable now, one after another."""
    file = folder / "fsync.floor"
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    count, start = 0, time.perf_counter()
    try:
        while time.perf_counter() - start < seconds:
            os.write(descriptor, BLOCK)
            os.fsync(descriptor)
            count += 1
    finally:
        os.close(descriptor)
        file.unlink()
    return count / (time.perf_counter() - start)


def say_floor(folder: Path, when: str) -> None:
    """Print the floor, before or after a measurement: the disk's speed swings."""
    print(f"fsync floor {when}: {fsync_floor(folder):.0f} durable appends/s")


def conclude(
    name: str, reference: str, ratio: float, aim: float, met: bool, **further: Any
) -> None:
    """Print the last line of a benchmark."""
    answer = {"name": name, "reference": reference, "ratio": round(ratio, 2), "aim": aim}
    print(json.dumps({**answer, "met": met, **further}), flush=True)


def spent(work: Callable[[], Any], turns: int = 3) -> float:
    """Seconds of CPU of the quickest of some turns, waste of the turn before cleared away."""
    found = []
    for _ in range(turns):
        gc.collect()
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def peak(module: str, *arguments: str) -> tuple[str, int]:
    """What `python -m module ...` prints in a process of its own, and its peak in MiB."""
    code = (
        "import pathlib, runpy, sys; sys.argv = sys.argv[1:]; "
        "runpy.run_module(sys.argv[0], run_name='__main__'); "
        "told = pathlib.Path('/proc/self/status').read_text(); "
        "print(int(told.split('VmHWM:')[1].split()[0]) // 1024)"
    )
    command = [sys.executable, "-c", code, module, *arguments]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return "\n".join(lines[:-2]), int(lines[-2])
