"""Pictures that people send as evidence: safe ones only, each with a small copy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from competition.documents.photos import Photo, check_photo
from competition.domain.numbering import safe_file_name
from competition.domain.refusal import Refusal
from competition.services.storage import store_file

MOST_MEGABYTES = 15
File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture in storage: drawn anew, without what the camera wrote into it, and a small copy."""

    name: str
    size: int
    storage_key: str
    small_key: str


def keep_pictures(files: Sequence[File], *, most: int) -> list[KeptPicture]:
    """Check pictures and keep them in storage, before the transaction that names them.

    Args:
        files: names and contents as they were sent.
        most: how many are allowed.
    Raises:
        Refusal: ``picture.most`` (limit), ``upload.*`` and ``photo.*`` as `check_photo`.
    """
    if len(files) > most:
        raise Refusal("picture.most", limit=most)
    checked = [
        (name, check_photo(content, most_bytes=MOST_MEGABYTES * 1024 * 1024))
        for name, content in files
    ]
    return [_keep(name, photo) for name, photo in checked]


def _keep(name: str, photo: Photo) -> KeptPicture:
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0] or name
    return KeptPicture(
        safe_file_name(stem, extension=photo.extension),
        len(photo.content),
        store_file(photo.content),
        store_file(photo.small),
    )
