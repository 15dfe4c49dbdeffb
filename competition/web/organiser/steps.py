"""A part of the rules built step by step, read in words and tried out before it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rule_choices.step_changes import (
    RESULT,
    followed,
    moved,
    steps_of,
    with_steps,
    without_step,
)
from competition.domain.rules import Dimensions
from competition.domain.rules.attributes import PARENT, TRACK, UNIT
from competition.models import Competition, EntryForm, RuleSet, Stage, Track, database
from competition.services.results.gather import gather
from competition.services.results.naming import named_refusal
from competition.services.results.rule_changes import change_rules
from competition.services.results.rule_trial import Trial, try_rules
from competition.services.setup.entry_forms import current_form
from competition.services.setup.rules import (
    all_attributes,
    check_rules,
    current_rule_set,
    scoring_stages,
)
from competition.services.setup.seen import stamp
from competition.services.setup.tracks import tracks_of
from competition.web.access import allow, me
from competition.web.organiser.results import asked_group
from competition.web.organiser.room import room
from competition.web.organiser.rule_change import save_or_propose
from competition.web.organiser.setup_forms import text_of
from competition.web.organiser.step_faults import fault_place, fault_text
from competition.web.organiser.step_form import StepForm, form_of
from competition.web.organiser.step_keys import keys_offered
from competition.web.organiser.step_kinds import FIELDS, NAMES, begun, families, kind_of
from competition.web.organiser.step_values import as_json, from_json
from competition.web.organiser.step_ways import WAYS, way_steps
from competition.web.rule_words import rule_sentences, step_sentences

Document = dict[str, Any]


@dataclass(slots=True)
class Draft:
    """The rules on their way, and what was found out about them.

    Attributes:
        open: index of the step that is shown with its fields; None for none.
        fault: why the rules do not hold together.
        trial: what they would make of marks, once that was asked.
    """

    document: Document
    open: int | None = None
    fault: Refusal | None = None
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The competition and the part of its rules that the page is about."""

    competition: Competition
    part: str
    row: RuleSet
    stages: Sequence[Stage]
    tracks: Sequence[Track]
    form: EntryForm

    @property
    def attributes(self) -> str:
        """The attributes of entries that rules may look at, with what they are called."""
        labels = {each["key"]: each["label"] for each in self.form.fields}
        known = {TRACK: _("赛道"), UNIT: _("单位"), PARENT: _("所属单位"), **labels}
        keys = all_attributes(self.form.fields)
        named = [_("%(key)s（%(name)s）", key=key, name=known[key]) for key in keys]
        return str(_("、").join(named))

    @property
    def dimensions(self) -> Dimensions:
        """What the rules may name."""
        return Dimensions(
            tuple(stage.key for stage in self.stages),
            tuple(track.key for track in self.tracks),
            all_attributes(self.form.fields),
        )

    @property
    def choices(self) -> dict[str, list[str]]:
        """What the attributes of invented entries may say, in order."""
        found = {
            each["key"]: [one["key"] for one in each["choices"]]
            for each in self.form.fields
            if each.get("choices")
        }
        return {**found, TRACK: [track.key for track in self.tracks]}

    @property
    def name(self) -> str:
        """The part as people call it."""
        return next((s.name for s in self.stages if s.key == self.part), _("总成绩与奖项"))


@room.route("/competitions/<int:competition_id>/rules/<part>/steps", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_steps(competition: Competition, part: str) -> Any:
    """The steps of one part; nothing counts before it is saved."""
    session = database.session
    row = current_rule_set(session, competition.id)
    stages = scoring_stages(session, competition.id)
    if row is None or (part != RESULT and part not in row.document["stages"]):
        abort(404)
    tracks, form = tracks_of(session, competition.id), current_form(session, competition.id)
    desk = Desk(competition, part, row, stages, tracks, form)
    if request.method == "GET":
        return page(desk, Draft(dict(row.document), _index(request.args.get("open", ""))))
    return answer(desk)


def answer(desk: Desk) -> Any:
    """Take up what was typed, do what was asked, and show the rules as they are now."""
    carrier = form_of(None, posted=True)
    draft = Draft(dict(desk.row.document))
    try:
        if not carrier.validate():
            return render(desk, draft, carrier, None)
        draft.document = read_document(text_of(carrier.document), desk)
    except Refusal as refusal:
        carrier.document.errors = [*carrier.document.errors, refusal_text(refusal)]
        return render(desk, draft, carrier, None)
    steps = steps_of(draft.document, desk.part)
    draft.open = _within(_index(text_of(carrier.open)), steps)
    if draft.open is not None:
        step_form = step_form_of(desk, draft)
        form = form_of(step_form, posted=True)
        step = step_form.read(form) if form.validate() else None
        if step is None:
            return render(desk, draft, form, step_form)
        steps[draft.open] = step
        draft.document = followed(with_steps(draft.document, desk.part, steps), desk.part)
    return act(desk, draft, {"reason": text_of(carrier.reason), "seen": carrier.seen.data})


def act(desk: Desk, draft: Draft, kept: Mapping[str, Any]) -> Any:
    """Carry out the button that was pressed.

    Args:
        kept: reason and stamp as they were sent.
    """
    verb, _colon, rest = request.form.get("do", "show").partition(":")
    if verb == "save":
        return save(desk, draft, kept)
    steps, number = steps_of(draft.document, desk.part), _index(rest)
    kind = request.form.get("kind", "")
    if verb == "add" and kind in FIELDS:
        steps.append(begun(kind, steps))
        draft.open = len(steps) - 1
    elif verb == "way" and rest in WAYS:
        steps, draft.open = way_steps(rest, steps), None
    elif verb == "open":
        draft.open = number
    elif verb in ("up", "down") and number is not None:
        steps, draft.open = moved(steps, number, up=verb == "up"), None
    elif verb == "remove" and number is not None:
        steps, draft.open = without_step(steps, number), None
    draft.document = followed(with_steps(draft.document, desk.part, steps), desk.part)
    return page(desk, draft, kept, trying=verb == "try")


def save(desk: Desk, draft: Draft, kept: Mapping[str, Any]) -> Any:
    """Put the rules in force, or propose them; refused, they are shown again."""
    step_form = step_form_of(desk, draft) if draft.open is not None else None
    form = form_of(step_form, posted=False, data=kept)
    look_over(desk, draft)
    if draft.fault is not None:
        form.form_errors.append(told(desk, draft))
        return render(desk, draft, form, step_form)
    done = save_or_propose(
        form,
        lambda: change_rules(
            me(), desk.competition, draft.document, reason=kept["reason"], seen=kept["seen"]
        ),
        {"rules.change_reason": form.reason},
        done=_("“%(name)s”的计分步骤已保存。", name=desk.name),
        competition_id=desk.competition.id,
    )
    return render(desk, draft, form, step_form) if done is None else done


def page(
    desk: Desk, draft: Draft, kept: Mapping[str, Any] | None = None, *, trying: bool = False
) -> Any:
    """The page of a draft whose fields hold together."""
    look_over(desk, draft, trying=trying)
    draft.open = _within(draft.open, steps_of(draft.document, desk.part))
    step_form = step_form_of(desk, draft) if draft.open is not None else None
    form = form_of(step_form, posted=False, data=kept or {})
    if kept is None:
        form.seen.data = stamp(desk.row.document)
    place, parameter = fault_place(draft.fault, desk.part)
    name = step_form.field_of(parameter) if step_form and place == draft.open else None
    if name and draft.fault:
        form[name].errors = [told(desk, draft)]
    return render(desk, draft, form, step_form, status=200)


def render(
    desk: Desk, draft: Draft, form: Any, step_form: StepForm | None, *, status: int = 422
) -> Any:
    """Everything the template shows."""
    if not form.document.errors:
        form.document.data = as_json(draft.document)
    form.open.data = "" if step_form is None else str(draft.open)
    widest = max(draft.trial.comparisons, key=lambda one: len(one.groups)) if draft.trial else None
    return render_template(
        "organiser/steps.html",
        desk=desk,
        draft=draft,
        form=form,
        step_form=step_form,
        cards=cards(desk, draft),
        kinds=families(),
        ways=WAYS if desk.part != RESULT else {},
        sentences=rule_sentences(draft.document, desk.stages, desk.tracks),
        fault=told(desk, draft),
        fault_step=fault_place(draft.fault, desk.part)[0],
        groups=widest.groups if widest else (),
        group=asked_group(widest),
        is_changed=draft.document != desk.row.document,
    ), status


def look_over(desk: Desk, draft: Draft, *, trying: bool = False) -> None:
    """Check the draft, and try it out where that was asked."""
    try:
        rules = check_rules(draft.document, desk.dimensions)
    except Refusal as refusal:
        draft.fault = refusal
        return
    if not trying:
        return
    names = {track.key: track.name for track in desk.tracks}
    gathered = gather(database.session, desk.competition.id, beside=draft.document)
    try:
        draft.trial = try_rules(gathered, rules, names, desk.choices)
    except Refusal as refusal:
        draft.fault = named_refusal(refusal, gathered)


def told(desk: Desk, draft: Draft) -> str:
    """Why the draft does not hold together; "" where it does."""
    if draft.fault is None:
        return ""
    return fault_text(draft.fault, draft.document, desk.part, desk.stages)


def cards(desk: Desk, draft: Draft) -> list[dict[str, Any]]:
    """The steps in their order: what each says, and how its kind is called."""
    steps = steps_of(draft.document, desk.part)
    told = step_sentences(draft.document, desk.part, desk.stages, desk.tracks)
    shown = []
    for number, step in enumerate(steps):
        kind = kind_of(step)
        words = told[number] if number < len(told) else ""
        shown.append({"kind": NAMES.get(kind, kind), "words": words, "name": step.get("as", "")})
    return shown


def step_form_of(desk: Desk, draft: Draft) -> StepForm:
    """The fields of the step that is open."""
    number = draft.open or 0
    step = steps_of(draft.document, desk.part)[number]
    return StepForm(step, keys_offered(draft.document, desk.part, number))


def read_document(text: str, desk: Desk) -> Document:
    """The rules that came with the form.

    Raises:
        Refusal: ``step.json``, ``step.document`` when they are no rules with this part.
    """
    document = from_json(text)
    try:
        steps = steps_of(document, desk.part)
    except (KeyError, TypeError, AttributeError):
        raise Refusal("step.document") from None
    if not all(isinstance(step, dict) for step in steps):
        raise Refusal("step.document")
    return document if isinstance(document, dict) else {}


def _index(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _within(number: int | None, steps: Sequence[Any]) -> int | None:
    return number if number is not None and number < len(steps) else None
