"""What may become of a thing, and what each state allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lifecycle.diagram import page
from policies.lifecycle.lifecycle import ImpossibleTransition, UnknownLifecycle
from policies.lifecycle.lifecycles import LIFECYCLES, allowed, lifecycle, transition
from tests.places import PROJECT

WALK = ["receive", "read", "check", "label", "reduce", "store", "receipt", "accept"]
STEPS = ["reading", "checking", "labelling", "reducing", "storing", "receipting"]


def walk(kind, *events):
    state = lifecycle(kind).first
    for event in events:
        state = transition(kind, state, event)
    return state


def test_there_are_four_lifecycles():
    assert set(LIFECYCLES) == {"agreement", "dispute", "release", "submission"}


def test_a_submission_walks_through_every_step_of_the_worker():
    states = [walk("submission", *WALK[:n]) for n in range(1, len(WALK) + 1)]

    assert states == ["received", *STEPS, "accepted"]
    assert lifecycle("submission").steps == tuple(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_dies_in_a_step_starts_anew(step):
    assert transition("submission", step, "restart") == "received"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_may_refuse_or_fail(step):
    assert transition("submission", step, "refuse") == "refused"
    assert transition("submission", step, "fail") == "failed"


def test_a_trial_run_ends_without_a_receipt():
    assert walk("submission", *WALK[:-1], "try") == "tried"
    assert not allowed("submission", "tried", "use")


def test_only_an_accepted_submission_is_used():
    using = [s for s in lifecycle("submission").states if allowed("submission", s, "use")]

    assert using == ["accepted"]


def test_only_an_active_agreement_lets_anything_in():
    letting = [s for s in lifecycle("agreement").states if allowed("agreement", s, "hand-in")]

    assert letting == ["active"]


def test_only_a_published_release_is_read():
    reading = [s for s in lifecycle("release").states if allowed("release", s, "read")]

    assert reading == ["published"]


def test_a_release_needs_preview_and_approval_before_it_is_signed():
    walked = walk("release", "snapshot", "compute", "protect", "preview", "approve", "sign")

    assert transition("release", walked, "publish") == "published"


def test_a_dispute_is_looked_at_before_it_is_decided():
    assert walk("dispute", "review", "decide-here") == "decided-here"
    assert [s for s in lifecycle("dispute").states if allowed("dispute", s, "place")] == [
        "decided-here",
        "decided-elsewhere",
    ]


@pytest.mark.parametrize(
    ("kind", "state", "event"),
    [
        ("dispute", "opened", "decide-here"),
        ("dispute", "lapsed", "review"),
        ("dispute", "upheld", "end"),
        ("release", "previewed", "sign"),
        ("release", "previewed", "publish"),
        ("submission", "refused", "accept"),
        ("submission", "destroyed", "use"),
        ("agreement", "closed", "sign"),
        ("agreement", "terminated", "resume"),
    ],
)
def test_what_a_state_does_not_know_is_impossible(kind, state, event):
    with pytest.raises(ImpossibleTransition, match=f"a {kind} that is {state} cannot {event}"):
        transition(kind, state, event)


def test_a_thing_without_a_lifecycle_has_no_states():
    with pytest.raises(UnknownLifecycle):
        transition("weather", "fine", "rain")


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_state_can_be_reached_from_the_first(kind):
    held = lifecycle(kind)
    reached, before = {held.first}, set()
    while reached != before:
        before = set(reached)
        reached |= {after for (state, _), after in held.arrows.items() if state in before}

    assert reached == set(held.states)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_only_states_that_there_are_allow_anything(kind):
    held = lifecycle(kind)

    assert set(held.allows) <= set(held.states)
    assert set(held.steps) <= set(held.states)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_no_step_of_work_is_an_end(kind):
    held = lifecycle(kind)

    assert not set(held.steps) & held.final


@given(st.sampled_from(sorted(LIFECYCLES)), st.data())
def test_a_transition_is_an_arrow_or_impossible(kind, data):
    held = lifecycle(kind)
    state = data.draw(st.sampled_from(held.states))
    event = data.draw(st.sampled_from(sorted({event for _, event in held.arrows})))

    if event in held.events(state):
        assert transition(kind, state, event) in held.states
    else:
        with pytest.raises(ImpossibleTransition):
            transition(kind, state, event)


def test_the_diagrams_show_every_arrow():
    drawn = page()

    assert all(
        f"{state.replace('-', '_')} --> {after.replace('-', '_')} : {event}" in drawn
        for held in LIFECYCLES.values()
        for (state, event), after in held.arrows.items()
    )


def test_the_page_of_lifecycles_is_not_stale():
    assert (PROJECT / "docs" / "lifecycles.md").read_text(encoding="utf-8") == page()
