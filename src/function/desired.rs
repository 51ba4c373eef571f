//! What the manifest asks for.
//!
//! The values are plain ([`Settings`], [`Code`]); where each stands in the text is kept beside them, by
//! path ([`Places`]). So one set of types serves desired and deployed settings, and a finding still
//! points at its exact place.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Code, Settings};
use crate::diagnostic::{Level, Locate, Node, Part, Place};

/// One function as the manifest wants it.
#[derive(Clone, Debug)]
pub struct Desired {
    /// `function_name` as written: a name, a partial ARN or an ARN.
    pub name: String,
    pub settings: Settings,
    pub code: Code,
    /// What `deploy` does with variables that only AWS has.
    pub environment_unmanaged: Option<Unmanaged>,
    /// What `deploy` does with tags that only AWS has (`Keep` or `Remove`).
    pub tags_unmanaged: Option<Unmanaged>,
    /// Names of aliases to point at the version that is published.
    pub aliases: Vec<String>,
    pub provenance: bool,
    pub target: Target,
    /// `checks:` in order: name of a rule or group, level.
    pub checks: Vec<(String, Level)>,
    /// The folder that relative paths start from, absolute.
    pub base: PathBuf,
    /// The manifest, relative to the current folder (`<stdin>` for standard input).
    pub file: String,
    /// The manifest's own absolute path (excluded from packages); `None` for standard input.
    pub manifest_path: Option<PathBuf>,
    pub places: Places,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    pub region: Option<String>,
    pub profile: Option<String>,
    pub account: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmanaged {
    Refuse,
    Keep,
    Remove,
}

/// Where the values stand, by their path in snake_case: `["vpc_config", "subnet_ids", "0"]`,
/// `["environment", "variables", "STAGE"]`, `["target", "region"]`.
#[derive(Clone, Debug, Default)]
pub struct Places {
    entries: BTreeMap<Vec<String>, Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: Option<Node>,
    value: Node,
    /// Arguments (`--set`) have trees of their own.
    text: Arc<dyn Locate>,
}

impl Places {
    pub fn insert(&mut self, path: Vec<String>, key: Option<Node>, value: Node, text: Arc<dyn Locate>) {
        self.entries.insert(path, Entry { key, value, text });
    }

    /// The place of a value, or of the nearest thing around it.
    pub fn at(&self, path: &[&str]) -> Option<Place> {
        self.find(path, Part::Value)
    }

    /// The place of a key, or of the nearest thing around it.
    pub fn key(&self, path: &[&str]) -> Option<Place> {
        self.find(path, Part::Key)
    }

    /// Whether the path itself is in the text.
    pub fn has(&self, path: &[&str]) -> bool {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        self.entries.contains_key(&path)
    }

    fn find(&self, path: &[&str], part: Part) -> Option<Place> {
        let mut path: Vec<String> = path.iter().map(ToString::to_string).collect();
        let mut part = part;
        loop {
            if let Some(entry) = self.entries.get(&path) {
                let node = match part {
                    Part::Key => entry.key.unwrap_or(entry.value),
                    Part::Value => entry.value,
                };
                return Some(Place { source: Arc::clone(entry.text.source()), span: entry.text.span(node) });
            }
            path.pop()?;
            // Around a missing value, its parent's key is the better thing to point at.
            part = Part::Key;
        }
    }
}

impl Desired {
    /// The bare name: the last part of an ARN or partial ARN, without a qualifier.
    pub fn bare_name(&self) -> &str {
        match self.name.split_once("function:") {
            Some((_, rest)) => rest.split(':').next().unwrap_or(rest),
            None => match self.name.rsplit_once(':') {
                // 123456789012:name
                Some((head, tail)) if head.len() == 12 && head.bytes().all(|b| b.is_ascii_digit()) => tail,
                _ => &self.name,
            },
        }
    }

    /// Whether the function's code is a container image.
    pub fn is_image(&self) -> bool {
        self.settings.package_type.as_deref() == Some("Image")
            || (self.settings.package_type.is_none() && self.code.image_uri.is_some())
    }
}
