"""A walk of random calls in courses that begin anew, and the shortest course that shows a leak."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from flask import Flask

from competition.services.runtime import now
from tests.entry_factories import at
from tests.tenancy.branches import related
from tests.tenancy.calls import Call, Choice
from tests.tenancy.machine import Leak, Machine
from tests.tenancy.pages import read_page
from tests.tenancy.rows import owners

COURSE = 100
ADDED = "leak_"
DAYS = (0, 0, 3, 9, 16)
AGAIN = 0.12
WORKED = 0.03
TRIES = 40
MOST_LEAKS = 3


def known_routes(app: Flask) -> set[str]:
    """The endpoints of the application itself, without those that a test has added."""
    return {name for name in app.view_functions if not name.startswith(ADDED)}


@dataclass(frozen=True)
class Step:
    """A call; with `between`, one that is tried again after these; without a call, the runner."""

    call: Call | None
    between: tuple[Call, ...] = ()

    def __str__(self) -> str:
        if self.call is None:
            return "the runner works"
        return f"{self.call}" + "".join(f"\n    and after {each}" for each in self.between)


@dataclass
class Walk:
    """Random courses of one machine, all from one seed; `only` names the endpoints to call."""

    machine: Machine
    seed: int
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.machine.begin()
        people, owned = self.machine.built.people, owners(self.machine.built)
        self.choice = Choice(self.machine.app, people, owned, self.random)
        wanted = self.only or known_routes(self.machine.app)
        self.choice.routes = [one for one in self.choice.routes if one[0].endpoint in wanted]

    def run(self, count: int) -> list[str]:
        """So many calls; what leaked, each with the shortest course that shows it."""
        leaks, last = [], self.machine.calls + count
        start = now()
        while self.machine.calls < last and len(leaks) < MOST_LEAKS:
            moment = start + timedelta(days=self.random.choice(DAYS))
            with at(moment):
                if told := self.course(min(COURSE, last - self.machine.calls)):
                    leaks.append(told)
        return leaks

    def course(self, length: int) -> str:
        """Calls from the beginning until their number is full or something leaked."""
        self.machine.begin()
        self.choice.know(owners(self.machine.built))
        steps: list[Step] = []
        for number in range(length):
            if number % 20 == 19:
                self.choice.know(owners(self.machine.built))
            step = self.next_step(steps)
            steps.append(step)
            try:
                self.take(step)
            except Leak as leak:
                calls = self.machine.calls
                told = self.shortest(steps, str(leak))
                self.machine.calls = calls
                return told
        return ""

    def next_step(self, before: list[Step]) -> Step:
        if before and self.random.random() < WORKED:
            return Step(None)
        call = self.choice.next()
        if call.method == "GET" or call.twin or self.random.random() > AGAIN:
            return Step(call)
        domain = self.machine.people[call.person].domain
        others = [one for one in before if one.call and self.is_sibling(one.call, domain)]
        picked = self.random.sample(others, min(2, len(others)))
        return Step(call, tuple(one.call for one in picked if one.call))

    def is_sibling(self, call: Call, domain: str) -> bool:
        other = self.machine.people[call.person].domain
        return call.method == "POST" and not related(other, domain)

    def take(self, step: Step) -> None:
        machine = self.machine
        if step.call is None:
            machine.work()
            return
        if step.between:
            machine.try_again(step.call, step.between)
        answer = machine.act(step.call)
        person = machine.people[step.call.person]
        if answer.status_code == 200 or answer.status_code in (409, 422):
            self.choice.learn(person, read_page(answer), step.call.path)
        answer.close()

    def shortest(self, steps: list[Step], told: str) -> str:
        """Steps left out, many at a time and then fewer, as long as something still leaks."""
        kept, tries, size = list(steps), 0, len(steps) // 2
        while size and tries < TRIES:
            place = 0
            while place < len(kept) - 1 and tries < TRIES:
                fewer = kept[:place] + kept[min(place + size, len(kept) - 1) :]
                tries += 1
                if again := self.leaks(fewer):
                    kept, told = fewer, again
                else:
                    place += size
            size //= 2
        listed = "\n".join(f"  {number}. {step}" for number, step in enumerate(kept, 1))
        return f"{told}\n{listed}"

    def leaks(self, steps: list[Step]) -> str:
        """What the last of these steps shows after the others; they are not looked at again."""
        self.machine.begin()
        try:
            for step in steps[:-1]:
                if step.call is None:
                    self.machine.work()
                else:
                    self.machine.act(step.call.twin or step.call).close()
            self.take(steps[-1])
        except Leak as leak:
            return str(leak)
        return ""
