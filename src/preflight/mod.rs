//! Finds, before anything is sent and in one go, what AWS would refuse and what would fail at the first
//! invoke. Three passes: the manifest, the files, the finished package; `deploy` adds a fourth after
//! reading what is deployed.
//!
//! A rule is one function under [`rules`] and one row of [`registry`]; [`mod@levels`] is who may change how
//! much it weighs, [`explain`] what it says of itself.

pub mod explain;
pub mod levels;
pub mod registry;
pub mod rule;
pub mod rules;
mod settle;
#[cfg(test)]
pub(crate) mod support;
mod words;

use jiff::civil::Date;

use crate::diagnostic::sink::RuleLevel;
use crate::diagnostic::{Diagnostic, Level, Levels};
use crate::facts::limits::{REQUEST, ZIP_DIRECT};
use crate::function::{Code, CodeSource, Deployed, Desired};
use crate::package::{Artifact, Files, ready};

pub use levels::levels;
pub use rule::{Finding, Findings, Pass, Rule};
pub use settle::settle;

/// What a run of the checks is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The function is to be made: what only a new function needs is needed.
    Create,
    /// The function may exist.
    Deploy,
}

/// Everything that rules may look at. What is not known yet is `None`, and rules that need it stay silent.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub desired: &'a Desired,
    pub goal: Goal,
    /// The region in force (flag, manifest, environment, profile), where one is known.
    pub region: Option<&'a str>,
    /// An endpoint other than AWS's own is in use.
    pub custom_endpoint: bool,
    /// Today, injected: rules about dates are pure.
    pub today: Date,
    /// What became of collecting the files (pass 2); `None` where the code is not local.
    pub files: Option<&'a Files>,
    /// The finished package (pass 3).
    pub artifact: Option<&'a Artifact>,
    /// What is deployed (pass 4): `Some(None)` is a function that turned out absent.
    pub deployed: Option<Option<&'a Deployed>>,
}

impl Subject<'_> {
    /// Whether the function is surely a new one: what the manifest leaves out has its default then, and
    /// is what AWS has otherwise.
    pub fn creates(&self) -> bool {
        match self.deployed {
            Some(deployed) => deployed.is_none(),
            None => self.goal == Goal::Create,
        }
    }
}

/// Runs every rule of one pass. The findings have their final levels, those at `allow` are left out, and
/// they stand in the order of the manifest.
pub fn run(subject: &Subject<'_>, pass: Pass, levels: &Levels) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for rule in registry::all().filter(|rule| rule.passes.contains(&pass)) {
        let mut findings = Findings::default();
        (rule.check)(subject, pass, &mut findings);
        all.extend(findings.found.into_iter().filter_map(|finding| decide(rule, finding, subject.desired, levels)));
    }
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    all
}

/// Texts in their order of appearance are not known here; the places of one text are.
fn key(diagnostic: &Diagnostic) -> (bool, Option<&str>, usize) {
    let place = diagnostic.place.as_ref();
    (place.is_none_or(|p| !p.source.is_file), place.map(|p| p.source.name.as_str()), place.map_or(0, |p| p.span.start))
}

fn decide(rule: &Rule, finding: Finding, desired: &Desired, levels: &Levels) -> Option<Diagnostic> {
    let weight = RuleLevel {
        name: rule.name,
        group: rule.group,
        default: rule.level,
        fixed: rule.fixed,
        calendar: finding.calendar || rule.group == "calendar",
    };
    let (level, source) = levels.decide(weight, finding.level);
    (level != Level::Allow).then(|| Diagnostic {
        rule: Some(rule.name),
        level,
        source,
        function: Some(desired.bare_name().to_owned()),
        message: finding.message,
        help: finding.help,
        place: finding.place,
        entry: finding.entry,
    })
}

/// Whether pass 2 has anything to look at: the code is a folder or a ready zip.
pub fn needs_files(desired: &Desired) -> bool {
    matches!(desired.code.source(), Some(CodeSource::Dir(_) | CodeSource::Zip(_)))
}

/// Whether pass 3 has to see the finished package: rules that read it are about its compressed size, which
/// a package with room to spare and one that is staged in S3 do not depend on. A ready zip's is its length.
pub fn needs_package(desired: &Desired, files: Option<&Files>) -> bool {
    let Some(files) = files.filter(|files| files.problem.is_none() && !staged(&desired.code)) else { return false };
    let bytes = match desired.code.source() {
        Some(CodeSource::Zip(_)) => ready::length(files).unwrap_or(u64::MAX),
        Some(CodeSource::Dir(_)) => largest_zip(files),
        _ => return false,
    };
    bytes > ZIP_DIRECT || rules::package::request(desired, bytes).0 > REQUEST
}

/// Whether a package too large for a direct upload goes through S3.
fn staged(code: &Code) -> bool {
    code.upload.as_ref().is_some_and(|upload| upload.s3_bucket.is_some())
}

/// The most bytes that the zip of these files can have: deflate adds at most 5 bytes for each block of
/// 16 KiB or less that does not compress, an entry at most two headers with its name and 64 bytes more.
fn largest_zip(files: &Files) -> u64 {
    files.contents.entries().iter().fold(22, |sum: u64, entry| {
        let frame = 2 * (entry.name.len() as u64) + 30 + 46 + 64;
        sum.saturating_add(entry.size).saturating_add((entry.size / 8192 + 1) * 5 + frame)
    })
}

#[cfg(test)]
mod tests;
