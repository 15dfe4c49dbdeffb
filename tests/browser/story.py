"""People in the story: each at a browser of their own, on pages that are looked at as they pass."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.conftest import overflow

PASSWORD = "山高水长 123456"


@dataclass
class Person:
    """Somebody at a desk or with a phone; every kind of page is checked once for each width."""

    page: Page
    findings: Callable[[Page], list[str]]
    looked: set[tuple[str, int]]
    faults: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def note(self, answer: Response) -> None:
        """Nothing on a page may be missing or refused in this story."""
        if answer.status >= 400 and answer.status != 422:  # 422: a form that asks back
            self.faults.append(f"{answer.request.method} {answer.url}: {answer.status}")

    def go(self, address: str) -> "Person":
        """Open an address of this site and look at the page."""
        answer = self.page.goto(address)
        assert answer is not None and answer.status < 400, f"{address}: {answer and answer.status}"
        return self.look()

    def press(self, name: str, *, within: str = "") -> "Person":
        """Press the one button or link that is called so, and look at what comes."""
        here = self.page.locator(within) if within else self.page
        button = here.get_by_role("button", name=name, exact=True)
        link = here.get_by_role("link", name=name, exact=True)
        button.or_(link).locator("visible=true").first.click()
        self.page.wait_for_load_state()
        return self.look()

    def agree(self, name: str) -> "Person":
        """Confirm in the dialog that is open."""
        return self.press(name, within="dialog[open]")

    def fill(self, **answers: str) -> "Person":
        """Type into fields by their names."""
        for name, text in answers.items():
            self.page.locator(f"[name='{name}']:not([type=hidden])").first.fill(text)
        return self

    def choose(self, **answers: str) -> "Person":
        """Choose in selects by their names."""
        for name, value in answers.items():
            self.page.locator(f"select[name='{name}']").select_option(value)
        return self

    def tick(self, *labels: str) -> "Person":
        for label in labels:
            self.page.get_by_label(label, exact=True).check()
        return self

    def see(self, *texts: str) -> "Person":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def look(self) -> "Person":
        """No finding of axe, nothing wider than the window; the same kind of page only once."""
        size = self.page.viewport_size
        width = size["width"] if size else 0
        kind = re.sub(r"\d+|(?<=/l/).*|(?<=/v/).*", "n", urlsplit(self.page.url).path), width
        if kind not in self.looked:
            self.looked.add(kind)
            expect(self.page.locator("h1")).to_have_count(1)
            self.faults += [f"{kind}: {each}" for each in self.findings(self.page)]
            if overflow(self.page) > 0:
                self.faults.append(f"{kind}: {overflow(self.page)} px too wide")
        return self
