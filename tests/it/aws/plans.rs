//! Whole plans against a small fake of Lambda, in virtual time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lamctl::apply::{self, Inputs, Options, Stop};
use lamctl::event::What;
use lamctl::function::settings::{Environment, Secret};
use lamctl::function::{Remote, Settings};
use lamctl::outcome::{Action, Effect, FunctionOutcome};
use lamctl::plan::{CodeRef, Do, Plan, Settle, Step, VersionRef};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Asked, CANARY, Does, Log, artifact, client, error, events, json as answer};

/// A Lambda of one function.
pub struct Lambda {
    pub function: Option<Value>,
    pub ready: Instant,
    pub pending_for: Duration,
    pub creates: u32,
    pub versions: u32,
    pub aliases: std::collections::BTreeMap<String, Value>,
    revision: u32,
    published: Option<String>,
}

impl Lambda {
    pub fn new(pending_for: Duration) -> Self {
        Lambda {
            function: None,
            ready: Instant::now(),
            pending_for,
            creates: 0,
            versions: 0,
            aliases: Default::default(),
            revision: 0,
            published: None,
        }
    }

    fn settle(&mut self) {
        if Instant::now() < self.ready {
            return;
        }
        let Some(function) = &mut self.function else { return };
        if function["State"] == "Pending" || function["LastUpdateStatus"] == "InProgress" {
            self.revision += 1;
            function["State"] = json!("Active");
            function["LastUpdateStatus"] = json!("Successful");
            function["RevisionId"] = json!(format!("r{}", self.revision));
            function.as_object_mut().expect("an object").remove("StateReason");
        }
    }

    fn busy(&self) -> bool {
        self.function.as_ref().is_some_and(|f| f["State"] == "Pending" || f["LastUpdateStatus"] == "InProgress")
    }

    fn touch(&mut self) -> Value {
        self.revision += 1;
        self.ready = Instant::now() + self.pending_for;
        let function = self.function.as_mut().expect("a function");
        function["LastUpdateStatus"] = json!("InProgress");
        function["RevisionId"] = json!(format!("r{}", self.revision));
        function.clone()
    }

    pub fn answer(&mut self, asked: &Asked) -> Does {
        self.settle();
        let path =
            asked.path.split('?').next().unwrap_or_default().trim_start_matches("/2015-03-31/functions").to_owned();
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        let body = || -> Value { serde_json::from_slice(&asked.body).unwrap_or_default() };
        if !parts.is_empty() && self.function.is_none() {
            return error(404, "ResourceNotFoundException", "Function not found: arn:f");
        }
        let stale = |body: &Value, function: &Value| {
            body.get("RevisionId").is_some_and(|r| !r.is_null() && *r != function["RevisionId"])
        };
        match (asked.method.as_str(), parts.as_slice()) {
            ("POST", []) => {
                if self.function.is_some() {
                    return error(409, "ResourceConflictException", "Function already exist: f");
                }
                self.creates += 1;
                self.revision += 1;
                let mut function = body();
                let zip = function["Code"]["ZipFile"].as_str().map(decode).unwrap_or_default();
                let object = function.as_object_mut().expect("an object");
                object.remove("Code");
                let publish = object.remove("Publish").is_some_and(|p| p == json!(true));
                function["FunctionArn"] = json!("arn:aws:lambda:eu-west-1:123456789012:function:f");
                function["CodeSha256"] = json!(super::sha256(&zip));
                function["Version"] = json!("$LATEST");
                function["State"] = json!("Pending");
                function["StateReason"] = json!("The function is being created.");
                function["RevisionId"] = json!(format!("r{}", self.revision));
                self.ready = Instant::now() + self.pending_for;
                self.function = Some(function.clone());
                if publish {
                    self.versions += 1;
                    function["Version"] = json!(self.versions.to_string());
                }
                answer(201, &function)
            }
            ("GET", [_, "configuration"]) => answer(200, self.function.as_ref().expect("a function")),
            ("GET", [_, "versions"]) => {
                let items: Vec<Value> =
                    (1..=self.versions).map(|v| json!({ "FunctionArn": "arn", "Version": v.to_string() })).collect();
                answer(200, &json!({ "Versions": items }))
            }
            ("PUT", [_, "configuration"]) => {
                let body = body();
                if self.busy() {
                    return error(
                        409,
                        "ResourceConflictException",
                        "The operation cannot be performed at this time. An update is in progress for resource: arn",
                    );
                }
                if stale(&body, self.function.as_ref().expect("a function")) {
                    return error(
                        412,
                        "PreconditionFailedException",
                        "The Revision Id provided does not match the latest Revision Id.",
                    );
                }
                let function = self.function.as_mut().expect("a function");
                for (name, value) in body.as_object().expect("an object") {
                    function[name] = value.clone();
                }
                answer(200, &self.touch())
            }
            ("PUT", [_, "code"]) => {
                let body = body();
                if self.busy() {
                    return error(
                        409,
                        "ResourceConflictException",
                        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
                    );
                }
                if stale(&body, self.function.as_ref().expect("a function")) {
                    return error(
                        412,
                        "PreconditionFailedException",
                        "The Revision Id provided does not match the latest Revision Id.",
                    );
                }
                let zip = body["ZipFile"].as_str().map(decode).unwrap_or_default();
                self.function.as_mut().expect("a function")["CodeSha256"] = json!(super::sha256(&zip));
                answer(200, &self.touch())
            }
            ("POST", [_, "versions"]) => {
                let mut version = self.function.clone().expect("a function");
                let body = body();
                if body["CodeSha256"] != version["CodeSha256"] {
                    return error(
                        400,
                        "InvalidParameterValueException",
                        "CodeSHA256 (x) is different from current CodeSHA256 in $LATEST (y).",
                    );
                }
                if stale(&body, &version) {
                    return error(
                        412,
                        "PreconditionFailedException",
                        "The Revision Id provided does not match the latest Revision Id.",
                    );
                }
                // Unchanged code and configuration give the same version again.
                let content = format!("{}{}", version["CodeSha256"], version["MemorySize"]);
                if self.published.as_deref() != Some(content.as_str()) {
                    self.versions += 1;
                    self.published = Some(content);
                }
                version["Version"] = json!(self.versions.to_string());
                version["FunctionArn"] =
                    json!(format!("arn:aws:lambda:eu-west-1:123456789012:function:f:{}", self.versions));
                answer(201, &version)
            }
            ("POST", [_, "aliases"]) => {
                let mut alias = body();
                let name = alias["Name"].as_str().unwrap_or_default().to_owned();
                if self.aliases.contains_key(&name) {
                    return error(409, "ResourceConflictException", "Alias already exists: arn:f:live");
                }
                alias["AliasArn"] = json!(format!("arn:alias:{name}"));
                self.aliases.insert(name, alias.clone());
                answer(201, &alias)
            }
            ("GET", [_, "aliases", name]) => match self.aliases.get(*name) {
                Some(alias) => answer(200, alias),
                None => error(404, "ResourceNotFoundException", "Cannot find alias arn"),
            },
            ("DELETE", [_]) => {
                self.function = None;
                Does::Answer { status: 204, headers: Vec::new(), body: bytes::Bytes::new() }
            }
            _ => error(400, "ValidationException", "the fake does not know this"),
        }
    }
}

fn decode(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}

pub fn settings() -> Settings {
    let variables = [("SECRET".to_owned(), Secret::new(CANARY))].into_iter().collect();
    Settings {
        role: Some("arn:aws:iam::123456789012:role/r".to_owned()),
        runtime: Some("python3.13".to_owned()),
        handler: Some("app.handler".to_owned()),
        memory_size: Some(256),
        environment: Some(Environment { variables: Some(variables) }),
        ..Settings::default()
    }
}

pub fn code() -> CodeRef {
    CodeRef::Zip { artifact: artifact(b"a zip"), kms_key: None }
}

pub fn plan(action: Action, steps: Vec<Do>) -> Plan {
    let steps = steps.into_iter().zip(1..).map(|(what, id)| Step { id, what, changes: Vec::new() }).collect();
    Plan { name: "f".to_owned(), action, steps, notes: Vec::new() }
}

pub fn create_plan() -> Plan {
    let settings = Box::new(settings());
    plan(
        Action::Create,
        vec![Do::Create { settings, code: code() }, Do::Settle { qualifier: None, goal: Settle::Active }],
    )
}

pub struct Ran {
    pub out: FunctionOutcome,
    pub log: Log,
    pub lambda: Arc<Mutex<Lambda>>,
    pub events: Vec<lamctl::event::Event>,
    pub took: Duration,
}

/// Runs a plan against a fake that `before` may overrule: it gets the request and its number, from 1.
pub async fn run(
    plan: &Plan,
    deployed: Option<Remote>,
    lambda: Lambda,
    options: &Options,
    before: impl Fn(&Asked, u32, &mut Lambda) -> Option<Does> + Send + Sync + 'static,
) -> Ran {
    run_until(plan, deployed, lambda, options, &Stop::new(), before).await
}

pub async fn run_until(
    plan: &Plan,
    deployed: Option<Remote>,
    lambda: Lambda,
    options: &Options,
    stop: &Stop,
    before: impl Fn(&Asked, u32, &mut Lambda) -> Option<Does> + Send + Sync + 'static,
) -> Ran {
    let lambda = Arc::new(Mutex::new(lambda));
    let count = Arc::new(Mutex::new(0));
    let shared = Arc::clone(&lambda);
    let (client, log) = client(move |asked| {
        let mut lambda = shared.lock().expect("lambda");
        let mut count = count.lock().expect("count");
        // A body still streaming has not arrived: only whether it connects is asked then.
        let arrived = asked.method == "GET" || asked.method == "DELETE" || !asked.body.is_empty();
        if arrived {
            *count += 1;
        }
        let number = if arrived { *count } else { *count + 1 };
        match before(&asked, number, &mut lambda) {
            Some(does) if arrived || matches!(does, Does::Refuse) => {
                if !arrived {
                    *count += 1;
                }
                does
            }
            _ if arrived => lambda.answer(&asked),
            _ => Does::Hang,
        }
    })
    .await;
    let (events, kept) = events();
    let mut out = FunctionOutcome::new("f", None);
    let inputs = Inputs { deployed, resume: "lamctl create -f deploy.yaml".to_owned(), ..Inputs::default() };
    let began = Instant::now();
    apply::run(plan, &inputs, &client, options, &events, stop, &mut out).await;
    let events = kept.lock().expect("events").clone();
    let shown = format!("{events:?} {out:?} {client:?}");
    assert!(!shown.contains("s3cr3t"), "a secret is shown: {shown}");
    Ran { out, log, lambda, events, took: began.elapsed() }
}

pub fn options() -> Options {
    Options { seed: 42, ..Options::default() }
}

/// Methods and paths, in order.
pub fn calls(log: &Log) -> Vec<String> {
    log.lock()
        .expect("log")
        .iter()
        .map(|a| format!("{} {}", a.method, a.path.replace("/2015-03-31/functions", "")))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_create_is_one_call_and_looks_until_active() {
    let ran = run(&create_plan(), None, Lambda::new(Duration::from_secs(3)), &options(), |_, _, _| None).await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    assert_eq!((ran.out.plan, ran.out.effect), (Action::Create, Effect::Created));
    assert_eq!(ran.out.state.as_deref(), Some("Active"));
    assert_eq!(ran.out.code_sha256.as_deref(), Some(super::sha256(b"a zip").as_str()));
    assert_eq!(ran.out.arn(), Some("arn:aws:lambda:eu-west-1:123456789012:function:f"));
    assert_eq!(ran.out.steps.len(), 1);
    assert_eq!((ran.out.steps[0].operation, ran.out.steps[0].attempts), ("CreateFunction", 1));
    assert!(ran.took <= Duration::from_millis(3_300), "{:?}", ran.took);
    let calls = calls(&ran.log);
    assert_eq!(calls[0], "POST ");
    assert!(calls[1..].iter().all(|call| call == "GET /f/configuration"), "{calls:?}");
    assert_eq!(u32::try_from(calls.len()).ok(), Some(ran.out.polls + 1));
}

#[tokio::test(start_paused = true)]
async fn no_wait_leaves_the_last_wait_out() {
    let options = Options { no_wait: true, ..options() };
    let ran = run(&create_plan(), None, Lambda::new(Duration::from_secs(3)), &options, |_, _, _| None).await;
    assert!(ran.out.error.is_none());
    assert_eq!((calls(&ran.log).len(), ran.out.state.as_deref()), (1, Some("Pending")));
}

#[tokio::test(start_paused = true)]
async fn create_publish_and_alias() {
    let mut plan = create_plan();
    let Do::Create { settings, .. } = &mut plan.steps[0].what else { unreachable!() };
    settings.publish = Some(true);
    let version = VersionRef::PublishedBy(1);
    let alias = Do::CreateAlias { alias: "live".into(), version, description: None };
    plan.steps.push(Step { id: 3, what: alias, changes: Vec::new() });
    let ran = run(&plan, None, Lambda::new(Duration::from_secs(1)), &options(), |_, _, _| None).await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    assert_eq!(ran.out.version.as_deref(), Some("1"));
    assert_eq!(ran.out.version_arn.as_deref(), Some("arn:aws:lambda:eu-west-1:123456789012:function:f:1"));
    assert_eq!(ran.out.arn(), Some("arn:alias:live"));
    assert_eq!(ran.lambda.lock().expect("lambda").aliases["live"]["FunctionVersion"], "1");
}

pub fn existing(lambda: &mut Lambda) -> Remote {
    let sha = super::sha256(b"old zip");
    lambda.function = Some(json!({
        "FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:f", "Version": "$LATEST",
        "State": "Active", "LastUpdateStatus": "Successful", "RevisionId": "r0", "CodeSha256": sha, "MemorySize": 128
    }));
    Remote {
        name: "f".into(),
        arn: Some("arn:aws:lambda:eu-west-1:123456789012:function:f".into()),
        version: Some("$LATEST".into()),
        settings: Settings { memory_size: Some(128), ..Settings::default() },
        state: Some("Active".into()),
        revision_id: Some("r0".into()),
        code_sha256: Some(sha),
        code_size: Some(0),
        ..Remote::default()
    }
}

pub fn update_plan() -> Plan {
    let settings = Box::new(Settings { memory_size: Some(512), ..Settings::default() });
    let settle = || Do::Settle { qualifier: None, goal: Settle::Updated };
    plan(
        Action::Update,
        vec![
            Do::UpdateConfiguration { settings },
            settle(),
            Do::UpdateCode { code: code(), architectures: None },
            settle(),
            Do::Publish { description: Some("d".into()) },
        ],
    )
}

#[tokio::test(start_paused = true)]
async fn an_update_is_guarded_by_the_revision_read_after_settling() {
    let mut lambda = Lambda::new(Duration::from_secs(2));
    let deployed = existing(&mut lambda);
    let ran = run(&update_plan(), Some(deployed), lambda, &options(), |_, _, _| None).await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    assert_eq!((ran.out.effect, ran.out.version.as_deref()), (Effect::Updated, Some("1")));
    let log = ran.log.lock().expect("log");
    let revisions: Vec<Value> =
        log.iter().filter(|a| a.method != "GET").map(|a| a.json()["RevisionId"].clone()).collect();
    assert_eq!(revisions, ["r0", "r2", "r4"]);
    let publish = log.iter().find(|a| a.path.ends_with("/versions")).expect("published").json();
    assert_eq!(publish["CodeSha256"], super::sha256(b"a zip"));
}

#[tokio::test(start_paused = true)]
async fn a_second_deployer_is_noticed() {
    let mut lambda = Lambda::new(Duration::from_secs(2));
    let deployed = existing(&mut lambda);
    let ran = run(&update_plan(), Some(deployed), lambda, &options(), |_, number, lambda| {
        if number == 1 {
            let function = lambda.function.as_mut().expect("a function");
            function["Timeout"] = json!(9);
            function["RevisionId"] = json!("theirs");
        }
        None
    })
    .await;
    let error = ran.out.error.expect("it stops");
    assert_eq!(error.kind, lamctl::error::Kind::Conflict);
    assert!(error.message.contains("timeout"), "{error}");
    let lambda = ran.lambda.lock().expect("lambda");
    assert_eq!(lambda.function.as_ref().expect("a function")["MemorySize"], 128);
}

#[tokio::test(start_paused = true)]
async fn a_busy_function_is_waited_for_and_then_changed() {
    let mut lambda = Lambda::new(Duration::from_secs(2));
    let deployed = existing(&mut lambda);
    let ran = run(&update_plan(), Some(deployed), lambda, &options(), |_, number, lambda| {
        if number == 1 {
            // A tag change elsewhere, say: busy, and nothing that we see differs afterwards.
            lambda.function.as_mut().expect("a function")["LastUpdateStatus"] = json!("InProgress");
            lambda.ready = Instant::now() + Duration::from_secs(20);
        }
        None
    })
    .await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    assert!(ran.took > Duration::from_secs(20));
    assert!(ran.events.iter().any(|e| matches!(&e.what, What::Retry { operation: "UpdateFunctionConfiguration", .. })));
}

#[tokio::test(start_paused = true)]
async fn a_delete_ends_when_the_function_is_gone() {
    let mut lambda = Lambda::new(Duration::ZERO);
    existing(&mut lambda);
    let plan = plan(
        Action::Delete,
        vec![Do::Delete { qualifier: None }, Do::Settle { qualifier: None, goal: Settle::Deleted }],
    );
    let ran = run(&plan, None, lambda, &options(), |_, _, _| None).await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    assert_eq!(ran.out.effect, Effect::Deleted);
    let gone = run(&plan, None, Lambda::new(Duration::ZERO), &options(), |_, _, _| None).await;
    assert!(gone.out.error.is_none(), "{:?}", gone.out.error);
    assert_eq!(gone.out.effect, Effect::None);
}

#[tokio::test(start_paused = true)]
async fn a_signal_ends_the_wait_and_says_how_to_go_on() {
    let stop = Stop::new();
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        later.signal(apply::Signal::Interrupt);
    });
    let lambda = Lambda::new(Duration::from_secs(60));
    let ran = run_until(&create_plan(), None, lambda, &options(), &stop, |_, _, _| None).await;
    let error = ran.out.error.expect("it stops");
    assert_eq!((error.kind, error.code.as_deref()), (lamctl::error::Kind::Interrupted, Some("SIGINT")));
    assert_eq!(error.message, "stopped by a signal; done: create f; not done: wait until Active");
    assert_eq!(error.hints, ["go on waiting: run `lamctl wait f`"]);
    assert_eq!(ran.out.effect, Effect::Created);
    assert_eq!(ran.took, Duration::from_secs(5));
}
