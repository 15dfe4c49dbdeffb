"""Pages of a list: which one is asked for, and the links to the others."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

SIZE = 50


def page_number() -> int:
    """The page that the address asks for; 1 where it asks for nothing sensible."""
    asked = request.args.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def here(**changes: Any) -> str:
    """This page's address with some of its query changed; None takes a part away."""
    query: dict[str, Any] = {**request.args.to_dict(), **changes}
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept})


def pager(total: int, page: int, size: int = SIZE) -> dict[str, Any]:
    """What `lists.pager` draws: links to the pages around this one, the first and the last."""
    last = max(1, -(-total // size))
    near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    items: list[Mapping[str, Any]] = []
    before = 0
    for number in near:
        if number > before + 1:
            items.append({"n": None})
        items.append({"n": number, "href": here(page=number), "current": number == page})
        before = number
    return {
        "prev": here(page=page - 1) if page > 1 else None,
        "next": here(page=page + 1) if page < last else None,
        "items": items,
        "first_row": min(total, (page - 1) * size + 1),
        "last_row": min(total, page * size),
        "total": total,
    }
