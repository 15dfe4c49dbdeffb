"""Participation statistics of a branch: figures, trend, industries, what lies below."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from competition.documents.participation_table import (
    WHOLE,
    branches_table,
    industries_table,
    spans_table,
)
from competition.documents.unit_table import INDUSTRY_WORDS
from competition.documents.wording.names import INDUSTRY_NAMES, UNIT_KIND_NAMES
from competition.documents.wording.participation import SPAN_NAMES
from competition.domain.participation import (
    HALVES,
    MONTHS,
    QUARTERS,
    SPANS,
    YEAR,
    Figures,
    percentage,
)
from competition.models import Organisation
from competition.services.participation.reporting import ZONE
from competition.services.participation.statistics import (
    READERS,
    Statistics,
    export_statistics,
    latest_year,
    silent_below,
    statistics_of,
)
from competition.services.runtime import now
from competition.web.access import allow, me
from competition.web.column_drawing import Chart, columns
from competition.web.importing import send_tables
from competition.web.paging import here
from competition.web.recommend.room import room
from competition.web.trust_drawing import bar, scale_of

ON_PAPER = 300
YEARS = 5


@room.get("/participation/<int:organisation_id>")
@allow(*READERS, on=Organisation)
def statistics(organisation: Organisation) -> Any:
    """The statistics of an organisation and of what lies directly below."""
    year, span = asked(organisation.id)
    args = request.args
    found = statistics_of(
        me(),
        organisation.id,
        year,
        span,
        after=args.get("after", "")[:60],
        before=args.get("before", "")[:60],
    )
    return render_template(
        "recommend/statistics.html",
        found=found,
        chart=trend(found),
        told_spans=told_spans(found),
        industries=drawn_industries(found),
        **words(found),
    )


@room.get("/participation/<int:organisation_id>/annual")
@allow(*READERS, on=Organisation)
def annual_statistics(organisation: Organisation) -> Any:
    """The table of a federation's annual report, to print."""
    year, span = asked(organisation.id)
    found = statistics_of(me(), organisation.id, year, span, size=ON_PAPER)
    return render_template(
        "recommend/annual_statistics.html", found=found, today=today(), **words(found)
    )


@room.get("/participation/<int:organisation_id>/missing")
@allow(*READERS, on=Organisation)
def missing_reports(organisation: Organisation) -> Any:
    """Who directly below has not reported for a span, or only in part."""
    year, span = asked(organisation.id)
    partly = request.args.get("partly") == "1"
    rows, later = silent_below(
        organisation.id, year, span, partly=partly, after=request.args.get("after", "")[:60]
    )
    return render_template(
        "recommend/missing_reports.html",
        unit=organisation,
        rows=rows,
        later=here(after=later) if later else "",
        partly=partly,
        year=year,
        span=span,
        years=years_offered(year),
        spans=SPAN_NAMES,
        here=here,
    )


@room.post("/participation/<int:organisation_id>/export")
@allow(*READERS, on=Organisation)
def export_participation(organisation: Organisation) -> Any:
    """The statistics as an Excel file: below, by span, by industry."""
    name, ident = organisation.name, organisation.id
    year, span = asked(ident)
    found = export_statistics(me(), ident, year, span)
    whole = found.node
    by_branch = [
        (whole.code, WHOLE, *cells(found.figures, whole.totals.above_scale)),
        *(
            (b.node.code, b.node.name, *cells(b.figures, b.node.totals.above_scale))
            for b in found.branches
        ),
    ]
    by_span = [
        (str(SPAN_NAMES[each]), *cells(found.cells[each, ""], whole.totals.above_scale))
        for each in told_spans(found)
    ]
    by_industry = [(INDUSTRY_WORDS[key], *cells(told, 0)[:5]) for key, told in found.industries]
    tables = (branches_table(by_branch), spans_table(by_span), industries_table(by_industry))
    return send_tables(tables, _("%(name)s参赛统计%(year)s", name=name, year=year))


def cells(figures: Figures, above_scale: int) -> tuple[str, ...]:
    """Figures as cells of a table."""
    told = (figures.participations, figures.people, figures.declared, figures.units)
    covered = (figures.reporting, figures.above_scale, above_scale)
    share = percentage(figures.above_scale, above_scale)
    return (*(str(number) for number in (*told, *covered)), share)


def asked(organisation_id: int) -> tuple[int, int]:
    """The year and the span that the address asks for; else the last year with any report."""
    year, span = number("year"), number("span")
    if year is None or not 2000 <= year <= 2100:
        year = latest_year(organisation_id) or today().year
    return year, span if span is not None and span in SPANS else YEAR


def number(name: str) -> int | None:
    """A small whole number from the address."""
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def today() -> date:
    """The day here."""
    return now().astimezone(ZONE).date()


def years_offered(year: int) -> list[tuple[int, str]]:
    """The years to choose from."""
    this = today().year
    return [(each, str(each)) for each in sorted({year, *range(this - YEARS + 1, this + 1)})]


def words(found: Statistics) -> dict[str, Any]:
    """What the pages of a branch show besides its figures."""
    return {
        "spans": SPAN_NAMES,
        "kinds": UNIT_KIND_NAMES,
        "years": years_offered(found.year),
        "percentage": percentage,
        "here": here,
    }


def told_spans(found: Statistics) -> list[int]:
    """The spans for which anybody reported, the year first."""
    return [span for span in SPAN_NAMES if (span, "") in found.cells]


def trend(found: Statistics) -> Chart | None:
    """Participations and distinct people over the shortest spans that are told; None for one."""
    for spans in (MONTHS, QUARTERS, HALVES):
        there = [found.cells.get((span, ""), Figures()) for span in spans]
        if any(figures.reporting for figures in there):
            labels = [str(SPAN_NAMES[span]) for span in spans]
            return columns(labels, [(each.participations, each.people) for each in there])
    return None


def drawn_industries(found: Statistics) -> list[dict[str, Any]]:
    """The industries of this span, each with its bar."""
    told = found.industries
    scale = scale_of([0.0, *(float(figures.participations) for _, figures in told)])
    return [
        {
            "name": INDUSTRY_NAMES[key],
            "figures": figures,
            "bar": {"bar": bar(scale, float(figures.participations))["bar"]},
        }
        for key, figures in told
    ]
