import pytest

from competition.domain.access import Grant, Role, Scope, allows

CITY = Scope(competition=7, organisations=frozenset({1, 10, 100}))


@pytest.mark.parametrize(
    ("grant", "reaches"),
    [
        (Grant(Role.ORGANISER), True),
        (Grant(Role.ORGANISER, competition=7), True),
        (Grant(Role.ORGANISER, competition=8), False),
        (Grant(Role.ORGANISER, organisation=100), True),
        (Grant(Role.ORGANISER, organisation=1), True),
        (Grant(Role.ORGANISER, organisation=101), False),
    ],
)
def test_a_grant_reaches_its_competition_or_all_under_its_organisation(grant, reaches):
    assert allows([grant], [Role.ORGANISER], CITY) is reaches


def test_a_competition_grant_does_not_reach_what_belongs_to_no_competition():
    grant = Grant(Role.ORGANISER, competition=7)

    assert not allows([grant], [Role.ORGANISER], Scope(organisations=frozenset({1})))


def test_no_role_contains_another():
    administrator = [Grant(Role.ADMINISTRATOR)]

    allowed = [role for role in Role if allows(administrator, [role], CITY)]

    assert allowed == [Role.ADMINISTRATOR, Role.PUBLIC]


def test_a_visitor_may_do_only_what_is_public():
    assert allows([], [Role.PUBLIC], CITY)
    assert not allows([], [Role.ENTRANT, Role.JUDGE], CITY)


def test_a_route_that_names_no_role_lets_nobody_in():
    assert not allows([Grant(Role.ORGANISER)], [], CITY)


def test_one_role_of_several_is_enough():
    grants = [Grant(Role.JUDGE, competition=8), Grant(Role.CHIEF_JUDGE, competition=7)]

    assert allows(grants, [Role.JUDGE, Role.CHIEF_JUDGE], CITY)


def test_a_grant_names_an_organisation_or_a_competition():
    with pytest.raises(
        ValueError, match="^a grant reaches an organisation or a competition, not both$"
    ):
        Grant(Role.JUDGE, organisation=1, competition=7)


def test_the_public_role_is_never_granted():
    with pytest.raises(ValueError, match="^the public role is never granted$"):
        Grant(Role.PUBLIC)
