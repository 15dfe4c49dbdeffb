from competition.domain.matching.suitability import Subject, Trade, suitability

POWER, CHEMISTRY = 1, 2


def points(trade, subject):
    return suitability([trade], [subject])[0][0]


def test_a_chosen_track_counts_more_than_words_and_words_more_than_nothing():
    entry = Subject(POWER, "电力", "变压器油位监测")

    assert points(Trade(frozenset({POWER}), ""), entry) == 1000
    assert points(Trade(frozenset(), "电力系统"), entry) == 700
    assert points(Trade(frozenset(), ""), entry) == 400
    assert points(Trade(frozenset({CHEMISTRY}), ""), entry) == 100
    assert points(Trade(frozenset(), "化工"), entry) == 100


def test_terms_of_the_expertise_in_the_title_count_three_times_at_most():
    entry = Subject(None, "", "变压器油位在线监测装置与焊接")

    assert points(Trade(frozenset(), "变压器"), entry) == 160
    assert points(Trade(frozenset(), "变压器、焊接"), entry) == 220
    assert points(Trade(frozenset(), "变压器，油位；监测 焊接"), entry) == 280


def test_each_pair_is_rated_by_itself():
    judges = [Trade(frozenset({POWER}), ""), Trade(frozenset({CHEMISTRY}), "焊接")]
    entries = [Subject(POWER, "电力", "焊接"), Subject(CHEMISTRY, "化工", "泵")]

    assert suitability(judges, entries) == [[1000, 160], [100, 1000]]
