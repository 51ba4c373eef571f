//! Whether a run did what must be done and said what is true.

use std::collections::BTreeSet;
use std::time::Duration;

use lamctl::sandbox::{Entry, parse};
use serde_json::Value;

use crate::support::Ran;

/// Which of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Nth(usize),
    Every,
}

/// One fault.
#[derive(Clone, Debug)]
pub struct Case {
    pub operation: String,
    pub kind: &'static str,
    pub when: When,
}

impl Case {
    /// As `--fault` takes it.
    pub fn fault(&self) -> String {
        match self.when {
            When::Nth(number) => format!("{}#{number}:{}", self.operation, self.kind),
            When::Every => format!("{}:{}", self.operation, self.kind),
        }
    }

    /// The kind without its argument.
    fn name(&self) -> &str {
        self.kind.split('=').next().unwrap_or(self.kind)
    }

    /// Whether it happens on the way there or back.
    pub fn is_transport(&self) -> bool {
        parse(&self.fault()).is_ok_and(|fault| fault.is_transport())
    }

    /// Whether it is one of these: a kind for calls of S3, each of them once, or `KIND*` for all of them.
    pub fn among(&self, kinds: &[&str]) -> bool {
        let staging = !self.operation.contains("Function");
        let every = self.when == When::Every;
        staging
            && kinds.iter().any(|kind| {
                kind.strip_suffix('*').map_or(!every && *kind == self.kind, |kind| every && kind == self.kind)
            })
    }

    pub fn is_single(&self) -> bool {
        self.when != When::Every
    }

    fn is_write(&self) -> bool {
        !self.operation.starts_with("Get") && !self.operation.starts_with("List")
    }
}

/// A run without faults.
pub struct Undisturbed {
    pub start: Value,
    pub end: Value,
    pub log: Vec<Entry>,
    pub document: Value,
}

/// A run with one.
pub struct Played {
    pub ran: Ran,
    pub end: Value,
    pub log: Vec<Entry>,
    pub time: Duration,
    /// With a socket, where a connection that is closed at once is not one that was never made.
    pub socket: bool,
}

/// For the words of a failure.
pub fn summary(played: &Played) -> String {
    let document: Value = serde_json::from_str(&played.ran.stdout).unwrap_or_default();
    let function = &document["functions"][0];
    let log: Vec<String> = played
        .log
        .iter()
        .map(|e| format!("{}{}{}", e.operation, if e.executed { " " } else { " - " }, e.status))
        .collect();
    format!(
        "exit {}, effect {}, state {}, error {}, {} calls in {:?}: {}",
        played.ran.code,
        function["effect"],
        function["state"],
        document["error"],
        log.len(),
        played.time,
        log[..log.len().min(14)].join(", ")
    )
}

/// What must hold for the disturbed run itself.
pub fn first(case: &Case, undisturbed: &Undisturbed, played: &Played) -> Vec<String> {
    let mut wrong = Vec::new();
    let document: Value = match serde_json::from_str(&played.ran.stdout) {
        Ok(document) => document,
        Err(error) => return vec![format!("no document: {error}: {}", played.ran.stdout)],
    };
    whole(&document, &undisturbed.document, played.ran.code, &mut wrong);
    // A service that lies about what it has is believed: sending the code again is the harm of it.
    if !(case.operation == "GetFunction" && matches!(case.name(), "wrong-sha" | "unknown-state")) {
        truth(case, &document, undisturbed, played, &mut wrong);
        writes(undisturbed, played, &mut wrong);
    }
    expected(case, &document, played, &mut wrong);
    // The longest patience is that of one wait, one outage and the wait for its answers.
    if played.time > Duration::from_secs(1_500) {
        wrong.push(format!("it took {:?}", played.time));
    }
    wrong
}

/// The document has all its keys, and its exit code, `ok` and errors agree.
fn whole(document: &Value, undisturbed: &Value, code: i32, wrong: &mut Vec<String>) {
    let keys = |value: &Value| -> BTreeSet<String> {
        value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    if keys(document) != keys(undisturbed) || keys(&document["meta"]) != keys(&undisturbed["meta"]) {
        wrong.push("the document lacks keys".to_owned());
    }
    let functions = document["functions"].as_array().cloned().unwrap_or_default();
    if let Some(function) = functions.first()
        && keys(function) != keys(&undisturbed["functions"][0])
    {
        wrong.push("the function lacks keys".to_owned());
    }
    if functions.is_empty() && document["error"].is_null() {
        wrong.push("neither a function nor an error".to_owned());
    }
    if document["ok"] != (code == 0) || document["error"].is_null() != (code == 0) {
        wrong.push(format!("ok is {} at exit code {code}", document["ok"]));
    }
    for function in &functions {
        if function["ok"] != function["error"].is_null() || (code == 0 && function["ok"] != true) {
            wrong.push("the function's ok and error disagree".to_owned());
        }
    }
    let fits = match document["error"]["kind"].as_str() {
        None => code == 0,
        Some("failed" | "function-error") => code == 1,
        Some("checks" | "guard") => code == 4,
        Some("timeout") => code == 124,
        Some("environment") => code == 253,
        Some("service" | "conflict") => code == 254,
        Some(_) => false,
    };
    if !fits {
        wrong.push(format!("kind {} at exit code {code}", document["error"]["kind"]));
    }
}

fn functions(snapshot: &Value) -> usize {
    snapshot["functions"].as_object().map_or(0, serde_json::Map::len)
}

/// What it says was done was done, and what was done it says.
fn truth(case: &Case, document: &Value, undisturbed: &Undisturbed, played: &Played, wrong: &mut Vec<String>) {
    let function = &document["functions"][0];
    let effect = function["effect"].as_str().unwrap_or("none");
    let (before, after) = (functions(&undisturbed.start), functions(&played.end));
    let said = played.ran.stdout.contains("may have happened") || played.ran.stdout.contains("may exist");
    let changed = played.end["functions"] != undisturbed.start["functions"];
    // That fault is somebody else's change.
    let said = said || case.name() == "stale-revision";
    match effect {
        "created" if after == 0 => wrong.push("created, and there is none".to_owned()),
        "deleted" if after != 0 => wrong.push("deleted, and it is there".to_owned()),
        "none" | "unchanged" if changed && !said => {
            wrong.push(format!("effect {effect}, and something was changed"));
        }
        "updated" if !changed && played.ran.code == 0 => wrong.push("updated, and nothing was".to_owned()),
        _ => {}
    }
    if after > before && effect != "created" && !said {
        wrong.push("it was created, and it is not said".to_owned());
    }
    if effect == "created" && function["function_arn"].is_null() {
        wrong.push("created, and without an ARN".to_owned());
    }
    if played.ran.code == 0 {
        let same = if case.operation == "CreateMultipartUpload" {
            played.end["functions"] == undisturbed.end["functions"]
        } else {
            played.end == undisturbed.end
        };
        if !same {
            wrong.push(format!("done, and the state is another one: {}", difference(&undisturbed.end, &played.end)));
        }
        let wanted = &undisturbed.document["functions"][0];
        for key in [
            "effect",
            "plan",
            "function_arn",
            "version",
            "version_arn",
            "alias_arn",
            "state",
            "code_sha256",
            "last_update_status",
        ] {
            // What the service last said of it, which is not so.
            let lies = matches!((case.name(), key), ("wrong-sha", "code_sha256") | ("unknown-state", "state"));
            // A wait for a busy function tells more of it than the command alone.
            let more = wanted[key].is_null() && effect != "deleted" && matches!(case.name(), "busy" | "pending-409");
            if function[key] != wanted[key] && !lies && !more {
                wrong.push(format!("{key} is {}, undisturbed {}", function[key], wanted[key]));
            }
        }
    }
}

/// Nothing is written that an undisturbed run does not write; nothing is made twice.
fn writes(undisturbed: &Undisturbed, played: &Played, wrong: &mut Vec<String>) {
    let is_write = |e: &&Entry| !e.operation.starts_with("Get") && !e.operation.starts_with("List");
    let known: BTreeSet<&str> = undisturbed.log.iter().filter(is_write).map(|e| e.operation.as_str()).collect();
    for entry in played.log.iter().filter(is_write) {
        // An upload that cannot be ended is taken back.
        if !known.contains(entry.operation.as_str()) && entry.operation != "AbortMultipartUpload" {
            wrong.push(format!("{} is no call of this command", entry.operation));
        }
    }
    let made = |log: &[Entry], operation: &str| {
        log.iter().filter(|e| e.operation == operation && e.executed && (200..300).contains(&e.status)).count()
    };
    for operation in ["CreateFunction", "CreateAlias"] {
        if made(&played.log, operation) > made(&undisturbed.log, operation) {
            wrong.push(format!("{operation} more often than undisturbed"));
        }
    }
    let versions = |snapshot: &Value| -> usize {
        snapshot["functions"]
            .as_object()
            .map(|all| all.values().filter_map(|f| f["versions"].as_object()).map(serde_json::Map::len).sum())
            .unwrap_or(0)
    };
    let most = versions(&undisturbed.end).max(versions(&undisturbed.start));
    if versions(&played.end) > most {
        wrong.push("more versions than undisturbed".to_owned());
    }
}

/// What a fault of this kind must come to.
fn expected(case: &Case, document: &Value, played: &Played, wrong: &mut Vec<String>) {
    let code = played.ran.code;
    let optional = matches!(
        case.operation.as_str(),
        "ListEventSourceMappings" | "GetFunctionUrlConfig" | "ListMultipartUploads" | "AbortMultipartUpload"
    );
    let mut want = |codes: &[i32]| {
        if !codes.contains(&code) {
            wrong.push(format!("exit code {code}, wanted one of {codes:?}"));
        }
    };
    if optional {
        return want(&[0]);
    }
    match case.name() {
        // A failed function that is taken for a living one is not replaced.
        "unknown-state" if code == 1 && document["functions"][0]["state"] == "Failed" => {}
        // Passes by itself, or is seen through.
        // Seen before by this run, a function that is not there is gone; made by this run, it is not there yet.
        "not-found-after-create" if document["functions"][0]["effect"] != "created" && code != 0 => want(&[254]),
        "delay"
        | "not-found-after-create"
        | "unknown-state"
        | "role-not-assumable"
        | "role-permissions"
        | "kms-grant"
        | "ec2-throttle"
        | "busy"
        | "pending-409" => want(&[0]),
        "forbidden" if matches!(case.operation.as_str(), "GetFunctionConfiguration" | "HeadObject") => want(&[0]),
        "forbidden" | "pass-role" => {
            want(&[254]);
            if !document["error"]["hints"].to_string().contains("Statement")
                && !document["error"]["hints"].to_string().contains("Action")
            {
                wrong.push("no statement to add".to_owned());
            }
        }
        "failed" => want(&[1]),
        "update-failed" => want(&[1]),
        "version-failed" => want(&[0, 1]),
        "function-error" => want(&[1]),
        "wrong-sha" if case.is_write() && case.operation != "PublishVersion" => want(&[254]),
        "wrong-sha" => want(&[0, 254]),
        // What cannot be read is not overwritten.
        "undecryptable" => want(&[0, 4]),
        "stale-revision" => {
            want(&[254]);
            if document["error"]["kind"] != "conflict" {
                wrong.push(format!("kind {}", document["error"]["kind"]));
            }
        }
        // An invocation is never repeated once it may have run.
        "refuse" | "429" if case.operation == "Invoke" && case.when != When::Every => want(&[0]),
        _ if case.operation == "Invoke" => want(&[0, 253, 254]),
        _ if case.when != When::Every => want(&[0]),
        "refuse" => want(if played.socket { &[253, 254] } else { &[253] }),
        "cut" | "reset" | "hang" | "500" | "503" | "html" | "429" => want(&[254]),
        // What took effect can be seen, but for a read.
        _ => want(&[0, 254]),
    }
}

/// What cannot come to the undisturbed state must end as defined.
pub fn never(case: &Case, again: &Ran, log: &[Entry], wanted: &Value, end: &Value) -> Vec<String> {
    match case.name() {
        // The same code gives the same failed version: it says so.
        "version-failed" if again.code == 1 => Vec::new(),
        // A failed function is in the way until somebody says what becomes of it.
        "failed" if again.code == 254 && again.stderr.contains("--replace-failed") => Vec::new(),
        // Nobody can name an upload whose number was lost; the function is as it should be.
        _ if case.operation == "CreateMultipartUpload" && wanted["functions"] == end["functions"] => Vec::new(),
        // The code was sent and published once more than needed.
        "wrong-sha" if case.operation == "GetFunction" => Vec::new(),
        _ => {
            let calls: Vec<&str> = log.iter().map(|e| e.operation.as_str()).collect();
            vec![format!(
                "not as undisturbed after a second run (exit {}): {}; {calls:?}; {}",
                again.code,
                difference(wanted, end),
                again
                    .stderr
                    .lines()
                    .filter(|l| l.contains("error") || l.contains("hint"))
                    .collect::<Vec<_>>()
                    .join(" | ")
            )]
        }
    }
}

/// The first places where two states differ.
pub fn difference(wanted: &Value, has: &Value) -> String {
    fn walk(path: &str, wanted: &Value, has: &Value, into: &mut Vec<String>) {
        match (wanted, has) {
            (Value::Object(a), Value::Object(b)) => {
                let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                for key in keys {
                    let null = Value::Null;
                    walk(&format!("{path}/{key}"), a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null), into);
                }
            }
            (a, b) if a != b => {
                let short = |v: &Value| v.to_string().chars().take(60).collect::<String>();
                into.push(format!("{path} wanted {} has {}", short(a), short(b)));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk("", wanted, has, &mut found);
    found.truncate(4);
    found.join(", ")
}
