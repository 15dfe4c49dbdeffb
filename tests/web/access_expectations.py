"""Who may call which route, written down a second time and by hand.

A route that is not here fails the test, and so does one whose declared policy differs. Change this
table only together with the rule.
"""

from dataclasses import dataclass

from competition.domain.access import Role
from competition.models import (
    Account,
    Assignment,
    Attachment,
    Base,
    Certificate,
    Competition,
    Entry,
    Finding,
    Flag,
    Job,
    Judge,
    LoginSession,
    Objection,
    Organisation,
    Panel,
    ParticipationReport,
    PersonalLink,
    Proposal,
    Recommendation,
    RecommendationList,
    ResultVersion,
    RoleGrant,
    ScoreEvent,
    ScoreItem,
    SheetPhoto,
    Stage,
    Track,
)


@dataclass(frozen=True)
class Expected:
    """Who may, and over which object; `roles` None means everybody."""

    roles: frozenset[Role] | None
    on: type[Base] | None = None


def routes(
    room: str, names: str, *roles: Role, on: type[Base] | None = None
) -> dict[str, Expected]:
    expected = Expected(frozenset(roles), on)
    return {f"{room}.{name}": expected for name in names.split()}


ORGANISER, REVIEWER, CHIEF = Role.ORGANISER, Role.FORM_REVIEWER, Role.CHIEF_JUDGE
ADMINISTRATOR, JUDGE, ENTRANT = Role.ADMINISTRATOR, Role.JUDGE, Role.ENTRANT

SIGNED_IN = routes(
    "account", "home join notifications profile read_notifications sign_out units"
) | routes("account", "end_device", on=LoginSession)

ADMINISTRATION = (
    routes(
        "organiser",
        """administration confirm_organisations export_organisations import_organisations
        new_account new_organisation organisations organisations_template""",
        ADMINISTRATOR,
    )
    | routes(
        "organiser",
        "account account_qr add_grant end_account invite_account",
        ADMINISTRATOR,
        on=Account,
    )
    | routes("organiser", "close_unit merge_unit organisation", ADMINISTRATOR, on=Organisation)
    | routes("organiser", "revoke_role set_term", ADMINISTRATOR, on=RoleGrant)
)

SETTING_UP = (
    routes("organiser", "new_competition", ORGANISER)
    | routes("organiser", "competitions", ORGANISER, REVIEWER)
    | routes("public", "look", ORGANISER, ADMINISTRATOR)
    | routes("organiser", "overview", ORGANISER, REVIEWER, on=Competition)
    | routes(
        "organiser",
        """checklist copy_competition edit_basics edit_declaration edit_field edit_final_rules
        edit_form edit_limits edit_review_checklist edit_rules edit_stages edit_steps edit_tracks
        end_now reopen_now
        move_one_field new_declaration new_field open_now remove_one_declaration
        remove_one_field certificate_preview edit_certificate
        rehearsal begin_rehearsal run_rehearsal remove_rehearsal""",
        ORGANISER,
        on=Competition,
    )
    | routes(
        "organiser",
        """close_one_stage edit_criterion edit_stage edit_stage_rules move_one_criterion
        new_criterion open_one_stage remove_one_criterion remove_one_stage reopen_one_stage""",
        ORGANISER,
        on=Stage,
    )
    | routes("organiser", "move_one_track remove_one_track rename_one_track", ORGANISER, on=Track)
)

PEOPLE = routes(
    "organiser",
    """confirm_people end_role links new_person people people_export people_import person
    template_of_people""",
    ORGANISER,
    on=Competition,
) | routes("organiser", "end_link link_qr release", ORGANISER, on=PersonalLink)

ENTRIES = (
    routes("organiser", "bulk_entries entries form_reviews", ORGANISER, REVIEWER, on=Competition)
    | routes("organiser", "entry entry_pdf review_entry", ORGANISER, REVIEWER, on=Entry)
    | routes("organiser", "attachment", ORGANISER, REVIEWER, on=Attachment)
    | routes("organiser", "correct disqualify papers reconsider reopen", ORGANISER, on=Entry)
)

EXCHANGE = (
    routes(
        "organiser",
        """certificates_export confirm_entries entries_export entries_import judges_export
        template_of_entries""",
        ORGANISER,
        on=Competition,
    )
    | routes("organiser", "board_export", ORGANISER, on=Stage)
    | routes("organiser", "awards_export standings_export", ORGANISER, on=ResultVersion)
)

JUDGING = (
    routes("organiser", "board call_all_judges judges panels", ORGANISER, on=Competition)
    | routes(
        "organiser",
        "appoint_one_department appoint_one_verifier period_units periods",
        ORGANISER,
        on=Competition,
    )
    | routes("organiser", "open_one_period period remind_period", ORGANISER, on=Stage)
    | routes("organiser", "dismiss_principal", ORGANISER, on=Judge)
    | routes("organiser", "entry_above take_part", ORGANISER, on=Entry)
    | routes(
        "organiser", "judge note_conflict set_judge_trade withdraw_one_judge", ORGANISER, on=Judge
    )
    | routes("organiser", "name_panel panel seat_one_judge unseat_one_judge", ORGANISER, on=Panel)
    | routes("organiser", "mark_one_absent remove_one_assignment", ORGANISER, on=Assignment)
    | routes("organiser", "photo", ORGANISER, on=SheetPhoto)
    | routes(
        "organiser",
        """adopt_matching assign_one lock make_all_panels mark_one_judge_absent matching
        move_one_entry nudge_judges
        replace_one_judge share_out stage_entry take_entries_in""",
        ORGANISER,
        on=Stage,
    )
)

RESULTS = (
    routes(
        "organiser",
        "awards bar compute live_derivation record_decision results undecide vacate",
        ORGANISER,
        on=Competition,
    )
    | routes("organiser", "publication score_corrections", ORGANISER, CHIEF, on=Competition)
    | routes("organiser", "events verify_events", ORGANISER, CHIEF, on=Competition)
    | routes("organiser", "event event_file", ORGANISER, CHIEF, on=ScoreEvent)
    | routes("organiser", "change_event propose_event withdraw_event", ORGANISER, on=ScoreEvent)
    | routes(
        "organiser",
        """confirm_events confirm_items events_export events_import items items_import new_event
        table_of_items template_of_events verify_items""",
        ORGANISER,
        on=Competition,
    )
    | routes("organiser", "act_on_item", ORGANISER, on=ScoreItem)
    | routes("organiser", "correct_score", ORGANISER, on=Stage)
    | routes(
        "organiser",
        "answer_score_correction correction_paper score_correction",
        ORGANISER,
        CHIEF,
        on=Proposal,
    )
    | routes("organiser", "bundle derivation result summary", ORGANISER, CHIEF, on=ResultVersion)
    | routes("organiser", "calculation_sheet", ORGANISER, CHIEF, on=ResultVersion)
    | routes("organiser", "make_sheets", ORGANISER, on=ResultVersion)
    | routes("organiser", "trust", ORGANISER, CHIEF, on=ResultVersion)
    | routes("organiser", "notice propose request_trust", ORGANISER, on=ResultVersion)
    | routes("organiser", "answer_proposal answer_revoking", ORGANISER, CHIEF, on=Proposal)
    | routes("organiser", "answer_rule_change rule_change", ORGANISER, CHIEF, on=Proposal)
)

CERTIFICATES = (
    routes(
        "organiser",
        "archive_certificates certificates issue_certificates",
        ORGANISER,
        on=Competition,
    )
    | routes("organiser", "certificate certificate_pdf_file", ORGANISER, CHIEF, on=Certificate)
    | routes("organiser", "propose_revoking reissue_certificate", ORGANISER, on=Certificate)
    | routes("organiser", "archive_file job job_progress sheets_file", ORGANISER, on=Job)
)

RECOMMENDING = (
    routes("recommend", "home", Role.RECOMMENDER)
    | routes("recommend", "board desk forward quotas", Role.RECOMMENDER, on=Competition)
    | routes(
        "recommend",
        "decline_one give_back give_back_down promote_one recall_one save_opinion step",
        Role.RECOMMENDER,
        on=Recommendation,
    )
    | routes(
        "recommend",
        "attach_list_scan cancel_one_list list_paper list_scan send_one_list show_list",
        Role.RECOMMENDER,
        on=RecommendationList,
    )
    | routes("recommend", "attachment", Role.RECOMMENDER, on=Attachment)
    | routes("recommend", "participation template_of_list", Role.RECOMMENDER)
    | routes(
        "recommend",
        """annual_statistics export_participation missing_reports participation_reports
        statistics""",
        Role.RECOMMENDER,
        on=Organisation,
    )
    | routes(
        "recommend",
        "confirm_list report_list report_participation",
        Role.RECOMMENDER,
        on=Organisation,
    )
    | routes(
        "recommend",
        """confirm_corrected_list correct_list correct_participation participation_report
        withdraw_participation""",
        Role.RECOMMENDER,
        on=ParticipationReport,
    )
    | routes(
        "organiser",
        "recommending recommending_board recommending_quotas",
        ORGANISER,
        on=Competition,
    )
    | routes(
        "organiser",
        "recommendation_paper recommendation_scan",
        ORGANISER,
        REVIEWER,
        on=RecommendationList,
    )
)

FINDINGS = (
    routes("judge", "findings", JUDGE)
    | routes("judge", "new_finding", JUDGE, on=Assignment)
    | routes(
        "judge",
        """confirm_one_finding finding finding_picture send_back_one_finding
        withdraw_one_finding""",
        JUDGE,
        on=Finding,
    )
    | routes("entrant", "findings", ENTRANT)
    | routes("entrant", "answer_one_finding finding finding_picture", ENTRANT, on=Finding)
    | routes(
        "organiser",
        "findings findings_export findings_paper flags new_flag remind_late_units",
        ORGANISER,
        on=Competition,
    )
    | routes("organiser", "finding finding_picture", ORGANISER, on=Finding)
    | routes(
        "organiser", "choose_flag_holder edit_flag flag_paper remove_one_flag", ORGANISER, on=Flag
    )
)

OBJECTIONS = (
    routes("organiser", "edit_notice new_objection objections", ORGANISER, on=Competition)
    | routes(
        "organiser",
        "answer_draft objection objection_file objection_paper reveal sign_objection",
        ORGANISER,
        CHIEF,
        JUDGE,
        on=Objection,
    )
    | routes(
        "organiser",
        "answer_objection draft_objection link_one_correction objection_panel",
        ORGANISER,
        on=Objection,
    )
    | routes("supervisor", "objections", Role.SUPERVISOR, on=Competition)
    | routes("supervisor", "objection objection_file", Role.SUPERVISOR, on=Objection)
    | routes("entrant", "appeal_paper appeals new_appeal", ENTRANT, on=Entry)
)

ENTRANTS = (
    routes("entrant", "certificates home", ENTRANT)
    | routes("entrant", "start", ENTRANT, on=Competition)
    | routes(
        "entrant",
        """add_attachment attachments autosave_entry calculation_sheet check_entry edit_entry
        entry entry_pdf result resume save_entry submit withdraw""",
        ENTRANT,
        on=Entry,
    )
    | routes("entrant", "site", ENTRANT)
    | routes(
        "entrant",
        """add_photo_once add_photos drop_photo report_state save_report site_report
        submit_report submit_report_plainly""",
        ENTRANT,
        on=Assignment,
    )
    | routes("entrant", "photo", ENTRANT, on=SheetPhoto)
    | routes("entrant", "attachment remove", ENTRANT, on=Attachment)
    | routes("entrant", "certificate_file", ENTRANT, on=Certificate)
)

JUDGES = (
    routes("judge", "conflicts home", JUDGE, CHIEF)
    | routes(
        "judge",
        """attachment next_sheet save_draft score_sheet sheet_state stand_aside submit
        submit_plainly""",
        JUDGE,
        on=Assignment,
    )
    | routes("judge", "confirm declare withdraw", JUDGE, on=Judge)
    | routes("judge", "photo", JUDGE, on=SheetPhoto)
)

SUPERVISORS = (
    routes("supervisor", "home", Role.SUPERVISOR)
    | routes("supervisor", "corrections events", Role.SUPERVISOR, on=Competition)
    | routes("supervisor", "event event_file", Role.SUPERVISOR, on=ScoreEvent)
    | routes("supervisor", "photo", Role.SUPERVISOR, on=SheetPhoto)
    | routes("supervisor", "correction correction_paper", Role.SUPERVISOR, on=Proposal)
    | routes("supervisor", "record results verify", Role.SUPERVISOR, on=Competition)
    | routes(
        "supervisor",
        "bundle calculation_sheet derivation result trust",
        Role.SUPERVISOR,
        on=ResultVersion,
    )
)

EVERYBODY = Expected(None)
OPEN_TO_ALL = dict.fromkeys(
    (
        "account.choose_language",
        "account.enter",
        "account.register",
        "account.sign_in",
        "account.welcome",
        "public.bundle",
        "public.calculation_sheet",
        "public.check_entry",
        "public.check_recommended",
        "public.competition",
        "public.derivation",
        "public.flags",
        "public.healthz",
        "public.home",
        "public.notice",
        "public.notice_paper",
        "public.notices",
        "public.object_to",
        "public.objection",
        "public.objection_decision",
        "public.readyz",
        "public.results",
        "public.service_worker",
        "public.verify",
        "public.withdraw_objection",
        "public.verify_form",
    ),
    EVERYBODY,
)

EXPECTED = (
    SIGNED_IN
    | ADMINISTRATION
    | SETTING_UP
    | PEOPLE
    | ENTRIES
    | EXCHANGE
    | JUDGING
    | RESULTS
    | CERTIFICATES
    | RECOMMENDING
    | OBJECTIONS
    | FINDINGS
    | ENTRANTS
    | JUDGES
    | SUPERVISORS
    | OPEN_TO_ALL
)
