//! Planning against a model of AWS: random pairs of manifests over all settings.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers fail the test where they are surprised"
)]

#[path = "plan/cases.rs"]
pub mod cases;
#[path = "plan/model.rs"]
mod model;
#[path = "plan/oracle.rs"]
pub mod oracle;

use lamctl::error::{Error, Kind};
use lamctl::plan::compare::compare;
use lamctl::plan::import::import;
use lamctl::plan::{CodeFacts, DeployOptions, Plan, deploy};
use proptest::prelude::*;

use cases::{Case, pairs};
use model::Aws;

fn plan(case: &Case, aws: &Aws) -> Result<Plan, Error> {
    let facts = CodeFacts { package: Some(&case.package), ..CodeFacts::default() };
    deploy(&case.desired, aws.read().as_ref(), facts, &DeployOptions::default())
}

pub fn created(case: &Case) -> Aws {
    let mut aws = Aws::default();
    let plan = plan(case, &aws).unwrap();
    aws.run(&plan, usize::MAX);
    aws
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_created_needs_no_deploy((case, _) in pairs()) {
        let aws = created(&case);
        let again = plan(&case, &aws).unwrap();
        prop_assert!(again.steps.is_empty(), "{:?}", again.steps);
    }

    #[test]
    fn a_deploy_makes_the_calls_that_it_must_and_a_second_none((before, after) in pairs()) {
        let mut aws = created(&before);
        let expected = oracle::expect(&after, &aws);
        let plan = match (plan(&after, &aws), &expected) {
            (Err(error), None) => {
                prop_assert_eq!(error.kind, Kind::Guard);
                return Ok(());
            }
            (plan, Some(_)) => plan.unwrap(),
            (Ok(plan), None) => panic!("others' variables were to be refused: {:?}", plan.steps),
        };
        let expected = expected.unwrap();
        let operations = aws.run(&plan, usize::MAX);
        prop_assert_eq!(operations, expected.operations);
        let state = aws.read().unwrap();
        prop_assert_eq!(&state.function.configuration.settings, &expected.settings);
        let difference = compare(&after.desired, &state.function, state.code_signing.as_deref()).unwrap();
        prop_assert!(difference.is_empty(), "{difference:?}");
        let again = self::plan(&after, &aws).unwrap();
        prop_assert!(again.steps.is_empty(), "{:?}", again.steps);
    }

    #[test]
    fn a_killed_create_is_ended_by_a_deploy((case, _) in pairs(), at in 0..6usize) {
        let undisturbed = created(&case).function.unwrap();
        let mut aws = Aws::default();
        let whole = plan(&case, &aws).unwrap();
        aws.run(&whole, at);
        let rest = plan(&case, &aws).unwrap();
        aws.run(&rest, usize::MAX);
        prop_assert!(plan(&case, &aws).unwrap().steps.is_empty());
        let function = aws.function.unwrap();
        prop_assert_eq!((&function.settings, &function.code), (&undisturbed.settings, &undisturbed.code));
        prop_assert_eq!(function.versions.len(), undisturbed.versions.len());
        prop_assert_eq!(function.aliases, undisturbed.aliases);
    }

    #[test]
    fn a_killed_deploy_is_ended_by_the_next((before, after) in pairs(), at in 0..12usize) {
        let mut aws = created(&before);
        let Ok(whole) = plan(&after, &aws) else { return Ok(()) };
        let mut undisturbed = aws.clone();
        undisturbed.run(&whole, usize::MAX);
        aws.run(&whole, at);
        let rest = plan(&after, &aws).unwrap();
        aws.run(&rest, usize::MAX);
        prop_assert!(plan(&after, &aws).unwrap().steps.is_empty());
        let (a, b) = (aws.function.unwrap(), undisturbed.function.unwrap());
        prop_assert_eq!((&a.settings, &a.code, &a.tags, &a.signing), (&b.settings, &b.code, &b.tags, &b.signing));
        prop_assert_eq!(a.versions.len(), b.versions.len());
        for (name, alias) in &b.aliases {
            prop_assert_eq!(&a.aliases[name].version, &alias.version);
        }
    }

    #[test]
    fn what_is_imported_is_what_is_there((before, after) in pairs()) {
        let mut aws = created(&before);
        if let Ok(plan) = plan(&after, &aws) {
            aws.run(&plan, usize::MAX);
        }
        let state = aws.read().unwrap();
        let imported = import(&state.function, state.code_signing.as_deref()).unwrap();
        let mut case = after;
        case.desired.settings = imported.settings.clone();
        case.desired.environment_unmanaged = None;
        case.desired.tags_unmanaged = None;
        let difference = compare(&case.desired, &state.function, state.code_signing.as_deref()).unwrap();
        prop_assert!(difference.is_empty(), "{difference:?}");

        // The manifest makes the same function anew, too.
        let made = created(&case).function.unwrap();
        let has = aws.function.unwrap();
        prop_assert_eq!((&made.settings, &made.tags, &made.signing), (&has.settings, &has.tags, &has.signing));
    }
}
