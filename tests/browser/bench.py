"""The smallest server that keeps the protocol of docs/look.md, behind the real templates."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, abort, jsonify, render_template_string, request

from competition.web.samples import sample_criterion

LIST = """{% extends 'layouts/judge.html' %}{% block heading %}待评项目{% endblock %}
{% block main %}<p><a href="/bench/7">第 27 项</a></p>{% endblock %}"""
SCORE = """{% extends 'layouts/judge.html' %}{% import 'components/score.html' as score %}
{% block heading %}精馏塔真空系统干式改造{% endblock %}
{% block main %}{% call score.score_form(s) %}
{% for c in criteria %}{{ score.criterion(c, sheet.marks.get(c.key, '')) }}{% endfor %}
{{ score.comment(sheet.comment) }}{% endcall %}{% endblock %}
{% block bar %}{{ score.bar('0.0', '60', '', '提交评分') }}{% endblock %}"""


@dataclass
class Sheet:
    """What the server holds, and what goes wrong next."""

    version: int = 0
    marks: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    submitted: int = 0
    locked: bool = False
    lose_answer: bool = False
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def save(self, body: dict[str, Any], *, submit: bool) -> Any:
        """Keep a sheet once, whatever is repeated."""
        if body["key"] in self.answers:
            return jsonify(self.answers[body["key"]])
        if self.locked:
            return jsonify(message="此阶段已锁定，不能再改"), 409
        if body["seen"] != self.version:
            current = {"marks": self.marks, "comment": self.comment, "version": self.version}
            return jsonify(current=current), 409
        self.version += 1
        self.marks, self.comment = body["marks"], body["comment"]
        self.submitted += submit
        self.answers[body["key"]] = {"version": self.version}
        if self.lose_answer:
            self.lose_answer = False
            abort(503)
        return jsonify(self.answers[body["key"]])


def lay(app: Flask, account: int) -> Sheet:
    """Put the bench into the application and return its sheet."""
    sheet = Sheet()
    links = {"home": "/", "offline": "/bench/", "sign_out": "/sign-out"}

    def score() -> str:
        form = {
            "action": "/bench/7",
            "draft_url": "/bench/7/draft",
            "submit_url": "/bench/7/submit",
            "next_url": "/bench/",
            "account": account,
            "assignment": 7,
            "version": sheet.version,
            "total_scale": 1,
        }
        criteria = [sample_criterion("novelty", "创新性"), sample_criterion("use", "实用性")]
        return render_template_string(SCORE, s=form, sheet=sheet, criteria=criteria, links=links)

    app.add_url_rule("/bench/", "bench", lambda: render_template_string(LIST, links=links))
    app.add_url_rule("/bench/7", "bench_score", score)
    app.add_url_rule(
        "/bench/7/draft",
        "bench_draft",
        lambda: sheet.save(request.get_json(), submit=False),
        methods=["POST"],
    )
    app.add_url_rule(
        "/bench/7/submit",
        "bench_submit",
        lambda: sheet.save(request.get_json(), submit=True),
        methods=["POST"],
    )
    return sheet
