//! What no fault leads astray: every command that changes something, every call it makes, every kind of fault, its
//! first, its last and each of its occurrences. Generated from an undisturbed run, played in virtual time.

mod judge;
mod play;
mod scenarios;

use scenarios::Scenario;

/// Plays all cases of a scenario, and fails with all that went wrong.
fn whole(scenario: Scenario) {
    // Unoptimized futures are large: as much stack as the main thread of a process has.
    let played = std::thread::Builder::new().stack_size(8 << 20).spawn(move || play::all(&scenario).report());
    if let Err(panic) = played.expect("a thread").join() {
        std::panic::resume_unwind(panic);
    }
}

macro_rules! matrix {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                whole(scenarios::$name());
            }
        )*
    };
}

matrix! {
    create_plain,
    create_with_guard_version_and_aliases,
    deploy_creates,
    deploy_code,
    deploy_configuration,
    deploy_everything,
    deploy_nothing,
    deploy_with_smoke_test,
    deploy_replaces_a_failed_function,
    alias_is_made,
    alias_is_moved,
    alias_is_deleted,
    rollback,
    prune,
    delete,
    delete_version,
}
