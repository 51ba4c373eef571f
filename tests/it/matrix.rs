//! What no fault leads astray: every command that changes something, every call it makes, every kind of fault, its
//! first, its last and each of its occurrences. Generated from an undisturbed run, played in virtual time.

mod crowd;
mod ends;
mod fuzz;
mod judge;
mod kill;
mod limits;
mod ministack;
mod play;
mod real;
mod sample;
mod scenarios;
mod signals;

use scenarios::Scenario;

/// On a thread with as much stack as the main thread of a process has: unoptimized futures are large.
fn roomy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(work).expect("a thread");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Plays the cases of a scenario, and fails with all that went wrong.
fn whole(scenario: Scenario, part: usize, of: usize) {
    roomy(move || play::all(&scenario, part, of).report());
}

/// So that several threads share the largest ones.
macro_rules! matrix {
    ($($name:ident: $scenario:ident, part $part:literal of $of:literal;)*) => {
        $(
            #[test]
            fn $name() {
                whole(scenarios::$scenario(), $part, $of);
            }
        )*
    };
}

matrix! {
    deploy_everything_1: deploy_everything, part 0 of 4;
    deploy_everything_2: deploy_everything, part 1 of 4;
    deploy_everything_3: deploy_everything, part 2 of 4;
    deploy_everything_4: deploy_everything, part 3 of 4;
    deploy_with_smoke_test_1: deploy_with_smoke_test, part 0 of 2;
    deploy_with_smoke_test_2: deploy_with_smoke_test, part 1 of 2;
    create_staged: create_staged, part 0 of 1;
    create_plain: create_plain, part 0 of 1;
    create_with_guard_version_and_aliases: create_with_guard_version_and_aliases, part 0 of 1;
    deploy_creates: deploy_creates, part 0 of 1;
    deploy_code: deploy_code, part 0 of 1;
    deploy_configuration: deploy_configuration, part 0 of 1;
    deploy_nothing: deploy_nothing, part 0 of 1;
    deploy_replaces_a_failed_function: deploy_replaces_a_failed_function, part 0 of 1;
    alias_is_made: alias_is_made, part 0 of 1;
    alias_is_moved: alias_is_moved, part 0 of 1;
    alias_is_deleted: alias_is_deleted, part 0 of 1;
    rollback: rollback, part 0 of 1;
    prune: prune, part 0 of 1;
    delete: delete, part 0 of 1;
    delete_version: delete_version, part 0 of 1;
}
