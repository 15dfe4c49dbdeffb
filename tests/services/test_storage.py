"""Files on disk: whole or absent, found by their digest and by nothing else."""

import hashlib

import pytest

from competition.domain.refusal import Refusal
from competition.services.runtime import runtime
from competition.services.storage import file_path, read_file, store_file


def test_what_is_stored_is_read_back(app):
    key = store_file(b"content")

    assert key == hashlib.sha256(b"content").hexdigest()
    assert read_file(key) == b"content"


def test_storing_twice_leaves_one_file_and_no_remains(app):
    store_file(b"content")
    key = store_file(b"content")

    assert [each for each in runtime.storage.rglob("*") if each.is_file()] == [file_path(key)]


@pytest.mark.parametrize("key", ["", "../../secret.key", "a" * 64, "A" * 64, "x"])
def test_nothing_but_a_stored_digest_opens_a_file(app, key):
    with pytest.raises(Refusal) as refused:
        read_file(key)

    assert refused.value.code == "storage.missing"
