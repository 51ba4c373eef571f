//! The sandbox's world: everything that calls can change, and the one function that changes it. Time is a value.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::lambda::function::{Function, Serial};
use super::lambda::names;
use super::twist::Twist;
use super::wire::{Call, Refusal, Reply, Service};
use super::{lambda, limits, logs, s3, sts};

/// Everything there is.
#[derive(Debug)]
pub(crate) struct World {
    /// The wall clock at the sandbox's start.
    pub epoch: jiff::Timestamp,
    /// Counted from the start.
    pub now: Duration,
    pub active_after: Duration,
    pub update_after: Duration,
    pub serial: Serial,
    /// By region and name.
    pub functions: BTreeMap<(String, String), Function>,
    pub buckets: s3::Buckets,
    pub logs: logs::Groups,
}

impl World {
    pub fn new(epoch: jiff::Timestamp, active_after: Duration, update_after: Duration) -> Self {
        World {
            epoch,
            now: Duration::ZERO,
            active_after,
            update_after,
            serial: Serial::default(),
            functions: BTreeMap::new(),
            buckets: s3::Buckets::default(),
            logs: logs::Groups::default(),
        }
    }

    /// The wall clock.
    pub fn clock(&self) -> jiff::Timestamp {
        let past = jiff::SignedDuration::try_from(self.now).unwrap_or_default();
        self.epoch.checked_add(past).unwrap_or(self.epoch)
    }

    /// Lets time pass up to a moment.
    pub fn settle(&mut self, now: Duration) {
        self.now = self.now.max(now);
        for function in self.functions.values_mut() {
            function.settle(self.now, &mut self.serial);
        }
    }

    /// Answers a call at a moment.
    pub fn apply(&mut self, call: &Call, now: Duration, twist: &Twist) -> Result<Reply, Refusal> {
        self.settle(now);
        match call.service {
            Service::Lambda => lambda::apply(self, call, twist),
            Service::Sts => sts::apply(call),
            Service::S3 => s3::apply(self, call),
            Service::Logs => logs::apply(self, call),
        }
    }

    /// A function, whether reads see it yet or not.
    pub fn function(&mut self, region: &str, name: &str) -> Option<&mut Function> {
        self.functions.get_mut(&(region.to_owned(), name.to_owned()))
    }

    /// What can be compared between two runs: everything but ids and times.
    pub fn snapshot(&self) -> Value {
        let mut functions = serde_json::Map::new();
        for ((region, name), function) in &self.functions {
            let mut versions = serde_json::Map::new();
            for version in function.versions.values() {
                let mut shown = function.configuration(version, None);
                for volatile in ["LastModified", "RevisionId", "FunctionArn", "Version"] {
                    shown.shift_remove(volatile);
                }
                // A VPC that was left shows as emptied, one that never was does not show: they are the same.
                if shown.get("VpcConfig").and_then(|vpc| vpc.get("VpcId")).is_some_and(|id| id == "") {
                    shown.shift_remove("VpcConfig");
                }
                shown.sort_keys();
                versions.insert(version.label(), Value::Object(shown));
            }
            let aliases: BTreeMap<_, _> = function
                .aliases
                .iter()
                .map(|(name, alias)| {
                    let shown =
                        json!({ "version": alias.version, "description": alias.description, "weights": alias.weights });
                    (name, shown)
                })
                .collect();
            functions.insert(
                names::arn(region, name, None),
                json!({
                    "versions": versions,
                    "aliases": aliases,
                    "tags": function.tags,
                    "code_signing": function.signing,
                    "concurrency": function.concurrency,
                    "policy": function.policy,
                    "url": function.url,
                }),
            );
        }
        json!({ "account": limits::ACCOUNT, "functions": functions, "objects": self.buckets.snapshot() })
    }
}
