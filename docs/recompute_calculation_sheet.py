"""Recompute the score on a printed 计分单 from the marks on it.

Written from docs/calculation-sheet.md with the standard library only; shares nothing with the
product. Reads the text of a PDF of one sheet or of many, however that text was taken out:

    pdftotext -layout sheets.pdf - | python recompute_calculation_sheet.py
"""

import re
import sys
from fractions import Fraction

PIECE = re.compile(r"^[ \t]*(?:\[([a-z_]+\s[^\[\]]*)\]|(J\d+[ \t].*?))[ \t\r]*$", re.MULTILINE)
CELL = re.compile(r"(-?\d+(?:\.\d+)?)([↑↓]?)|—")


class Differs(Exception):
    """What is printed is not what comes out."""


def recompute(text):
    """Yield (entry, printed score, what differs or "", steps taken as printed) of each sheet."""
    pieces = [(said.split() if said else [], row) for said, row in PIECE.findall(text)]
    starts = [at for at, (words, _row) in enumerate(pieces) if words[:1] == ["sheet"]]
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        told, sheet, problem = options(pieces[start][0][1:]), Sheet(), ""
        try:
            for words, row in pieces[start + 1 : end]:
                sheet.row(row.split()) if row else sheet.step(words)
            sheet.end_part()
            compare("score", sheet.ranked, told["score"])
        except Differs as found:
            problem = str(found)
        except (ArithmeticError, LookupError, TypeError, ValueError) as found:
            problem = f"cannot be read: {found!r}"
        yield told["entry"], told["score"], problem, sheet.taken


class Sheet:
    """One sheet as far as it is read: tables by name, as {members: figure}."""

    def __init__(self):
        self.part, self.tables, self.axes, self.shown = "", {}, {}, {}
        self.columns, self.ranked, self.taken, self.last = [], None, [], ""
        self.begin("", 0)

    def begin(self, part, due):
        """Begin a part: no sheets yet of those that are due."""
        self.part, self.due, self.marks, self.totals, self.sides = part, due, {}, {}, {}

    def end_part(self):
        """Every judge's sheet that is due is there."""
        found = len({judge for judge, _criterion in self.marks})
        if found != self.due:
            raise Differs(f"{self.part}: {found} judges' sheets instead of {self.due}")

    def row(self, words):
        """A judge's row: the cells before the remark at its end."""
        last = max(at for at, word in enumerate(words) if CELL.fullmatch(word))
        cells = words[last + 1 - len(self.columns) : last + 1]
        for name, cell in zip(self.columns, cells, strict=True):
            figure, side = CELL.fullmatch(cell).groups()
            key = (words[0],) if name == "+" else (words[0], name)
            table = self.totals if name == "+" else self.marks
            if key in table:
                raise Differs(f"{self.part}: {words[0]} stands twice")
            table[key] = None if figure is None else Fraction(figure)
            self.sides[key] = side or ""

    def step(self, words):
        """Carry out one statement, and compare what it gives with what is printed."""
        code, words = words[0], words[1:]
        if code == "part":
            self.end_part()
            if "at" in options(words):
                raise Differs(f"{words[0]}: marks with further dimensions are not known here")
            return self.begin(words[0], int(options(words)["sheets"]))
        if code == "marks":
            self.columns = ["+" if word == "total" else word for word in words if word != "+"]
            return None
        end = words.index("gives") if "gives" in words else len(words)
        words, printed = words[:end], words[end + 1 :]
        told = options(words)
        if code == "rank":
            return self.rank(told, printed)
        act = {"reduce": self.reduce, "round": self.round, "combine": self.combine}.get(code)
        made = act(words, told) if act else None
        if made is None:
            made = self.take(told, printed)
            self.taken.append(f"{self.part}: {code}")
        for key, text in outcomes(printed):
            what = f"{self.part}: {code} {' '.join(key)}".rstrip()
            compare(what, made.get(key), text, self.shown.get(told["as"]))
        for key, total in self.totals.items() if code == "reduce" and not printed else ():
            compare(f"{self.part}: total of {key[0]}", made.get(key), total)
        return self.keep(told, code == "reduce" and words[0], made)

    def take(self, told, printed):
        """The table of a step that this script does not know, as it is printed."""
        made = {key: number(text) for key, text in outcomes(printed)}
        before = self.source(told) if "from" in told else {}
        lengths = {len(key) for key in made}
        return {key: one for key, one in before.items() if {len(key)} == lengths} | made

    def keep(self, told, folded, table):
        """Leave a table for later steps, and under its part's name for later parts."""
        before = self.axes[self.name_of(told)] if "from" in told else ()
        for name in (told["as"], f"{self.part}.{told['as']}"):
            self.tables[name] = table
            self.axes[name] = tuple(axis for axis in before if axis != folded)
        self.last = told["as"]

    def name_of(self, told):
        """The table a step starts from; a step that changed nothing is not printed."""
        return told["from"] if told["from"] in self.tables else self.last

    def source(self, told):
        """The figures a step starts from, by judge and criterion as far as they are not folded."""
        if told["from"] == "marks":
            self.end_part()
            self.tables["marks"] = {key: one for key, one in self.marks.items() if one is not None}
            self.axes["marks"] = ("judge", "criterion")
        return self.tables[self.name_of(told)]

    def reduce(self, words, told):
        """Fold judges or criteria; None for what this script does not know."""
        table = dict(self.source(told))
        if told["by"] not in FOLD or words[0] not in self.axes[self.name_of(told)]:
            return None
        table |= {tuple(one.split(":")): Fraction(0) for one in listed(told, "zeros")}
        place = self.axes[self.name_of(told)].index(words[0])
        rows = {}
        for key, value in table.items():
            if "only" not in told or key[place] in listed(told, "only"):
                rows.setdefault(key[:place] + key[place + 1 :], {})[key[place]] = value
        without = {tuple(one.split(":")) for one in listed(told, "without")}
        made = {key: self.fold(key, row, told) for key, row in rows.items() if key not in without}
        return {key: value for key, value in made.items() if value is not None}

    def fold(self, key, row, told):
        """One figure out of several."""
        values = sorted(row.values())
        if len(values) < int(told["quorum"]):
            return None
        if "spread" in told and values[-1] - values[0] > Fraction(told["spread"]):
            return None
        high, low = int(told.get("drop_high", 0)), int(told.get("drop_low", 0))
        if len(values) < int(told.get("at_least", 0)):
            high = low = 0
        if "best" in told:
            rest = max(len(values) - int(told["best"]), 0)
            high, low = (rest, 0) if told.get("best_is") == "lowest" else (0, rest)
        elif told["by"] != "winsorised":
            self.check_dropped(key, values, high, low)
        if "weights" in told:
            shares = dict(one.split(":") for one in listed(told, "weights"))
            parts = [(value, share(shares[member])) for member, value in row.items()]
            total = sum(value * weight for value, weight in parts)
            return total / sum(w for _v, w in parts) if told["by"] == "mean" else total
        kept = values[low : len(values) - high]
        if told["by"] == "winsorised":
            kept = [kept[0]] * low + kept + [kept[-1]] * high
        return FOLD[told["by"]](kept)

    def check_dropped(self, key, values, high, low):
        """The figures that are struck are the highest and the lowest."""
        table = {**self.totals, **self.marks}
        ours = [one for one in self.sides if one[1:] == key and table[one] is not None]
        for side, right in (("↑", values[len(values) - high :]), ("↓", values[:low])):
            struck = sorted(table[one] for one in ours if self.sides[one] == side)
            if ours and struck and struck != right:
                raise Differs(f"{self.part}: {side} stands at other figures than {plain(right)}")

    def round(self, words, told):
        """Round each figure, or only note how it is shown."""
        places, mode = int(words[0]), told["mode"]
        table = self.source(told)
        if "show_only" in words:
            self.shown[told["as"]] = (places, mode)
            return table
        return {key: rounded(value, places, mode) for key, value in table.items()}

    def combine(self, words, told):
        """Add up the weighted figures of tables, of this part or of those before."""
        total = Fraction(0)
        for name, weight in (one.rsplit(":", 1) for one in words if ":" in one and "=" not in one):
            figure = self.tables.get(name, {}).get(())
            if figure is None and told.get("missing") != "zero":
                return {}
            total += (figure or 0) * share(weight)
        return {(): total}

    def rank(self, told, printed):
        """The figure that is ranked by; what it is of others only the whole result tells."""
        figure = self.tables.get(told["by"], {}).get(()) if printed != ["-"] else None
        shown = self.shown.get(told["by"])
        self.ranked = rounded(figure, *shown) if shown and figure is not None else figure
        compare(f"{self.part}: figure ranked by", self.ranked, printed[0])


def options(words):
    """name=value words as a dictionary."""
    return dict(word.split("=", 1) for word in words if "=" in word)


def listed(told, name):
    """The items of a list separated by commas."""
    return told[name].split(",") if name in told else []


def outcomes(printed):
    """(members, text) of each outcome: `94.3`, or `novelty:27.5`."""
    return [(tuple(one.split(":")[:-1]), one.split(":")[-1]) for one in printed]


def number(text):
    """A printed figure, such as 94.3 or 283/3."""
    return None if text == "-" else Fraction(text)


def share(text):
    """A weight: 30%, 0.3 or 3/10."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def rounded(value, places, mode):
    """Rounded to so many decimals: half_up (四舍五入), half_even (GB/T 8170), truncate."""
    scaled = abs(value) * 10**places
    whole, rest = scaled // 1, scaled % 1
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (mode == "half_up" or whole % 2))
    whole += 1 if up and mode != "truncate" else 0
    return (whole if value >= 0 else -whole) / Fraction(10**places)


def median(values):
    """The middle, or the mean of the two in the middle."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def mean(values):
    """The sum over the count."""
    return sum(values) / Fraction(len(values))


FOLD = {"sum": sum, "mean": mean, "median": median, "winsorised": mean, "max": max, "min": min}


def compare(what, value, printed, shown=None):
    """Whether a figure is the printed one; one that ends with … is cut off there."""
    if value is not None and shown:
        value = rounded(value, *shown)
    if isinstance(printed, str) and printed.endswith("…"):
        places = len(printed.partition(".")[2]) - 1
        cut = None if value is None else rounded(value, places, "truncate")
        same = cut == Fraction(printed[:-1])
    else:
        same = value == (number(printed) if isinstance(printed, str) else printed)
    if not same:
        raise Differs(f"{what}: {plain(value)} comes out, {plain(printed)} is printed")


def plain(value):
    """A figure, or several, for people."""
    if isinstance(value, list):
        return ", ".join(map(plain, value))
    return "none" if value is None else value if isinstance(value, str) else f"{float(value):.6g}"


def main():
    """Say of each sheet whether its score comes out; 1 when one does not, 2 for unknown steps."""
    found = list(recompute(sys.stdin.read()))
    for entry, score, problem, taken in found:
        more = f" (taken as printed: {', '.join(taken)})" if taken else ""
        sys.stdout.write(f"{entry} {score} {problem or 'equal'}{more}\n")
    if not found:
        return "no calculation sheet in this text"
    return 1 if any(one[2] for one in found) else 2 if any(one[3] for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
