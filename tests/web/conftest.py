"""Scenes for tests that walk through every page: built once, copied for each module."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from competition.models import database
from tests.factories import Make
from tests.installation import installations
from tests.scene import Say, Scene, build_scene, plainly

Open = Callable[..., tuple[Flask, Scene]]


@pytest.fixture(scope="session")
def scene_folder(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, font_folder: Path
) -> Callable[[int, Say], tuple[Path, Scene]]:
    """`scene_folder(rows, say)` is an installation with a scene in it, made once."""
    made: dict[tuple[int, Say], tuple[Path, Scene]] = {}

    def folder(rows: int, say: Say) -> tuple[Path, Scene]:
        if (rows, say) not in made:
            place = tmp_path_factory.mktemp("scene")
            shutil.copy(empty_database, place / "competition.sqlite3")
            with serving(place, font_folder):
                made[rows, say] = place, build_scene(Make(), rows=rows, say=say)
                with database.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return made[rows, say]

    return folder


@contextmanager
def serving(place: Path, font_folder: Path) -> Iterator[Flask]:
    """The application of an installation, until the block ends."""
    yield installations.open(place, font_folder)
    database.close()


@pytest.fixture(scope="module")
def scene_app(
    scene_folder: Callable[[int, Say], tuple[Path, Scene]],
    tmp_path_factory: pytest.TempPathFactory,
    font_folder: Path,
) -> Iterator[Open]:
    """`scene_app(rows=2)` is the application on a new copy of a scene; one at a time."""

    def open_copy(*, rows: int = 2, say: Say = plainly) -> tuple[Flask, Scene]:
        place, scene = scene_folder(rows, say)
        database.close()
        copy = tmp_path_factory.mktemp("copy")
        shutil.copytree(place, copy, dirs_exist_ok=True)
        return installations.open(copy, font_folder), scene

    yield open_copy
    database.close()
