//! A function with its versions, and how it comes to rest: Pending to Active, InProgress to Successful.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::code::Code;
use super::names;
use crate::sandbox::limits;
use crate::sandbox::wire::hex;

/// A version: `$LATEST` has the number 0.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub number: u64,
    /// The configuration as answers show it, what changes by itself aside.
    pub settings: Map<String, Value>,
    pub code: Code,
    pub modified: jiff::Timestamp,
    pub revision: String,
    pub state: &'static str,
    pub state_reason: Option<(String, String)>,
    pub update: Option<&'static str>,
    pub update_reason: Option<(String, String)>,
    /// What is under way, if anything.
    pub change: Option<Change>,
}

/// A creation or an update that ends by itself.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// When, counted from the sandbox's start.
    pub due: Duration,
    pub creating: bool,
    /// The reason code it fails with.
    pub fails: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub version: String,
    pub description: String,
    pub weights: BTreeMap<String, f64>,
    pub revision: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub region: String,
    pub name: String,
    pub versions: BTreeMap<u64, Version>,
    pub next: u64,
    pub aliases: BTreeMap<String, Alias>,
    pub tags: BTreeMap<String, String>,
    pub signing: Option<String>,
    pub concurrency: Option<i64>,
    pub policy: Option<String>,
    pub url: Option<String>,
    /// When it was made, counted from the sandbox's start.
    pub created: Duration,
    /// Until when reads do not see it.
    pub hidden_until: Duration,
    /// The version that `$LATEST` was last published as, and what it held then.
    pub published: Option<(u64, String)>,
}

/// Makes revision ids: unlike each other, and the same in every run.
#[derive(Debug, Default)]
pub(crate) struct Serial(u64);

impl Serial {
    pub fn next(&mut self) -> String {
        self.0 += 1;
        let digest = hex(&Sha256::digest(self.0.to_le_bytes()));
        let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
        format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
    }
}

impl Version {
    /// Brings what is due to its end.
    fn settle(&mut self, now: Duration, serial: &mut Serial) {
        let Some(change) = self.change.take_if(|change| change.due <= now) else { return };
        self.revision = serial.next();
        let reason = change.fails.map(|code| (code.clone(), limits::reason(&code)));
        if change.creating {
            self.state = if reason.is_some() { "Failed" } else { "Active" };
            self.update = Some(if reason.is_some() { "Failed" } else { "Successful" });
            self.update_reason.clone_from(&reason);
            self.state_reason = reason;
        } else {
            self.update = Some(if reason.is_some() { "Failed" } else { "Successful" });
            self.update_reason = reason;
        }
    }

    pub fn creating() -> Option<(String, String)> {
        Some(("Creating".to_owned(), "The function is being created.".to_owned()))
    }

    /// The version's number as answers spell it.
    pub fn label(&self) -> String {
        if self.number == 0 { "$LATEST".to_owned() } else { self.number.to_string() }
    }

    /// What tells one publishable thing from another.
    pub fn fingerprint(&self) -> String {
        let mut settings = self.settings.clone();
        settings.sort_keys();
        format!("{} {}", self.code.sha256, Value::Object(settings))
    }

    pub fn is_image(&self) -> bool {
        self.code.image.is_some()
    }
}

/// A time as the API writes it.
pub(crate) fn stamp(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

impl Function {
    pub fn settle(&mut self, now: Duration, serial: &mut Serial) {
        for version in self.versions.values_mut() {
            version.settle(now, serial);
        }
    }

    pub fn latest(&self) -> Option<&Version> {
        self.versions.get(&0)
    }

    /// The version that a qualifier means: `$LATEST`, a number, or an alias.
    pub fn version(&self, qualifier: Option<&str>) -> Option<&Version> {
        let number = match qualifier {
            None | Some("$LATEST") => 0,
            Some(text) => match text.parse::<u64>() {
                Ok(0) => return None,
                Ok(number) => number,
                Err(_) => {
                    let alias = self.aliases.get(text)?;
                    alias.version.parse().unwrap_or(0)
                }
            },
        };
        self.versions.get(&number)
    }

    /// The configuration of a version as an answer shows it.
    pub fn configuration(&self, version: &Version, qualified: Option<&str>) -> Map<String, Value> {
        let mut shown = Map::new();
        let arn = names::arn(&self.region, &self.name, qualified);
        shown.insert("FunctionName".to_owned(), json!(self.name));
        shown.insert("FunctionArn".to_owned(), json!(arn));
        for (name, value) in &version.settings {
            shown.insert(name.clone(), value.clone());
        }
        if !shown.contains_key("Environment") {
            // AWS does not show the key of an environment that is not there.
            shown.shift_remove("KMSKeyArn");
        }
        shown.insert("CodeSize".to_owned(), json!(version.code.size));
        shown.insert("CodeSha256".to_owned(), json!(version.code.sha256));
        shown.insert("LastModified".to_owned(), json!(stamp(version.modified)));
        shown.insert("Version".to_owned(), json!(version.label()));
        shown.insert("RevisionId".to_owned(), json!(version.revision));
        shown.insert("State".to_owned(), json!(version.state));
        if let Some((code, text)) = &version.state_reason {
            shown.insert("StateReason".to_owned(), json!(text));
            shown.insert("StateReasonCode".to_owned(), json!(code));
        }
        if let Some(update) = version.update {
            shown.insert("LastUpdateStatus".to_owned(), json!(update));
        }
        if let Some((code, text)) = &version.update_reason {
            shown.insert("LastUpdateStatusReason".to_owned(), json!(text));
            shown.insert("LastUpdateStatusReasonCode".to_owned(), json!(code));
        }
        if let Some(runtime) = version.settings.get("Runtime").and_then(Value::as_str) {
            let id = hex(&Sha256::digest(runtime.as_bytes()));
            let partition = names::partition(&self.region);
            let arn = format!("arn:{partition}:lambda:{}::runtime:{id}", self.region);
            shown.insert("RuntimeVersionConfig".to_owned(), json!({ "RuntimeVersionArn": arn }));
        }
        if let Some(Value::Object(snapstart)) = shown.get_mut("SnapStart") {
            let on = version.number > 0 && snapstart.get("ApplyOn") == Some(&json!("PublishedVersions"));
            snapstart.insert("OptimizationStatus".to_owned(), json!(if on { "On" } else { "Off" }));
        }
        shown
    }

    /// The same as an item of a list: without what only a single read shows.
    pub fn item(&self, version: &Version, qualified: Option<&str>) -> Value {
        let mut shown = self.configuration(version, qualified);
        for name in [
            "State",
            "StateReason",
            "StateReasonCode",
            "LastUpdateStatus",
            "LastUpdateStatusReason",
            "LastUpdateStatusReasonCode",
            "RuntimeVersionConfig",
        ] {
            shown.shift_remove(name);
        }
        Value::Object(shown)
    }
}
