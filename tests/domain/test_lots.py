"""Lots can be drawn again by anyone, today and in years."""

from competition.domain.lots import lot


def test_a_lot_is_the_same_on_every_machine():
    assert lot("2026", "J1", "E1").hex() == (
        "f45b812840fd35fc83d28bd78eae15c1a0dcb4a2df15a1caa4eccd95dc8aa777"
    )


def test_seed_and_each_name_count_and_so_does_where_one_ends():
    lots = [
        lot("s", "a", "b"),
        lot("t", "a", "b"),
        lot("s", "b", "a"),
        lot("s", "ab"),
        lot("sa", "b"),
        lot("s", "a"),
        lot("s"),
    ]

    assert len(set(lots)) == len(lots)
