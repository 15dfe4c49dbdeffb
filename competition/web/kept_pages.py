"""Public pages rendered once for each version of their content, compressed once, answered by ETag.

The key names everything the page depends on; the writing transaction bumps the version in it. Only
visitors who are not signed in get a kept page, and it carries no nonce: its policy allows our own
script files and nothing inline.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

from flask import Response, g, request, session

from competition.web.access import current_principal
from competition.web.headers import policy
from competition.web.language import choose_language

MOST = 256


@dataclass(frozen=True)
class KeptPage:
    """A rendered page; packed once, when the first reader can take it so."""

    body: bytes
    etag: str

    @cached_property
    def packed(self) -> bytes:
        """The page as gzip."""
        return gzip.compress(self.body, 6, mtime=0)


class KeptPages:
    """The pages of this process, least recently used ones dropped."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], str]) -> KeptPage:
        """The page under this key, rendered now if it is not kept."""
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
                return page
        body = render().encode()
        etag = hashlib.sha256(body).hexdigest()[:32]
        page = KeptPage(body, etag)
        with self.lock:
            self.pages[key] = page
            while len(self.pages) > MOST:
                self.pages.popitem(last=False)
        return page


kept_pages = KeptPages()


def answer_kept(key: Hashable, render: Callable[[], str]) -> Response | str:
    """The page for this visitor: kept, or unchanged (304), or rendered just for them.

    A page asked for with a query is never kept, since its links repeat what was asked.
    """
    if current_principal() is not None or "_flashes" in session or request.query_string:
        return render()
    g.csp_nonce = ""
    page = kept_pages.get((key, choose_language()), render)
    if request.if_none_match.contains(page.etag):
        response = Response(status=304)
    elif request.accept_encodings["gzip"]:
        response = Response(page.packed, mimetype="text/html")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.body, mimetype="text/html")
    response.set_etag(page.etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Security-Policy"] = policy("")
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response
