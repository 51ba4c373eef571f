//! The state of a run between its steps, and the way from a step to its doing.

use std::collections::BTreeMap;

use super::driver::{Driver, Tally, Wait, Waited};
use super::{Inputs, Options, Stop};
use crate::aws::{Class, Client, Fault, Reply};
use crate::error::{Error, Kind, Result};
use crate::event::{Events, What};
use crate::function::Remote;
use crate::outcome::{Effect, FunctionOutcome, StepRecord};
use crate::plan::{Answer, Call, CodeRef, Do, Plan, Settle, Step, VersionRef};
use crate::wait::Goal;

/// A run under way.
pub(super) struct Run<'a> {
    pub plan: &'a Plan,
    pub options: &'a Options,
    pub driver: Driver<'a>,
    pub out: &'a mut FunctionOutcome,
    /// What AWS is known to have of `$LATEST`, as of the last settled reading or our own last change.
    pub known: Option<Remote>,
    /// Guards the next change.
    pub revision: Option<String>,
    /// Version published by each step.
    pub published: BTreeMap<u32, String>,
    /// The package in S3.
    pub staged: Option<Staged>,
    /// This run made the function.
    pub made: bool,
    /// This run changed something.
    pub wrote: bool,
    records: Vec<StepRecord>,
    /// Whether the call that was broken off may have happened.
    pub uncertain: bool,
    waited: Waited,
}

/// Where a package was staged.
#[derive(Clone, Debug)]
pub(super) struct Staged {
    pub bucket: String,
    pub key: String,
    pub version: Option<String>,
}

impl<'a> Run<'a> {
    pub fn new(
        plan: &'a Plan,
        inputs: &'a Inputs,
        client: &'a Client,
        options: &'a Options,
        events: &'a Events,
        stop: &'a Stop,
        out: &'a mut FunctionOutcome,
    ) -> Self {
        let known = inputs.deployed.clone();
        if let Some(remote) = &known {
            note(out, remote);
        }
        Run {
            plan,
            options,
            driver: Driver::new(client, options, events, stop),
            out,
            revision: known.as_ref().and_then(|remote| remote.revision_id.clone()),
            known,
            published: BTreeMap::new(),
            staged: None,
            made: false,
            wrote: false,
            records: Vec::new(),
            uncertain: false,
            waited: Waited::default(),
        }
    }

    /// The calls that were made.
    pub fn finish(self) -> Vec<StepRecord> {
        self.out.waited += self.waited.time;
        self.out.polls += self.waited.polls;
        self.records
    }

    /// Does one step.
    pub async fn step(&mut self, step: &Step) -> Result<()> {
        self.driver.check()?;
        match &step.what {
            Do::Stage { bucket, prefix } => self.stage(bucket, prefix).await,
            Do::Create { settings, code } => self.create(step.id, settings, code).await,
            Do::PutCodeSigning { arn } => {
                self.simple(Call::PutFunctionCodeSigningConfig { name: self.name(), arn: arn.clone() }).await
            }
            Do::DeleteCodeSigning => self.simple(Call::DeleteFunctionCodeSigningConfig { name: self.name() }).await,
            Do::UpdateConfiguration { settings } => self.update_configuration(settings).await,
            Do::UpdateCode { code, architectures } => self.update_code(code, architectures.as_ref()).await,
            Do::Settle { qualifier, goal } => self.settle(qualifier.as_ref(), *goal).await,
            Do::Tag { tags } => self.simple(Call::TagResource { arn: self.arn()?, tags: tags.clone() }).await,
            Do::Untag { keys } => self.simple(Call::UntagResource { arn: self.arn()?, keys: keys.clone() }).await,
            Do::Publish { description } => self.publish(step.id, description.as_deref()).await,
            Do::Smoke { payload, qualifier } => self.smoke(payload, qualifier).await,
            Do::CreateAlias { alias, version, description } => {
                self.create_alias(alias, version, description.as_deref()).await
            }
            Do::UpdateAlias { alias, version, description, weights, revision_id } => {
                self.update_alias(alias, version, description.as_deref(), weights, revision_id.as_deref()).await
            }
            Do::DeleteAlias { alias } => {
                self.simple(Call::DeleteAlias { name: self.name(), alias: alias.clone() }).await
            }
            Do::Delete { qualifier } => self.delete(qualifier.as_deref()).await,
        }
    }

    pub fn name(&self) -> String {
        self.plan.name.clone()
    }

    fn arn(&self) -> Result<String> {
        self.out
            .function_arn
            .clone()
            .ok_or_else(|| Error::new(Kind::Internal, "a step needs the function's ARN before it is known"))
    }

    /// The version that a step means.
    pub fn version(&self, version: &VersionRef) -> Result<String> {
        match version {
            VersionRef::Number(number) => Ok(number.clone()),
            VersionRef::PublishedBy(step) => self
                .published
                .get(step)
                .cloned()
                .ok_or_else(|| Error::new(Kind::Internal, format!("step {step} published no version"))),
        }
    }

    /// The code as it is sent: staged code stands where staging put it.
    pub fn code(&self, code: &CodeRef) -> CodeRef {
        match (code, &self.staged) {
            (CodeRef::Staged { artifact, kms_key, .. }, Some(staged)) => CodeRef::Staged {
                artifact: artifact.clone(),
                bucket: staged.bucket.clone(),
                key: staged.key.clone(),
                version: staged.version.clone(),
                kms_key: kms_key.clone(),
            },
            _ => code.clone(),
        }
    }

    pub fn started(&self, operation: &'static str, what: impl Into<String>) {
        self.driver.events.emit(What::Started { operation, what: what.into() });
    }

    /// Notes a call that ended, well or not.
    pub fn record(&mut self, operation: &'static str, tally: &Tally, request_id: Option<String>, done: bool) {
        let took = tally.started.elapsed();
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.records.push(StepRecord { operation, attempts: tally.attempts, duration_ms, request_id });
        if done {
            self.driver.events.emit(What::Done { operation, took, attempts: tally.attempts });
        }
    }

    /// A call that ended with a fault.
    pub fn ended(&mut self, fault: Fault, tally: &Tally) -> Error {
        self.record(fault.operation, tally, fault.request_id.clone(), false);
        super::say::gave_up(fault, tally)
    }

    /// As `ended`, for a call of which an attempt may have got through unseen.
    pub fn perhaps(&mut self, fault: Fault, tally: &Tally) -> Error {
        let operation = fault.operation;
        let mut error = self.ended(fault, tally);
        if tally.uncertain {
            error.message.push_str(&format!("; {operation} may have happened"));
        }
        error
    }

    /// A call that a signal broke off.
    pub fn broken_off(&mut self, operation: &'static str, error: Error, tally: &Tally) -> Error {
        self.record(operation, tally, None, false);
        self.uncertain |= tally.uncertain;
        error
    }

    /// A change of the function itself was made.
    pub fn changed(&mut self) {
        self.wrote = true;
        if self.out.effect != Effect::Created {
            self.out.effect = Effect::Updated;
        }
    }

    /// Takes over what an answer or a look says about `$LATEST`.
    pub fn take(&mut self, remote: &Remote) {
        note(self.out, remote);
        self.revision = remote.revision_id.clone();
        self.known = Some(remote.clone());
    }

    /// A call whose repetition changes nothing.
    async fn simple(&mut self, call: Call) -> Result<()> {
        let operation = call.operation();
        self.started(operation, self.name());
        let mut tally = Tally::default();
        loop {
            match self.driver.attempt(&call, crate::retry::Repeat::Again, &mut tally).await {
                Ok(super::Attempted::Done(reply)) => {
                    self.record(operation, &tally, reply.request_id, true);
                    self.changed();
                    return Ok(());
                }
                Ok(super::Attempted::Stop(fault)) if self.brought_about(&call, &fault, &tally).await => {
                    self.record(operation, &tally, fault.request_id, true);
                    self.changed();
                    return Ok(());
                }
                Ok(super::Attempted::Stop(fault)) => return Err(self.perhaps(fault, &tally)),
                Ok(super::Attempted::Look(_)) => {}
                Ok(super::Attempted::Settle(_)) => self.idle().await?,
                Err(error) => return Err(self.broken_off(operation, error, &tally)),
            }
        }
    }

    /// Whether what a call that gave up was to delete is gone, by one of its attempts or otherwise.
    async fn brought_about(&mut self, call: &Call, fault: &Fault, tally: &Tally) -> bool {
        let Call::DeleteAlias { name, alias } = call else { return false };
        fault.class == Class::NotFound
            || (tally.uncertain
                && matches!(super::read::alias(&self.driver, name, alias, &mut self.records).await, Ok(None)))
    }

    /// Waits until nothing is under way, and takes over what is there then.
    pub async fn idle(&mut self) -> Result<()> {
        let name = self.name();
        let wait = Wait { name: &name, qualifier: None, goal: Goal::Idle, just_made: self.made };
        let mut last = None;
        let ended = self.driver.settle(wait, &mut self.waited, &mut |remote| last = Some(remote.clone())).await;
        if let Some(remote) = last {
            note(self.out, &remote);
            self.revision = remote.revision_id.clone();
            self.known = Some(remote);
        }
        ended
    }

    async fn settle(&mut self, qualifier: Option<&VersionRef>, goal: Settle) -> Result<()> {
        let name = self.name();
        let version = qualifier.map(|version| self.version(version)).transpose()?;
        // Before our first change a failed update of the past is no reason to stop.
        let goal = match Goal::from(goal) {
            Goal::Updated if !self.wrote && self.changes_follow() => Goal::Idle,
            goal => goal,
        };
        let just_made = self.made || (version.is_some() && self.wrote);
        let wait = Wait { name: &name, qualifier: version.as_deref(), goal, just_made };
        let mut last = None;
        let ended = self.driver.settle(wait, &mut self.waited, &mut |remote| last = Some(remote.clone())).await;
        match (last, version.is_some()) {
            (Some(remote), false) if goal != Goal::Deleted => self.take(&remote),
            (Some(remote), true) => states(self.out, &remote),
            _ => {}
        }
        ended.map_err(|error| super::say::while_waiting(error, self.out))
    }

    fn changes_follow(&self) -> bool {
        self.plan.steps.iter().any(|step| !matches!(step.what, Do::Settle { .. }))
    }

    /// The configuration in an answer.
    pub fn configuration(reply: Reply) -> Result<Remote> {
        match reply.answer {
            Answer::Configuration(remote) => Ok(*remote),
            _ => Err(Error::new(Kind::Internal, "the call gave another answer than a configuration")),
        }
    }

    #[cfg(feature = "s3")]
    async fn stage(&mut self, bucket: &str, prefix: &str) -> Result<()> {
        let code = self.plan.steps.iter().find_map(|step| match &step.what {
            Do::Create { code: CodeRef::Staged { artifact, key, kms_key, .. }, .. }
            | Do::UpdateCode { code: CodeRef::Staged { artifact, key, kms_key, .. }, .. } => {
                Some((artifact.clone(), key.clone(), kms_key.clone()))
            }
            _ => None,
        });
        let Some((artifact, key, kms_key)) = code else {
            return Err(Error::new(Kind::Internal, "nothing is to be staged"));
        };
        self.started("Stage", format!("s3://{bucket}/{key}"));
        let key = if key.is_empty() { crate::plan::code::stage_key(prefix, &artifact) } else { key };
        let place = crate::aws::s3::Place {
            bucket: bucket.to_owned(),
            key: key.clone(),
            owner: self.options.bucket_owner.clone(),
            // Whoever wants the code encrypted with a key wants its copy in S3 so, too.
            kms_key: kms_key.or_else(|| self.options.bucket_kms_key.clone()),
        };
        let began = tokio::time::Instant::now();
        let staged = super::stage::stage(&self.driver, &artifact, &place, &mut self.records).await;
        let version = staged?;
        self.driver.events.emit(What::Done { operation: "Stage", took: began.elapsed(), attempts: 1 });
        self.staged = Some(Staged { bucket: bucket.to_owned(), key, version });
        Ok(())
    }

    #[cfg(not(feature = "s3"))]
    async fn stage(&mut self, _bucket: &str, _prefix: &str) -> Result<()> {
        Err(Error::new(Kind::Environment, "this lamctl was built without staging in S3")
            .hint("build it with the feature `s3`"))
    }
}

/// What AWS has, into the outcome.
pub fn note(out: &mut FunctionOutcome, remote: &Remote) {
    if let Some(arn) = &remote.arn {
        out.function_arn = Some(unqualified(arn, remote.version.as_deref()));
    }
    if out.version.is_none() || remote.version.as_deref().is_some_and(|v| v != "$LATEST") {
        out.version = remote.version.clone();
    }
    states(out, remote);
    out.last_update_status = remote.last_update_status.clone();
    out.code_sha256 = remote.code_sha256.clone();
    out.code_size = remote.code_size.and_then(|size| u64::try_from(size).ok());
    out.revision_id = remote.revision_id.clone();
}

fn states(out: &mut FunctionOutcome, remote: &Remote) {
    let shown = |text: &Option<String>| text.as_deref().map(crate::aws::scrub::shown);
    out.state = remote.state.clone();
    out.state_reason_code = remote.state_reason_code.clone();
    out.state_reason = shown(&remote.state_reason);
}

/// `arn:…:function:name:3` without the version.
pub(super) fn unqualified(arn: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => arn.strip_suffix(&format!(":{version}")).unwrap_or(arn).to_owned(),
        None => arn.to_owned(),
    }
}
