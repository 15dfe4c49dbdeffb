"""What a mutant changes, read from the source that holds all of them."""

import ast
from dataclasses import dataclass
from difflib import unified_diff
from textwrap import dedent
from typing import Self


@dataclass(frozen=True)
class Mutated:
    """By the name that mutmut gives each version of a function: its lines."""

    functions: dict[str, list[str]]

    @classmethod
    def of(cls, source: str) -> Self:
        """Read the mutated source of a module once."""
        lines = source.splitlines()
        found = {}
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
                body = "\n".join(lines[node.lineno : node.end_lineno])
                found[node.name] = dedent(body).splitlines()
        return cls(found)

    def changes(self, mutant: str) -> list[str]:
        """The lines that the mutant takes out and puts in, one line around them."""
        name = mutant.rpartition(".")[2]
        original = self.functions[f"{name.rpartition('__mutmut_')[0]}__mutmut_orig"]
        told = unified_diff(original, self.functions[name], lineterm="", n=1)
        return list(told)[3:]
