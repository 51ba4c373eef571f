use std::time::Duration;

use super::{Goal, Look, Next, Note, Seen, gap, next};
use crate::error::Kind;
use crate::function::Remote;

const LIMIT: Duration = Duration::from_secs(600);

fn remote(state: &str, update: Option<&str>) -> Remote {
    Remote { state: Some(state.to_owned()), last_update_status: update.map(str::to_owned), ..Remote::default() }
}

fn look<'a>(goal: Goal, seen: Seen<'a>, elapsed: Duration) -> Look<'a> {
    Look { goal, qualified: false, just_made: true, seen, elapsed, took: Duration::ZERO, throttled: 0, limit: LIMIT }
}

/// Looks at a function that becomes Active after `pending`; a look takes `took`. Gives how late Active
/// was seen, and how many looks it took.
fn simulate(pending: Duration, took: Duration) -> (Duration, u32) {
    let (waiting, active) = (remote("Pending", None), remote("Active", None));
    let (mut now, mut looks) = (Duration::ZERO, 0);
    loop {
        looks += 1;
        // The service answers half-way through the look.
        let seen = if now + took / 2 >= pending { &active } else { &waiting };
        now += took;
        let mut look = look(Goal::Active, Seen::Function(seen), now);
        look.took = took;
        match next(&look) {
            Next::Done => return (now.saturating_sub(pending), looks),
            Next::Again { after, .. } => now += after,
            Next::Stop(error) => unreachable!("{error}"),
        }
    }
}

#[test]
fn active_is_said_soon_enough_and_looks_are_few() {
    for millis in (0..300_000).step_by(37) {
        let pending = Duration::from_millis(millis);
        let (late, looks) = simulate(pending, Duration::ZERO);
        let allowed = Duration::from_millis(100).max(pending / 10);
        assert!(late <= allowed, "pending {pending:?}: {late:?} late");
        assert!(looks <= 80, "pending {pending:?}: {looks} looks");
        // With 20 ms for a round trip too.
        let (late, looks) = simulate(pending, Duration::from_millis(20));
        assert!(
            late <= allowed.max(Duration::from_millis(100)),
            "pending {pending:?}: {late:?} late with a round trip"
        );
        assert!(looks <= 80, "pending {pending:?}: {looks} looks");
    }
}

#[test]
fn looks_come_more_seldom_where_there_are_too_many_requests() {
    let pending = remote("Pending", None);
    let after = |throttled, elapsed| {
        let seen = look(Goal::Active, Seen::Function(&pending), Duration::from_secs(elapsed));
        match next(&Look { throttled, took: Duration::from_secs(5), ..seen }) {
            Next::Again { after, .. } => after,
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!(after(0, 10), Duration::from_millis(5), "a slow look is part of the gap");
    assert!(after(1, 10) > Duration::from_secs(1), "a throttled one is not");
    assert!(after(3, 10) > after(1, 10));
    assert_eq!(after(9, 10), Duration::from_millis(2_500));
}

#[test]
fn gaps_grow_and_stay_bounded() {
    assert_eq!(gap(Duration::ZERO), Duration::from_millis(80));
    assert_eq!(gap(Duration::from_secs(10)), Duration::from_millis(920));
    assert_eq!(gap(Duration::from_secs(3_600)), Duration::from_secs(30));
}

fn ends(goal: Goal, remote: &Remote) -> &'static str {
    match next(&look(goal, Seen::Function(remote), Duration::from_secs(2))) {
        Next::Done => "done",
        Next::Again { note: None, .. } => "again",
        Next::Again { note: Some(_), .. } => "again, named",
        Next::Stop(error) => match error.kind {
            Kind::Failed => "failed",
            Kind::Conflict => "conflict",
            Kind::Timeout => "timeout",
            _ => "other",
        },
    }
}

#[test]
fn every_state_has_a_meaning() {
    let table = [
        ("Pending", None, "again", "again", "again"),
        ("Active", None, "done", "done", "done"),
        ("Active", Some("Successful"), "done", "done", "done"),
        ("Active", Some("InProgress"), "done", "again", "again"),
        ("Active", Some("Failed"), "done", "failed", "done"),
        ("Active", Some("Strange"), "done", "again, named", "again, named"),
        ("Inactive", Some("Successful"), "done", "done", "done"),
        ("ActiveNonInvocable", None, "done", "done", "done"),
        ("Failed", None, "failed", "failed", "failed"),
        ("Deleting", None, "conflict", "conflict", "conflict"),
        ("Deactivating", None, "again, named", "again, named", "again, named"),
        ("Weird", None, "again, named", "again, named", "again, named"),
    ];
    for (state, update, active, updated, idle) in table {
        let remote = remote(state, update);
        assert_eq!(ends(Goal::Active, &remote), active, "{state} {update:?}");
        assert_eq!(ends(Goal::Updated, &remote), updated, "{state} {update:?}");
        assert_eq!(ends(Goal::Idle, &remote), idle, "{state} {update:?}");
        assert_eq!(ends(Goal::Deleted, &remote), "again", "{state} {update:?}");
    }
}

#[test]
fn a_version_of_a_capacity_provider_must_be_invocable() {
    let remote = remote("ActiveNonInvocable", None);
    let mut look = look(Goal::Active, Seen::Function(&remote), Duration::ZERO);
    look.qualified = true;
    assert!(matches!(next(&look), Next::Again { note: Some(Note::Unknown(_)), .. }));
}

#[test]
fn absence_passes_for_a_minute_after_a_create() {
    let at = |secs, just_made| {
        let mut look = look(Goal::Active, Seen::Missing, Duration::from_secs(secs));
        look.just_made = just_made;
        next(&look)
    };
    assert!(matches!(at(59, true), Next::Again { note: Some(Note::NotVisible), .. }));
    assert!(matches!(at(60, true), Next::Stop(_)));
    assert!(matches!(at(1, false), Next::Stop(_)));
    assert!(matches!(next(&look(Goal::Deleted, Seen::Missing, Duration::ZERO)), Next::Done));
}

#[test]
fn the_end_of_time_is_an_error_that_names_the_state() {
    let remote = Remote { state_reason: Some("slow\u{1b}".to_owned()), ..remote("Pending", None) };
    match next(&look(Goal::Active, Seen::Function(&remote), LIMIT)) {
        Next::Stop(error) => {
            assert_eq!(error.kind, Kind::Timeout);
            assert_eq!(error.message, "not Active after 600 s: Pending: slow\\u{1b}");
        }
        other => unreachable!("{other:?}"),
    }
    // The last look is at the limit.
    match next(&look(Goal::Active, Seen::Function(&remote), LIMIT - Duration::from_millis(30))) {
        Next::Again { after, note } => assert_eq!((after, note), (Duration::from_millis(30), Some(Note::Stuck))),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn failures_say_code_reason_and_what_to_do() {
    for (code, hint) in super::reasons::TABLE {
        let failed = Remote {
            state_reason_code: Some((*code).to_owned()),
            state_reason: Some("because.".to_owned()),
            ..remote("Failed", None)
        };
        match next(&look(Goal::Active, Seen::Function(&failed), Duration::ZERO)) {
            Next::Stop(error) => {
                assert_eq!(error.code.as_deref(), Some(*code));
                assert_eq!(error.message, format!("the function ended Failed ({code}): because"));
                assert_eq!(error.hints[0], *hint);
            }
            other => unreachable!("{other:?}"),
        }
    }
}
