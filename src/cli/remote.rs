//! What commands that talk to AWS share: which function, which client, and running a plan for each of
//! several functions side by side.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::Run;
use super::args::{Changing, One, Waiting};
use super::prepare::{Batch, Prepared};
use crate::apply::{self, Driver, Signal, Stop, Tally};
use crate::aws::config::Vars;
use crate::aws::{self, Client, Connect, Fault};
use crate::error::{Error, Kind};
use crate::event::Events;
use crate::function::{Alias, Desired, Remote, Target, VersionSummary};
use crate::outcome::{FunctionOutcome, Outcome, StepRecord};
use crate::plan::{Answer, Call};

/// Functions that are deployed side by side.
const SIDE_BY_SIDE: usize = 8;

/// One function that a command is about.
#[derive(Debug)]
pub struct Subject {
    pub name: String,
    pub file: Option<String>,
    /// What the manifest says, where one was read.
    #[cfg_attr(not(feature = "logs"), expect(dead_code, reason = "only `logs` asks the manifest"))]
    pub desired: Option<Desired>,
    pub client: Client,
    pub events: Events,
}

impl Run<'_> {
    /// The function that the arguments name, or the manifest does, and a client for it.
    ///
    /// # Errors
    /// No function is named, the manifest is wrong, or there is no region or no credentials.
    pub async fn one(&mut self, one: &One) -> Result<(Subject, Outcome), Error> {
        let mut outcome = Outcome::default();
        let desired = match &one.function {
            Some(_) => None,
            None => Some(self.named(one, &mut outcome).await?),
        };
        let target = desired.as_ref().map(|d| d.target.clone()).unwrap_or_default();
        let client = self.connect(&target, desired.as_ref()).await?;
        outcome.region = Some(client.region().to_owned());
        outcome.endpoint = client.endpoint().map(str::to_owned);
        let (name, file) = match (&one.function, &desired) {
            (Some(name), _) => (name.clone(), None),
            (None, Some(desired)) => (desired.name.clone(), Some(desired.file.clone())),
            (None, None) => return Err(Error::new(Kind::Usage, "no function is named")),
        };
        let bare = desired.as_ref().map_or_else(|| bare(&name).to_owned(), |d| d.bare_name().to_owned());
        self.reporter.functions(vec![bare]);
        let events = Events::new(self.reporter.sink(), 0);
        Ok((Subject { name, file, desired, client, events }, outcome))
    }

    async fn named(&mut self, one: &One, outcome: &mut Outcome) -> Result<Desired, Error> {
        let file = one.file.clone().unwrap_or_else(|| "deploy.yaml".to_owned());
        let input = self.read(&file).await.map_err(|e| match one.file {
            None => e.hint("or name the function as the argument"),
            Some(_) => e,
        })?;
        let mut options = self.manifest_options(&one.values)?;
        let denies = |d: &crate::diagnostic::Diagnostic| d.level == crate::diagnostic::Level::Deny;
        let mut loaded = crate::manifest::load(&input, &options);
        if loaded.diagnostics.iter().any(denies) && options.code.is_none() {
            // A function is named here, not deployed: a manifest that leaves its code to `--code` will do.
            options.code = Some(".".to_owned());
            let other = crate::manifest::load(&input, &options);
            if !other.diagnostics.iter().any(denies) {
                loaded = other;
            }
        }
        self.reporter.findings(&loaded.diagnostics);
        let denied = loaded.diagnostics.iter().any(|d| d.level == crate::diagnostic::Level::Deny);
        outcome.diagnostics.extend(loaded.diagnostics);
        if denied {
            return Err(Error::new(Kind::Manifest, format!("{} is not a valid manifest", input.name)));
        }
        let names: Vec<String> = loaded.functions.iter().map(|f| f.bare_name().to_owned()).collect();
        let mut functions =
            loaded.functions.into_iter().filter(|f| one.pick.as_deref().is_none_or(|p| p == f.bare_name()));
        match (functions.next(), functions.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(Error::new(Kind::Usage, format!("{} describes {} functions", input.name, names.len()))
                .hint(format!("pick one with `--function NAME`: {}", names.join(", ")))),
        }
    }

    /// A client for one target.
    ///
    /// # Errors
    /// No region, no credentials, a certificate bundle that cannot be read.
    pub async fn connect(&self, target: &Target, desired: Option<&Desired>) -> Result<Client, Error> {
        let region = match desired {
            Some(desired) => {
                if self.global.region.is_some() {
                    self.global.region.clone()
                } else {
                    desired.target.region.clone()
                }
            }
            None => self.global.region.clone().or_else(|| target.region.clone()),
        };
        let connect = Connect {
            region,
            profile: self.global.profile.clone().or_else(|| target.profile.clone()),
            profile_from_flag: self.global.profile.is_some(),
            endpoint_url: self.global.endpoint_url.clone(),
            vars: Vars(self.world.vars.clone()),
            http: self.world.http.clone(),
            ..Connect::default()
        };
        tokio::select! {
            client = aws::connect(&connect) => client,
            signal = self.world.stop.first() => Err(interrupted(signal, "nothing was sent")),
        }
    }

    /// How a plan is run.
    pub fn apply_options(&self, changing: &Changing) -> apply::Options {
        let mut options = self.wait_options(&changing.waiting);
        options.no_wait = changing.no_wait;
        options.propagation_timeout = changing.propagation_timeout;
        options
    }

    /// How calls that only read are made.
    pub fn read_options(&self) -> apply::Options {
        apply::Options { max_attempts: self.max_attempts(), ..apply::Options::default() }
    }

    fn max_attempts(&self) -> Option<u32> {
        self.world.var("AWS_MAX_ATTEMPTS").and_then(|n| n.parse().ok())
    }

    /// What a run that ends early tells people to run next.
    pub fn inputs(&self, target: &Target) -> apply::Inputs {
        apply::Inputs { deployed: None, resume: self.resume(), target: self.target_options(target) }
    }

    /// The command line that goes on where this one ends. Values that may be secret are left for people to fill in.
    fn resume(&self) -> String {
        let mut words = vec!["lamctl".to_owned()];
        let mut args = self.world.args.iter().map(|a| a.to_string_lossy());
        while let Some(arg) = args.next() {
            let (name, joined) = match arg.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
                _ => (arg.to_string(), None),
            };
            if !["--set", "--payload", "--smoke", "-p"].contains(&name.as_str()) {
                words.push(shell_word(&arg));
                continue;
            }
            words.push(name);
            let value = joined.or_else(|| args.next().map(|value| value.to_string()));
            words.extend(value.map(|value| shell_word(&without_secret(&value))));
        }
        words.join(" ")
    }

    /// The options that lead another command to the same target, each with a space before it.
    fn target_options(&self, target: &Target) -> String {
        let global = &self.global;
        let options = [
            ("--region", global.region.as_ref().or(target.region.as_ref())),
            ("--profile", global.profile.as_ref().or(target.profile.as_ref())),
            ("--endpoint-url", global.endpoint_url.as_ref()),
        ];
        options.iter().filter_map(|(name, value)| Some(format!(" {name} {}", shell_word(value.as_ref()?)))).collect()
    }

    pub fn wait_options(&self, waiting: &Waiting) -> apply::Options {
        apply::Options { timeout: waiting.timeout, max_attempts: self.max_attempts(), ..apply::Options::default() }
    }

    /// Does `work` for every function of a batch, some side by side; one's failure does not stop the others.
    pub async fn each<F, Fut>(&mut self, batch: Batch, work: F) -> Outcome
    where
        F: Fn(Job) -> Fut,
        Fut: Future<Output = FunctionOutcome> + Send + 'static,
    {
        let mut batch = batch;
        let functions = std::mem::take(&mut batch.functions);
        let mut outcome = batch.outcome();
        let mut clients: Vec<(Target, Client)> = Vec::new();
        let mut ended: Vec<(usize, FunctionOutcome)> = Vec::new();
        let turns = Arc::new(Semaphore::new(SIDE_BY_SIDE));
        let mut running = JoinSet::new();
        for (index, mut prepared) in functions.into_iter().enumerate() {
            let client = match clients.iter().find(|(target, _)| *target == prepared.desired.target) {
                Some((_, client)) => Ok(client.clone()),
                None => self.connect(&prepared.desired.target, Some(&prepared.desired)).await,
            };
            let client = match client {
                Ok(client) => client,
                Err(error) => {
                    let mut failed = prepared.outcome();
                    failed.error = Some(error);
                    ended.push((index, failed));
                    continue;
                }
            };
            clients.push((prepared.desired.target.clone(), client.clone()));
            outcome.region = Some(client.region().to_owned());
            outcome.endpoint = client.endpoint().map(str::to_owned);
            let events = Events::new(self.reporter.sink(), index);
            let known = prepared.outcome();
            let inputs = self.inputs(&prepared.desired.target);
            let job = Job { index, prepared, outcome: known, client, events, stop: self.world.stop.clone(), inputs };
            let (future, turns) = (work(job), Arc::clone(&turns));
            running.spawn(async move {
                let _turn = turns.acquire_owned().await;
                (index, future.await)
            });
        }
        let bug =
            |e: tokio::task::JoinError| Error::new(Kind::Internal, "a bug in lamctl: a deployment panicked").cause(e);
        while let Some(done) = running.join_next().await {
            match done {
                Ok(done) => ended.push(done),
                Err(error) => outcome.error = Some(bug(error)),
            }
        }
        ended.sort_by_key(|(index, _)| *index);
        outcome.functions = ended.into_iter().map(|(_, function)| function).collect();
        outcome
    }

    /// A call about one function, made again where that may help, and kept among its steps.
    ///
    /// # Errors
    /// AWS's refusal, or the end of the patience with it.
    pub async fn ask(&self, subject: &Subject, call: &Call, function: &mut FunctionOutcome) -> Result<Answer, Error> {
        let options = self.read_options();
        let driver = Driver::new(&subject.client, &options, &subject.events, &self.world.stop);
        ask(&driver, call, &self.world.stop, &mut function.steps).await
    }

    /// A call about no function in particular.
    ///
    /// # Errors
    /// As [`Run::ask`].
    pub async fn ask_once(&self, client: &Client, events: &Events, call: &Call) -> Result<Answer, Error> {
        let options = self.read_options();
        ask(&Driver::new(client, &options, events, &self.world.stop), call, &self.world.stop, &mut Vec::new()).await
    }

    /// All versions of a function, `$LATEST` among them.
    ///
    /// # Errors
    /// As [`Run::ask`].
    pub async fn versions(&self, of: &Subject, function: &mut FunctionOutcome) -> Result<Vec<VersionSummary>, Error> {
        let options = self.read_options();
        let driver = Driver::new(&of.client, &options, &of.events, &self.world.stop);
        apply::read::list(&driver, Some(&of.name), &mut function.steps).await
    }

    /// All aliases of a function.
    ///
    /// # Errors
    /// As [`Run::ask`].
    pub async fn aliases(&self, of: &Subject, function: &mut FunctionOutcome) -> Result<Vec<Alias>, Error> {
        let options = self.read_options();
        let driver = Driver::new(&of.client, &options, &of.events, &self.world.stop);
        apply::read::aliases(&driver, &of.name, &mut function.steps).await
    }

    /// One alias, where it exists.
    ///
    /// # Errors
    /// As [`Run::ask`], but for an alias that is not there.
    pub async fn alias(
        &self,
        of: &Subject,
        alias: &str,
        function: &mut FunctionOutcome,
    ) -> Result<Option<Alias>, Error> {
        let options = self.read_options();
        let driver = Driver::new(&of.client, &options, &of.events, &self.world.stop);
        apply::read::alias(&driver, &of.name, alias, &mut function.steps).await
    }
}

/// One function's share of a run.
#[derive(Debug)]
pub struct Job {
    /// Its place among the functions of the run.
    pub index: usize,
    pub prepared: Prepared,
    pub outcome: FunctionOutcome,
    pub client: Client,
    pub events: Events,
    pub stop: Stop,
    pub inputs: apply::Inputs,
}

impl Job {
    /// Stops before any change where the credentials are of another account than `target.account`.
    ///
    /// # Errors
    /// Another account, or GetCallerIdentity failed.
    pub async fn guard(&self, options: &apply::Options, steps: &mut Vec<StepRecord>) -> Result<(), Error> {
        let Some(wanted) = &self.prepared.desired.target.account else { return Ok(()) };
        let driver = Driver::new(&self.client, options, &self.events, &self.stop);
        let (account, arn) = apply::read::identity(&driver, steps).await?;
        if account == *wanted {
            return Ok(());
        }
        Err(Error::new(Kind::Guard, format!("the credentials are of account {account}, target.account is {wanted}"))
            .hint(format!("you are {arn}; use a profile of account {wanted} (`--profile`), or mend `target.account`")))
    }
}

/// One call and its record.
async fn ask(driver: &Driver<'_>, call: &Call, stop: &Stop, steps: &mut Vec<StepRecord>) -> Result<Answer, Error> {
    if !matches!(call, Call::Invoke { .. }) {
        let reply = apply::read::ask(driver, call, steps).await?;
        return reply.map(|reply| reply.answer).map_err(Fault::into_error);
    }
    // Sent once: the function may have run, whatever the answer.
    let tally = Tally::once();
    let reply = tokio::select! {
        reply = driver.client.send(call, driver.events) => reply,
        signal = stop.first() => {
            return Err(interrupted(signal, "stopped while the function was invoked: it may still run"));
        }
    };
    let request_id = match &reply {
        Ok(reply) => reply.request_id.clone(),
        Err(fault) => fault.request_id.clone(),
    };
    steps.push(tally.record(call.operation(), request_id));
    reply.map(|reply| reply.answer).map_err(Fault::into_error)
}

/// The error of a run that a signal ended before anything was sent.
pub fn interrupted(signal: Signal, what: &str) -> Error {
    Error::new(Kind::Interrupted, what).code(signal.name())
}

/// Settings that hold no secret: only their values are repeated in a hint.
const HARMLESS: [&str; 9] =
    ["memory_size", "timeout", "runtime", "handler", "publish", "aliases", "architectures", "function_name", "role"];

/// `path=value` or a payload as a hint may repeat it.
fn without_secret(value: &str) -> String {
    match value.split_once('=') {
        Some((path, _)) if HARMLESS.contains(&path) => value.to_owned(),
        Some((path, _)) if !path.contains(['{', '"', ' ']) => format!("{path}=..."),
        _ if value.starts_with('@') || value == "-" => value.to_owned(),
        _ => "...".to_owned(),
    }
}

/// A word as a shell takes it back.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// What AWS has of the function, into the outcome.
pub fn fill(outcome: &mut FunctionOutcome, remote: &Remote) {
    outcome.function_arn.clone_from(&remote.arn);
    outcome.version.clone_from(&remote.version);
    outcome.state.clone_from(&remote.state);
    outcome.state_reason.clone_from(&remote.state_reason);
    outcome.state_reason_code.clone_from(&remote.state_reason_code);
    outcome.last_update_status.clone_from(&remote.last_update_status);
    outcome.code_sha256.clone_from(&remote.code_sha256);
    outcome.code_size = remote.code_size.and_then(|n| u64::try_from(n).ok());
    outcome.revision_id.clone_from(&remote.revision_id);
}

/// The bare name of a function that was named by ARN or partial ARN.
pub fn bare(name: &str) -> &str {
    match name.split_once("function:") {
        Some((_, rest)) => rest.split(':').next().unwrap_or(rest),
        None => name,
    }
}
