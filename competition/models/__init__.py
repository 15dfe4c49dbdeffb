"""Tables and constraints."""

from competition.models.account import (
    Account,
    Attempt,
    LoginSession,
    Notification,
    Person,
    PersonalLink,
    RoleGrant,
)
from competition.models.base import Base
from competition.models.certificate import Certificate, CertificateTemplate, NumberRegister
from competition.models.database import database
from competition.models.entry import (
    Attachment,
    DeclarationAcceptance,
    Entry,
    EntryEvent,
    EntryMember,
    FormReview,
)
from competition.models.event import (
    Competition,
    Declaration,
    EntryForm,
    EntryLimit,
    Stage,
    Track,
)
from competition.models.fact import ScoreEvent, ScoreEventFile, ScoreItem
from competition.models.judging import (
    Assignment,
    Conflict,
    Criterion,
    Judge,
    JudgeTrack,
    Panel,
    PanelJudge,
    ScoreDraft,
    ScoreSheetVersion,
    StageEntry,
)
from competition.models.organisation import Organisation, OrganisationBranch
from competition.models.record import AuditHead, AuditRecord, IdempotencyKey, Job
from competition.models.result import (
    Award,
    AwardQuota,
    AwardTier,
    Decision,
    Proposal,
    ResultVersion,
    RuleSet,
    Standing,
)

__all__ = [
    "Account",
    "Assignment",
    "Attachment",
    "Attempt",
    "AuditHead",
    "AuditRecord",
    "Award",
    "AwardQuota",
    "AwardTier",
    "Base",
    "Certificate",
    "CertificateTemplate",
    "Competition",
    "Conflict",
    "Criterion",
    "Decision",
    "Declaration",
    "DeclarationAcceptance",
    "Entry",
    "EntryEvent",
    "EntryForm",
    "EntryLimit",
    "EntryMember",
    "FormReview",
    "IdempotencyKey",
    "Job",
    "Judge",
    "JudgeTrack",
    "LoginSession",
    "Notification",
    "NumberRegister",
    "Organisation",
    "OrganisationBranch",
    "Panel",
    "PanelJudge",
    "Person",
    "PersonalLink",
    "Proposal",
    "ResultVersion",
    "RoleGrant",
    "RuleSet",
    "ScoreDraft",
    "ScoreEvent",
    "ScoreEventFile",
    "ScoreItem",
    "ScoreSheetVersion",
    "Stage",
    "StageEntry",
    "Standing",
    "Track",
    "database",
]
