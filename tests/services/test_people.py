from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.access import Grant, Role
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    AuditRecord,
    Competition,
    LoginSession,
    Organisation,
    Person,
    PersonalLink,
    RoleGrant,
    Stage,
    database,
)
from competition.services.identity.accounts import change_password, grant_role
from competition.services.identity.links import accept_invitation, link_url, use_sign_in_link
from competition.services.identity.sessions import principal_by_token, principal_of, start_session
from competition.services.people import (
    add_participant,
    create_participant,
    edit_participant,
    end_participation,
)
from competition.services.people.links import AFTER_THE_END, make_links, print_links
from competition.services.people.participants import ParticipantValues
from competition.services.people.personal import (
    find_by_id_number,
    keep_id_number,
    masked_id_number,
    masked_phone,
)
from competition.services.people.reading import list_participants
from competition.services.people.registration import (
    Registration,
    join_as_entrant,
    register_entrant,
)
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from tests.factories import PASSWORD, Make
from tests.faults.test_two_at_once import told


class House:
    """One competition of one federation, with its organiser."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.unit: Organisation = make.organisation()
        self.organiser = make.account(Role.ORGANISER, organisation=self.unit)
        self.event: Competition = make.competition(self.organiser, self.unit)

    def add(self, role: Role, login: str = "", name: str = "李明", **more: object) -> int:
        values = ParticipantValues(name=name, role=role, login=login, **more)  # type: ignore[arg-type]
        return create_participant(self.organiser, self.event, values)

    def refuse(self, action: object, *args: object, **more: object) -> str:
        with pytest.raises(Refusal) as refused:
            action(*args, **more)  # type: ignore[operator]
        return refused.value.code


@pytest.fixture
def house(app: object, make: Make) -> House:
    return House(make)


def roles(account_id: int) -> set[str]:
    return {str(grant.role) for grant in principal_of(account_id).grants}


def token_of(account_id: int, purpose: str) -> str:
    link = database.session.scalars(
        select(PersonalLink).where(
            PersonalLink.account_id == account_id,
            PersonalLink.purpose == purpose,
            PersonalLink.revoked_at.is_(None),
        )
    ).one()
    return link_url(link).rsplit("/", 1)[1]


def test_a_new_participant_is_known_to_be_made_by_the_organiser(house: House) -> None:
    account_id = house.add(Role.FORM_REVIEWER, "li.ming")

    account = database.session.get_one(Account, account_id)

    assert account.created_by_id == house.organiser.account_id
    assert principal_of(account_id).grants == (
        Grant(Role.FORM_REVIEWER, competition=house.event.id),
    )


def test_a_known_person_gains_the_role_and_keeps_the_account(house: House) -> None:
    first = house.add(Role.JUDGE, "li.ming", title="教授")

    again = house.add(Role.SUPERVISOR, "li.ming", title="另写的职务")

    assert again == first
    assert roles(first) == {"judge", "supervisor"}
    assert database.session.get_one(Account, first).person.title == "教授"


def test_somebody_elses_login_is_refused(house: House) -> None:
    house.add(Role.JUDGE, "li.ming")

    code = house.refuse(house.add, Role.JUDGE, "li.ming", "王五")

    assert code == "login.taken"


def test_a_chief_judge_is_a_judge_as_well(house: House) -> None:
    assert roles(house.add(Role.CHIEF_JUDGE)) == {"chief_judge", "judge"}


def test_a_role_of_the_installation_is_not_given_in_a_competition(house: House) -> None:
    assert house.refuse(house.add, Role.ADMINISTRATOR) == "participant.role"


def test_an_account_without_a_login_is_given_one(house: House) -> None:
    first, second = house.add(Role.JUDGE), house.add(Role.JUDGE)

    logins = [database.session.get_one(Account, each).login for each in (first, second)]

    assert [len(login) for login in logins] == [8, 8]
    assert logins[0] != logins[1]


def test_an_ended_role_is_gone_and_what_it_left_is_recorded(house: House) -> None:
    account_id = house.add(Role.CHIEF_JUDGE)

    end_participation(house.organiser, house.event, account_id, Role.JUDGE)

    assert roles(account_id) == set()
    assert database.session.scalars(
        select(AuditRecord.action).where(AuditRecord.subject == f"account:{account_id}")
    ).all() == ["participant.add", "participant.end"]


def test_organisers_cannot_end_their_own_role(house: House) -> None:
    with database.writing() as session:
        grant_role(
            session, None, house.organiser.account_id, Role.ORGANISER, competition_id=house.event.id
        )
    actor = principal_of(house.organiser.account_id)

    code = house.refuse(end_participation, actor, house.event, actor.account_id, Role.ORGANISER)

    assert code == "grant.self"


def test_a_person_of_another_competition_is_not_found(house: House) -> None:
    other = house.make.competition(house.organiser, house.unit, name="另一项竞赛")
    stranger = create_participant(
        house.organiser, other, ParticipantValues(name="王五", role=Role.JUDGE)
    )

    codes = [
        house.refuse(end_participation, house.organiser, house.event, stranger, Role.JUDGE),
        house.refuse(make_links, house.organiser, house.event, [stranger], purpose="sign_in"),
        house.refuse(
            edit_participant,
            house.organiser,
            house.event,
            stranger,
            name="王六",
            organisation_id=None,
            title="",
            phone="",
        ),
    ]

    assert codes == ["participant.unknown"] * 3


def test_a_phone_is_sealed_in_the_database_and_masked_on_screen(house: House) -> None:
    account_id = house.add(Role.JUDGE, phone="138 0013 8000")

    person = database.session.get_one(Account, account_id).person

    assert "13800138000" not in (person.phone_sealed or "")
    assert masked_phone(person) == "138****8000"
    assert person.retain_until is not None


def test_an_id_number_is_found_again_by_its_digest(house: House) -> None:
    account_id = house.add(Role.ENTRANT)
    with database.writing() as session:
        keep_id_number(session.get_one(Account, account_id).person, "11010519491231002x")

    person = find_by_id_number(database.session, "11010519491231002Ｘ")

    assert person is not None and person.id == principal_of(account_id).person_id
    assert masked_id_number(person) == "110105********002X"
    assert "11010519491231002X" not in f"{person.id_number_sealed}{person.id_number_digest}"


def test_what_is_known_of_a_participant_can_be_corrected(house: House) -> None:
    account_id = house.add(Role.JUDGE, "li.ming", phone="13800138000")

    edit_participant(
        house.organiser,
        house.event,
        account_id,
        name="李䶮",
        organisation_id=house.unit.id,
        title=" 教授 ",
        phone="",
    )

    person = database.session.get_one(Account, account_id).person
    assert (person.name, person.organisation_id, person.title) == ("李䶮", house.unit.id, "教授")
    assert masked_phone(person) == "138****8000"


def test_somebody_with_roles_elsewhere_is_out_of_an_organisers_reach(house: House) -> None:
    elsewhere = house.make.account(Role.SUPERVISOR, login="wu.zhen", name="吴真")
    house.add(Role.JUDGE, "wu.zhen", "吴真")

    codes = [
        house.refuse(
            edit_participant,
            house.organiser,
            house.event,
            elsewhere.account_id,
            name="吴假",
            organisation_id=None,
            title="",
            phone="",
        ),
        house.refuse(
            make_links, house.organiser, house.event, [elsewhere.account_id], purpose="invitation"
        ),
    ]

    assert codes == ["reach.elsewhere", "reach.elsewhere"]


def test_an_invitation_to_a_fellow_organiser_comes_from_who_made_the_account(house: House) -> None:
    fellow_id = house.add(Role.ORGANISER, "fellow", "赵六")
    make_links(house.organiser, house.event, [fellow_id], purpose="invitation")
    other = house.make.account(Role.ORGANISER, organisation=house.unit)

    code = house.refuse(make_links, other, house.event, [fellow_id], purpose="invitation")

    assert code == "link.powerful"


def test_organisers_and_supervisors_sign_in_with_a_password_only(house: House) -> None:
    chosen = [house.add(Role.ORGANISER), house.add(Role.SUPERVISOR, name="王五")]

    codes = [
        house.refuse(make_links, house.organiser, house.event, [each], purpose="sign_in")
        for each in chosen
    ]

    assert codes == ["link.role", "link.role"]


def test_links_for_several_are_made_all_or_none(house: House) -> None:
    judge, supervisor = house.add(Role.JUDGE), house.add(Role.SUPERVISOR, name="王五")

    house.refuse(make_links, house.organiser, house.event, [judge, supervisor], purpose="sign_in")

    assert database.session.scalars(select(PersonalLink.id)).all() == []


def test_a_personal_link_outlives_the_last_stage(house: House) -> None:
    judge = house.add(Role.JUDGE)
    closes = now() + timedelta(days=200)
    with database.writing() as session:
        of_event = select(Stage).where(Stage.competition_id == house.event.id)
        stage = session.scalars(of_event.order_by(Stage.position.desc())).first()
        assert stage is not None
        stage.closes_at = closes

    make_links(house.organiser, house.event, [judge], purpose="sign_in")

    link = database.session.scalars(select(PersonalLink)).one()
    assert link.expires_at == closes + AFTER_THE_END


def test_without_a_public_address_no_link_is_made(house: House) -> None:
    judge = house.add(Role.JUDGE)
    runtime.public_url = ""

    code = house.refuse(make_links, house.organiser, house.event, [judge], purpose="sign_in")

    assert code == "public_url.missing"


def test_a_personal_link_opens_its_own_competition_and_never_organising(house: House) -> None:
    other = house.make.competition(house.organiser, house.unit, name="另一项竞赛")
    account_id = house.add(Role.CHIEF_JUDGE, "li.ming")
    with database.writing() as session:
        for role, event in ((Role.JUDGE, other), (Role.ORGANISER, house.event)):
            grant_role(session, None, account_id, role, competition_id=event.id)
    make_links(house.organiser, house.event, [account_id], purpose="sign_in")

    used = use_sign_in_link(token_of(account_id, "sign_in"), device_token=None, device="x")
    principal = principal_by_token(used.session_token)

    assert principal is not None
    assert principal.grants == (Grant(Role.JUDGE, competition=house.event.id),)
    assert principal.by_link


def test_somebody_who_came_by_a_link_cannot_set_a_password(house: House) -> None:
    account_id = house.add(Role.JUDGE)
    make_links(house.organiser, house.event, [account_id], purpose="sign_in")
    used = use_sign_in_link(token_of(account_id, "sign_in"), device_token=None, device="x")
    principal = principal_by_token(used.session_token)
    assert principal is not None

    code = house.refuse(change_password, principal, "", "山长水远 654321")

    assert code == "password.by_link"


def test_a_session_by_password_keeps_every_grant(house: House) -> None:
    with database.writing() as session:
        token = start_session(session, house.organiser.account_id, "x")

    principal = principal_by_token(token)

    assert principal is not None
    assert principal.grants == principal_of(house.organiser.account_id).grants


def test_only_usable_links_are_printed(house: House) -> None:
    first, second = house.add(Role.JUDGE), house.add(Role.JUDGE, name="王五")
    make_links(house.organiser, house.event, [first], purpose="sign_in")
    other = house.make.competition(house.organiser, house.unit, name="另一项竞赛")
    create_participant(
        house.organiser,
        other,
        ParticipantValues(
            name="李明", role=Role.JUDGE, login=database.session.get_one(Account, first).login
        ),
    )

    slips = print_links(house.organiser, house.event, [first, second])

    assert [(slip.name, slip.roles, slip.purpose) for slip in slips] == [
        ("李明", ("judge",), "sign_in")
    ]
    assert slips[0].url.startswith("http://localhost/l/")
    assert house.refuse(print_links, house.organiser, other, [first]) == "link.nothing_to_print"


def open_for_all(event: Competition) -> None:
    with database.writing() as session:
        row = session.get_one(Competition, event.id)
        row.state, row.self_registration = "open", True
        for stage in row.stages:
            stage.opens_at = stage.closes_at = None


def registration(login: str = "chen.jing") -> Registration:
    return Registration(login=login, name="陈静", password=PASSWORD, unit_typed=" 某 机械厂 ")


def test_an_entrant_registers_and_is_signed_in_with_that_role(house: House) -> None:
    open_for_all(house.event)

    token = register_entrant(house.event, registration(), address="10.0.0.1", device="x")

    principal = principal_by_token(token)
    assert principal is not None
    assert principal.grants == (Grant(Role.ENTRANT, competition=house.event.id),)
    assert database.session.get_one(Person, principal.person_id).unit_typed == "某 机械厂"


def test_a_closed_competition_takes_no_registration(house: House) -> None:
    code = house.refuse(
        register_entrant, house.event, registration(), address="10.0.0.1", device="x"
    )

    assert code == "registration.closed"
    assert (
        database.session.scalars(select(Account.id).where(Account.login == "chen.jing")).all() == []
    )


def test_registering_is_limited_by_address(house: House) -> None:
    open_for_all(house.event)
    for number in range(20):
        register_entrant(house.event, registration(f"entrant{number}"), address="a", device="x")

    code = house.refuse(
        register_entrant, house.event, registration("entrant20"), address="a", device="x"
    )

    assert code == "limit.reached"


def test_an_account_can_join_another_open_competition(house: House) -> None:
    open_for_all(house.event)
    other = house.make.account(Role.ENTRANT)

    join_as_entrant(other, house.event)
    join_as_entrant(other, house.event)

    held = database.session.scalars(
        select(RoleGrant.id).where(
            RoleGrant.account_id == other.account_id, RoleGrant.competition_id == house.event.id
        )
    ).all()
    assert len(held) == 1


def test_a_list_of_people_shows_this_competition_only(house: House) -> None:
    other = house.make.competition(house.organiser, house.unit, name="另一项竞赛")
    house.add(Role.JUDGE, "li.ming")
    create_participant(
        house.organiser, other, ParticipantValues(name="李明", role=Role.ENTRANT, login="li.ming")
    )
    create_participant(house.organiser, other, ParticipantValues(name="王五", role=Role.ENTRANT))

    rows, total = list_participants(house.event.id)

    shown = {row.login: row.roles for row in rows}
    assert shown == {"li.ming": ("judge",), house.organiser.login: ("organiser",)}
    assert total == 2


def test_search_and_role_narrow_the_list(house: House) -> None:
    unit = house.make.organisation("锦州市总工会")
    house.add(Role.JUDGE, "li.ming", organisation_id=unit.id)
    house.add(Role.ENTRANT, "wang.wu", "王五")

    found = [
        [row.login for row in list_participants(house.event.id, **narrow)[0]]
        for narrow in (
            {"query": "王"},
            {"query": "锦州"},
            {"role": "judge"},
            {"query": "%"},
        )
    ]

    assert found == [["wang.wu"], ["li.ming"], ["li.ming"], []]


def test_a_link_session_ends_with_its_link(house: House) -> None:
    account_id = house.add(Role.JUDGE)
    make_links(house.organiser, house.event, [account_id], purpose="sign_in")
    use_sign_in_link(token_of(account_id, "sign_in"), device_token=None, device="x")

    make_links(house.organiser, house.event, [account_id], purpose="sign_in", replace=True)

    sessions = database.session.scalars(
        select(LoginSession).where(LoginSession.account_id == account_id)
    ).all()
    assert [each.revoked_at is not None for each in sessions] == [True]


def test_demonstration_people_can_be_added_by_the_system(house: House) -> None:
    with database.writing() as session:
        account = add_participant(
            session,
            None,
            house.event.id,
            login="judge01",
            name="周评",
            role=Role.JUDGE,
            organisation_id=house.unit.id,
            title="教授",
            password=PASSWORD,
        )

    assert account.created_by_id is None
    assert roles(account.id) == {"judge"}


def test_a_principal_without_roles_reaches_nobody(house: House) -> None:
    judge = house.add(Role.JUDGE)
    nobody: Principal = house.make.account(Role.ORGANISER, organisation=house.make.organisation())

    code = house.refuse(make_links, nobody, house.event, [judge], purpose="invitation")

    assert code == "reach.elsewhere"


def test_an_invitation_accepted_twice_at_once_sets_one_password(house: House) -> None:
    account_id = house.add(Role.FORM_REVIEWER, "li.ming")
    make_links(house.organiser, house.event, [account_id], purpose="invitation")
    token = token_of(account_id, "invitation")
    database.release()
    answers: list[str] = []

    both = [
        told(lambda one=one: accept_invitation(token, f"山长水远 12345{one}", device="x"), answers)
        for one in range(2)
    ]
    for thread in both:
        thread.join()

    assert sorted(answers) == ["done", "link.used"]
