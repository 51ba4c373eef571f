//! Sends a call until it is done or `retry` says stop, and looks at a function until `wait` says so.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use super::{Options, Signal, Stop};
use crate::aws::{Class, Client, Fault, Outcome, Reply, policy};
use crate::error::{Error, Kind, Result};
use crate::event::{Events, What};
use crate::function::Remote;
use crate::outcome::StepRecord;
use crate::plan::{Answer, Call};
use crate::retry::{self, Budget, Jitter, Repeat, Situation};
use crate::wait::{self, Goal, Look, Note, Seen};

/// The means to send and to wait.
#[derive(Debug)]
pub struct Driver<'a> {
    pub client: &'a Client,
    pub events: &'a Events,
    stop: &'a Stop,
    budget: Budget,
    jitter: Jitter,
}

/// What one call has been through.
#[derive(Debug)]
pub struct Tally {
    pub started: Instant,
    pub attempts: u32,
    passing: u32,
    classes: BTreeMap<Class, (u32, Instant)>,
    /// An attempt's effect is not known.
    pub uncertain: bool,
}

impl Tally {
    /// Of a call that is made once, whatever comes of it.
    pub fn once() -> Self {
        Tally { attempts: 1, ..Tally::default() }
    }
}

impl Default for Tally {
    fn default() -> Self {
        Tally { started: Instant::now(), attempts: 0, passing: 0, classes: BTreeMap::new(), uncertain: false }
    }
}

impl Tally {
    /// What the JSON document says of the call.
    pub fn record(&self, operation: &'static str, request_id: Option<String>) -> StepRecord {
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        StepRecord { operation, attempts: self.attempts, duration_ms, request_id }
    }
}

impl Tally {
    /// Attempts that were refused for their rate.
    fn throttled(&self) -> u32 {
        self.classes.get(&Class::Throttle).map_or(0, |(count, _)| *count)
    }
}

/// What came of a call.
#[derive(Debug)]
pub enum Attempted<T = Reply> {
    Done(T),
    /// Its answer was lost: see whether it happened, then send it again.
    Look(Fault),
    /// The function is busy: let it settle, read it, then send again.
    Settle(Fault),
    Stop(Fault),
}

/// How long looking took, and how often.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waited {
    pub time: Duration,
    pub polls: u32,
}

/// A wait for a state.
#[derive(Clone, Copy, Debug)]
pub struct Wait<'a> {
    pub name: &'a str,
    pub qualifier: Option<&'a str>,
    pub goal: Goal,
    /// Made by this run: a 404 may pass.
    pub just_made: bool,
}

impl<'a> Driver<'a> {
    pub fn new(client: &'a Client, options: &Options, events: &'a Events, stop: &'a Stop) -> Self {
        let budget = Budget {
            timeout: options.timeout,
            propagation: options.propagation_timeout,
            max_attempts: options.max_attempts,
        };
        Driver { client, events, stop, budget, jitter: Jitter::new(options.seed) }
    }

    /// Sends until it is done, or until something else than sending is to be done.
    ///
    /// # Errors
    /// Interrupted.
    pub async fn attempt(&self, call: &Call, repeat: Repeat, tally: &mut Tally) -> Result<Attempted> {
        self.attempt_with(call.operation(), repeat, tally, || self.client.send(call, self.events)).await
    }

    /// As [`Driver::attempt`], for anything that makes one attempt.
    ///
    /// # Errors
    /// Interrupted.
    pub async fn attempt_with<T, F>(
        &self,
        operation: &'static str,
        repeat: Repeat,
        tally: &mut Tally,
        send: impl Fn() -> F,
    ) -> Result<Attempted<T>>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        loop {
            self.check()?;
            tally.attempts += 1;
            let sending = send();
            tokio::pin!(sending);
            let mut said = false;
            let reply = loop {
                tokio::select! {
                    biased;
                    reply = &mut sending => break reply,
                    signal = self.stop.second() => {
                        tally.uncertain = true;
                        return Err(in_flight(signal, operation));
                    }
                    _ = self.stop.first(), if !said => {
                        said = true;
                        let text = format!("stopping after the answer to {operation}; a second signal stops at once");
                        self.events.emit(What::Warning(text));
                    }
                }
            };
            let fault = match reply {
                Ok(reply) => return Ok(Attempted::Done(reply)),
                Err(fault) => fault,
            };
            tally.uncertain |= fault.outcome == Outcome::Unknown;
            let situation = self.situation(&fault, repeat, tally);
            let next = retry::decide(&situation, &self.budget);
            let (after, limit) = match next {
                retry::Next::Stop => return Ok(Attempted::Stop(fault)),
                retry::Next::Again { after, limit }
                | retry::Next::Look { after, limit }
                | retry::Next::Settle { after, limit } => (after, limit),
            };
            self.say_retry(&fault, &situation, tally.attempts, after, limit);
            self.sleep(after).await?;
            match next {
                retry::Next::Look { .. } => return Ok(Attempted::Look(fault)),
                retry::Next::Settle { .. } => return Ok(Attempted::Settle(fault)),
                _ => {}
            }
        }
    }

    fn situation(&self, fault: &Fault, repeat: Repeat, tally: &mut Tally) -> Situation {
        let now = Instant::now();
        let seen = tally.classes.entry(fault.class).or_insert((0, now));
        seen.0 += 1;
        if !matches!(fault.class, Class::Propagation | Class::Busy | Class::Ec2Throttle) {
            tally.passing += 1;
        }
        Situation {
            class: fault.class,
            outcome: fault.outcome,
            status: fault.status,
            retry_after: fault.retry_after,
            repeat,
            count: seen.0,
            attempts: tally.passing,
            elapsed: now - seen.1,
            reached: self.client.reached(),
            jitter: self.jitter.next(),
        }
    }

    fn say_retry(&self, fault: &Fault, situation: &Situation, attempt: u32, after: Duration, limit: Duration) {
        if situation.class == Class::Propagation && situation.count == 1 {
            // Said at once: it may be the second cause, and then waiting is in vain.
            for hint in &fault.hints {
                self.events.emit(What::Note(hint.clone()));
            }
        }
        let reason = match fault.class {
            Class::Propagation => format!("{}: {}", fault.message, fault.class.phrase()),
            Class::Server | Class::Lost | Class::Unreachable | Class::Unreadable => fault.message.clone(),
            class => class.phrase().to_owned(),
        };
        self.events.emit(What::Retry { operation: fault.operation, reason, attempt, after, limit: Some(limit) });
    }

    /// Sleeps, unless a signal comes.
    ///
    /// # Errors
    /// Interrupted.
    pub async fn sleep(&self, time: Duration) -> Result<()> {
        tokio::select! {
            biased;
            signal = self.stop.first() => Err(interrupted(signal)),
            () = tokio::time::sleep(time) => Ok(()),
        }
    }

    /// # Errors
    /// A signal came.
    pub fn check(&self) -> Result<()> {
        self.stop.asked().map_or(Ok(()), |signal| Err(interrupted(signal)))
    }

    /// Ends when a signal comes.
    pub async fn stopped(&self) -> Error {
        interrupted(self.stop.first().await)
    }

    /// Sends a call that may simply be sent again.
    ///
    /// # Errors
    /// The fault that it ended with, or interrupted.
    pub async fn ask(&self, call: &Call, tally: &mut Tally) -> Result<Result<Reply, Fault>> {
        loop {
            match self.attempt(call, Repeat::Again, tally).await? {
                Attempted::Done(reply) => return Ok(Ok(reply)),
                Attempted::Stop(fault) => return Ok(Err(fault)),
                Attempted::Look(_) | Attempted::Settle(_) => {}
            }
        }
    }

    /// As [`Driver::ask`], for anything that makes one attempt.
    ///
    /// # Errors
    /// The fault that it ended with, or interrupted.
    pub async fn ask_with<T, F>(
        &self,
        operation: &'static str,
        tally: &mut Tally,
        send: impl Fn() -> F,
    ) -> Result<Result<T, Fault>>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        loop {
            match self.attempt_with(operation, Repeat::Again, tally, &send).await? {
                Attempted::Done(done) => return Ok(Ok(done)),
                Attempted::Stop(fault) => return Ok(Err(fault)),
                Attempted::Look(_) | Attempted::Settle(_) => {}
            }
        }
    }

    /// The configuration, or `None` where there is no such function. Where GetFunctionConfiguration is
    /// forbidden, GetFunction is asked.
    ///
    /// # Errors
    /// Whatever else a read ends with.
    pub async fn look(&self, name: &str, qualifier: Option<&str>) -> Result<Option<Remote>> {
        self.look_counted(name, qualifier, &mut Tally::default()).await
    }

    /// As [`Driver::look`]; the tally tells what it went through.
    async fn look_counted(&self, name: &str, qualifier: Option<&str>, tally: &mut Tally) -> Result<Option<Remote>> {
        let (name, qualifier) = (name.to_owned(), qualifier.map(str::to_owned));
        let plain = Call::GetFunctionConfiguration { name: name.clone(), qualifier: qualifier.clone() };
        let refused = match self.ask(&plain, tally).await? {
            Ok(Reply { answer: Answer::Configuration(remote), .. }) => return Ok(Some(*remote)),
            Ok(_) => return Err(Error::new(Kind::Internal, "GetFunctionConfiguration gave another answer")),
            Err(fault) if fault.class == Class::NotFound => return Ok(None),
            Err(fault) if fault.class == Class::AccessDenied => fault,
            Err(fault) => return Err(fault.into_error()),
        };
        match self.ask(&Call::GetFunction { name, qualifier }, &mut Tally::default()).await? {
            Ok(Reply { answer: Answer::Function(deployed), .. }) => Ok(Some(deployed.configuration)),
            Ok(_) => Err(Error::new(Kind::Internal, "GetFunction gave another answer")),
            Err(fault) if fault.class == Class::NotFound => Ok(None),
            Err(fault) if fault.class == Class::AccessDenied => Err(unseen(refused)),
            Err(fault) => Err(fault.into_error()),
        }
    }

    /// Looks until the goal is reached. `seen` is called with each configuration.
    ///
    /// # Errors
    /// The function ended Failed, time ran out, the service refuses to tell, or interrupted.
    pub async fn settle(
        &self,
        wait: Wait<'_>,
        waited: &mut Waited,
        seen: &mut (dyn FnMut(&Remote) + Send),
    ) -> Result<()> {
        let started = Instant::now();
        let before = waited.time;
        let mut said: HashSet<Note> = HashSet::new();
        let (mut polls, mut throttled) = (0, 0);
        loop {
            let asked = Instant::now();
            let mut tally = Tally::default();
            let remote = self.look_counted(wait.name, wait.qualifier, &mut tally).await;
            throttled += tally.throttled();
            waited.polls += 1;
            polls += 1;
            waited.time = before + started.elapsed();
            let remote = remote?;
            if let Some(remote) = &remote {
                seen(remote);
            }
            let look = Look {
                goal: wait.goal,
                qualified: wait.qualifier.is_some_and(|q| q != "$LATEST"),
                just_made: wait.just_made,
                seen: remote.as_ref().map_or(Seen::Missing, Seen::Function),
                elapsed: started.elapsed(),
                took: asked.elapsed(),
                throttled,
                limit: self.budget.timeout,
            };
            let state = remote.as_ref().map_or_else(|| "absent".to_owned(), wait::describe);
            match wait::next(&look) {
                wait::Next::Done => {
                    self.events.emit(What::Settled { state, took: look.elapsed, polls });
                    return Ok(());
                }
                wait::Next::Stop(error) => {
                    return Err(*error);
                }
                wait::Next::Again { after, note } => {
                    self.events.emit(What::State {
                        goal: wait.goal.name(),
                        state,
                        reason: remote.as_ref().and_then(|r| r.state_reason.as_deref().map(crate::aws::scrub::shown)),
                        elapsed: look.elapsed,
                        limit: look.limit,
                    });
                    if let Some(note) = note
                        && said.insert(note.clone())
                    {
                        self.events.emit(What::Warning(note.to_string()));
                    }
                    let slept = self.sleep(after).await;
                    waited.time = before + started.elapsed();
                    slept?;
                }
            }
        }
    }
}

/// Neither GetFunctionConfiguration nor GetFunction may be called.
fn unseen(refused: Fault) -> Error {
    let resource = refused
        .message
        .split("on resource: ")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next())
        .map(str::to_owned);
    let mut error = refused.into_error();
    error.message = format!("the function's state cannot be seen: {}", error.message);
    error.hints = vec![format!(
        "add this statement to the policy of your principal: {}",
        policy::for_operation("GetFunctionConfiguration", resource.as_deref())
    )];
    error
}

fn interrupted(signal: Signal) -> Error {
    Error::new(Kind::Interrupted, "stopped by a signal").code(signal.name()).retryable()
}

fn in_flight(signal: Signal, operation: &str) -> Error {
    Error::new(Kind::Interrupted, format!("a second signal came while {operation} was under way: it may have happened"))
        .code(signal.name())
        .retryable()
}
