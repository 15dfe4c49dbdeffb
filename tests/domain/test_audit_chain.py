import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.audit_chain import START, ChainReport, chain_hash, verify_chain


def sealed(count, tail=0):
    head, chain = START, []
    for sequence in range(1, count + tail + 1):
        record = {"sequence": sequence, "action": "submit", "who": f"account {sequence % 3}"}
        head = chain_hash(head, record)
        chain.append((record, head if sequence <= count else None))
    return chain


def test_an_unbroken_chain_holds_and_names_its_head_and_tail():
    chain = sealed(5, tail=2)

    report = verify_chain(chain)

    assert report.holds
    assert (report.sealed, report.unsealed, report.head) == (5, 2, chain[4][1])


def test_an_empty_chain_holds():
    assert verify_chain([]).holds
    assert verify_chain([]).head == START


@settings(derandomize=True, max_examples=60)
@given(st.integers(1, 8), st.data())
def test_the_first_changed_record_is_found(count, data):
    chain = sealed(count, tail=1)
    place = data.draw(st.integers(0, count - 1))
    record, stored = chain[place]
    chain[place] = ({**record, "who": "somebody else"}, stored)

    report = verify_chain(chain)

    head = chain[place - 1][1] if place else START
    assert report == ChainReport(place, 0, head, place + 1, "hash")


@pytest.mark.parametrize(("gone", "broken_at"), [(0, 1), (2, 3)])
def test_a_record_taken_out_leaves_a_gap(gone, broken_at):
    chain = sealed(5)
    head = chain[gone - 1][1] if gone else START
    del chain[gone]

    report = verify_chain(chain)

    assert report == ChainReport(gone, 0, head, broken_at, "gap")


def test_records_that_changed_places_leave_a_gap():
    chain = sealed(5)
    chain[1], chain[2] = chain[2], chain[1]

    assert verify_chain(chain).broken_at == 2


def test_a_record_sealed_again_breaks_the_chain_at_the_next():
    chain = sealed(5)
    changed = {**chain[2][0], "who": "somebody else"}
    chain[2] = (changed, chain_hash(chain[1][1], changed))

    report = verify_chain(chain)

    assert (report.broken_at, report.reason) == (4, "hash")


def test_an_unsealed_record_stands_only_at_the_end():
    chain = sealed(3)
    chain[1] = (chain[1][0], None)

    assert verify_chain(chain) == ChainReport(1, 1, chain[0][1], 2, "unsealed_inside")


def test_a_chain_rewritten_from_the_start_does_not_hold_the_head_that_was_kept():
    kept = sealed(4)[-1][1]
    rewritten, head = [], START
    for record, _ in sealed(6):
        changed = {**record, "who": "somebody else"}
        head = chain_hash(head, changed)
        rewritten.append((changed, head))

    assert verify_chain(sealed(6), known_head=kept).holds
    assert verify_chain(rewritten).holds
    assert verify_chain(rewritten, known_head=kept).reason == "head"


def test_a_chain_cut_short_does_not_hold_the_head_that_was_kept():
    kept = sealed(6)[-1][1]

    assert not verify_chain(sealed(4), known_head=kept).holds


def test_a_link_is_the_digest_that_anyone_can_compute():
    text = START + '\n{"sequence":1,"who":"张三"}'

    found = chain_hash(START, {"who": "张三", "sequence": 1})

    assert found == hashlib.sha256(text.encode()).hexdigest()
