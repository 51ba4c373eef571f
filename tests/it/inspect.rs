//! The rules that look inside a package, from outside: files in memory, findings out.

mod fires;
mod forms;
mod fuzz;
pub mod native;
mod oracle;
mod quiet;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use lamctl::diagnostic::Level;
use lamctl::function::settings::{Environment, Secret, Settings};
use lamctl::function::{Code, Deployed, Desired, Places, Target};
use lamctl::package::{Contents, Entry, EntryKind, Files, Origin};
use lamctl::preflight::rule::{Findings, Pass};
use lamctl::preflight::rules::inspect::INSPECT_RULES;
use lamctl::preflight::{Goal, Subject};

/// A function and its package.
#[derive(Clone, Debug)]
pub struct Case {
    pub settings: Settings,
    pub files: Files,
    pub goal: Goal,
    pub deployed: Option<Option<Deployed>>,
}

/// A finding: its rule, its level, its message with the help.
pub type Found = (&'static str, Level, String);

pub fn case<B: AsRef<[u8]>>(runtime: &str, handler: &str, files: &[(&str, B)]) -> Case {
    let contents = Contents::new(files.iter().map(|(name, bytes)| entry(name, bytes.as_ref(), Some(0o755))).collect());
    Case {
        settings: Settings {
            runtime: Some(runtime.to_owned()),
            handler: Some(handler.to_owned()),
            ..Settings::default()
        },
        files: Files { contents, ..Files::default() },
        goal: Goal::Create,
        deployed: None,
    }
}

pub fn entry(name: &str, bytes: &[u8], mode: Option<u32>) -> Entry {
    Entry {
        name: name.to_owned(),
        kind: EntryKind::File,
        size: bytes.len() as u64,
        mode,
        origin: Origin::Memory(Arc::from(bytes)),
    }
}

impl Case {
    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub fn architecture(self, name: &str) -> Self {
        self.with(|s| s.architectures = Some(vec![name.to_owned()]))
    }

    pub fn layers(self, layers: &[&str]) -> Self {
        self.with(|s| s.layers = Some(layers.iter().map(ToString::to_string).collect()))
    }

    pub fn variable(self, name: &str, value: &str) -> Self {
        self.with(|s| {
            let variables = BTreeMap::from([(name.to_owned(), Secret::new(value))]);
            s.environment = Some(Environment { variables: Some(variables) });
        })
    }

    pub fn deploy(mut self, deployed: Option<Option<Deployed>>) -> Self {
        self.goal = Goal::Deploy;
        self.deployed = deployed;
        self
    }

    /// As a ready zip with these modes.
    pub fn zipped(mut self, mode: Option<u32>) -> Self {
        self.files.from_zip = true;
        let entries = self.files.contents.entries().iter().cloned().map(|e| Entry { mode, ..e }).collect();
        self.files.contents = Contents::new(entries);
        self
    }

    pub fn check(&self) -> Vec<Found> {
        self.run(if self.deployed.is_some() { &[Pass::Files, Pass::Deployed] } else { &[Pass::Files] })
    }

    pub fn run(&self, passes: &[Pass]) -> Vec<Found> {
        let desired = Desired {
            name: "hello".to_owned(),
            settings: self.settings.clone(),
            code: Code { dir: Some("src".to_owned()), ..Code::default() },
            environment_unmanaged: None,
            tags_unmanaged: None,
            aliases: Vec::new(),
            provenance: false,
            target: Target::default(),
            checks: Vec::new(),
            base: PathBuf::new(),
            file: "deploy.yaml".to_owned(),
            manifest_path: None,
            places: Places::default(),
        };
        let mut all = Vec::new();
        for pass in passes {
            let subject = Subject {
                desired: &desired,
                goal: self.goal,
                region: None,
                custom_endpoint: false,
                today: jiff::civil::date(2026, 11, 22),
                files: Some(&self.files),
                artifact: None,
                deployed: match pass {
                    Pass::Deployed => self.deployed.as_ref().map(Option::as_ref),
                    _ => None,
                },
            };
            for rule in INSPECT_RULES.iter().filter(|rule| rule.passes.contains(pass)) {
                let mut findings = Findings::default();
                (rule.check)(&subject, *pass, &mut findings);
                all.extend(findings.found.into_iter().map(|f| {
                    assert!(f.help.is_some(), "no cure: {f:?}");
                    let text = format!("{} | {}", f.message, f.help.unwrap_or_default());
                    (rule.name, f.level.unwrap_or(rule.level), text)
                }));
            }
        }
        all
    }

    /// Exactly one finding, of this rule and level; its text holds `part`.
    #[track_caller]
    #[expect(clippy::panic, reason = "it is how a test fails")]
    pub fn finds(&self, rule: &str, level: Level, part: &str) {
        match self.check().as_slice() {
            [(name, at, text)] if *name == rule && *at == level && text.contains(part) => {}
            other => panic!("wanted {rule} at {level:?} with {part:?}, found {other:#?}"),
        }
        for (form, case) in forms::of(self) {
            let found = case.check();
            let named: Vec<_> = found.iter().map(|(name, at, _)| (*name, *at)).collect();
            assert_eq!(named, [(rule, level)], "as {form}: {found:#?}");
        }
    }

    #[track_caller]
    pub fn is_quiet(&self) {
        let found = self.check();
        assert!(found.is_empty(), "{:?} {:?}: {found:#?}", self.settings.runtime, self.settings.handler);
        for (form, case) in forms::of(self) {
            let found = case.check();
            assert!(found.is_empty(), "as {form}: {:?} {:?}: {found:#?}", self.settings.runtime, self.settings.handler);
        }
    }
}

#[test]
fn every_rule_explains_itself() {
    let mut names: Vec<&str> = INSPECT_RULES.iter().map(|r| r.name).collect();
    for rule in INSPECT_RULES {
        assert!(
            rule.docs.contains("Why it matters: ") && rule.docs.contains("Fires for ") && rule.docs.contains("Cure: "),
            "{}",
            rule.name
        );
        assert!(!rule.docs.contains("  ") && !rule.summary.ends_with('.'), "{}", rule.name);
    }
    names.sort_unstable();
    let expected = [
        "bootstrap-missing",
        "bootstrap-script",
        "dotnet-files",
        "glibc-version",
        "handler-missing",
        "handler-shadowed",
        "handler-symbol",
        "java-class-version",
        "python-abi",
        "secret-file",
        "wrong-architecture",
        "zip-modes",
    ];
    assert_eq!(names, expected);
}
