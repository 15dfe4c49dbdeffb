"""Recompute the first stage of a 成绩核验文件 whose judges' totals make a trimmed mean.

Written from docs/rules.md with the standard library only; shares nothing with the product.
Usage: python recompute_trimmed_mean.py BUNDLE.json
"""

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path


def half_up(value, digits):
    """四舍五入 of a positive fraction: an integer of the last of so many decimals."""
    return int(value * 10**digits + Fraction(1, 2))


def main(name):
    """Compare every score of the stage with the published one; 0 when all are equal."""
    bundle = json.loads(Path(name).read_text(encoding="utf-8"))
    facts, rules = bundle["facts"], bundle["rules"]
    plain = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if hashlib.sha256(plain.encode()).hexdigest() != bundle["signed"]["facts"]:
        return "the facts are not those that were signed"
    key = next(key for key in rules.get("order", rules["stages"]) if key in facts["taking_part"])
    steps = rules["stages"][key]["steps"]
    mean = next(step for step in steps if step.get("reduce") == "judge")
    digits = next(step for step in steps if "round" in step)["round"]
    scale = {c["key"]: len(c["step"].partition(".")[2]) for c in rules["stages"][key]["criteria"]}
    totals = {}
    for sheet in facts["facts"]["sheets"]:
        if sheet["stage"] == key and sheet["state"] == "scored":
            total = sum(Fraction(mark, 10 ** scale[c]) for c, mark in sheet["marks"].items())
            totals.setdefault(sheet["entry"], []).append(total)
    published = bundle["outcome"]["evaluations"][key]
    cells = published["tables"][published["score"]]["cells"]
    for entry, told in cells:
        marks = sorted(totals.pop(entry))
        if len(marks) >= mean.get("at_least", 0):
            marks = marks[mean["drop_low"] : len(marks) - mean["drop_high"]]
        score = half_up(sum(marks) / len(marks), digits)
        sys.stdout.write(f"{entry} {Fraction(score, 10**digits)} {told}\n")
        if score != half_up(Fraction(told), digits):
            return f"{entry} comes out otherwise"
    return f"no score was published for {sorted(totals)}" if totals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
