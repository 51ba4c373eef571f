//! What tests of rules start from: a function that nothing is wrong with.

use std::path::PathBuf;

use jiff::civil::{Date, date};

use super::{Goal, Subject};
use crate::diagnostic::{Diagnostic, Level};
use crate::function::{Code, Desired, Places, Settings, Target};

/// The day that tests live in.
pub const TODAY: Date = date(2026, 11, 22);

/// A sound function of a folder.
pub fn desired() -> Desired {
    Desired {
        name: "hello".into(),
        settings: Settings {
            role: Some("arn:aws:iam::123456789012:role/hello".into()),
            runtime: Some("python3.13".into()),
            handler: Some("app.handler".into()),
            ..Settings::default()
        },
        code: Code { dir: Some("src".into()), ..Code::default() },
        environment_unmanaged: None,
        tags_unmanaged: None,
        aliases: Vec::new(),
        provenance: false,
        target: Target::default(),
        checks: Vec::new(),
        base: PathBuf::from("/"),
        file: "deploy.yaml".into(),
        manifest_path: None,
        places: Places::default(),
    }
}

/// A create in eu-west-1.
pub fn subject(desired: &Desired) -> Subject<'_> {
    Subject {
        desired,
        goal: Goal::Create,
        region: Some("eu-west-1"),
        custom_endpoint: false,
        today: TODAY,
        files: None,
        artifact: None,
        deployed: None,
    }
}

/// Rule and level of each finding.
pub fn named(found: &[Diagnostic]) -> Vec<(&'static str, Level)> {
    found.iter().map(|d| (d.rule.unwrap_or_default(), d.level)).collect()
}
