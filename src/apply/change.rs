//! Changes of a function that exists: guarded by RevisionId, repeated after a lost answer, and ended
//! where somebody else has changed it.

use super::compare;
use super::driver::{Attempted, Tally};
use super::run::{Run, unqualified};
use crate::aws::{Class, Fault};
use crate::error::{Error, Kind, Result};
use crate::event::What;
use crate::function::{Remote, Settings};
use crate::outcome::Effect;
use crate::plan::{Answer, Call, CodeRef, VersionRef};
use crate::retry::Repeat;

/// A RevisionId that moves though nothing differs is worth so many repeats.
const REVISIONS: u32 = 3;

impl Run<'_> {
    pub(super) async fn update_configuration(&mut self, settings: &Settings) -> Result<()> {
        let call = |name, revision_id| Call::UpdateFunctionConfiguration {
            name,
            settings: Box::new(settings.clone()),
            revision_id,
        };
        let reached = |remote: &Remote| compare::missing(settings, remote).is_empty();
        let remote = self.guarded(&call, &reached, &compare::fields(settings)).await?;
        self.changed();
        self.take(&remote);
        Ok(())
    }

    pub(super) async fn update_code(&mut self, code: &CodeRef, architectures: Option<&Vec<String>>) -> Result<()> {
        let code = self.code(code);
        let call = |name, revision_id| Call::UpdateFunctionCode {
            name,
            code: code.clone(),
            architectures: architectures.cloned(),
            revision_id,
        };
        let reached = |remote: &Remote| {
            let same = match &code {
                CodeRef::Zip { artifact, .. } | CodeRef::Staged { artifact, .. } => {
                    remote.code_sha256.as_deref() == Some(artifact.sha256.as_str())
                }
                // Not to be told from here; sending it once more is the same as once.
                CodeRef::S3 { .. } | CodeRef::Image { .. } => false,
            };
            same && architectures.is_none_or(|wanted| remote.settings.architectures.as_ref() == Some(wanted))
        };
        let ours = ["code".to_owned(), "architectures".to_owned()];
        let remote = self.guarded(&call, &reached, &ours).await?;
        self.changed();
        self.take(&remote);
        self.check_code(&code, &remote)
    }

    pub(super) async fn publish(&mut self, step: u32, description: Option<&str>) -> Result<()> {
        let code_sha256 = self.known.as_ref().and_then(|remote| remote.code_sha256.clone());
        let call = |name, revision_id| Call::PublishVersion {
            name,
            code_sha256: code_sha256.clone(),
            description: description.map(str::to_owned),
            revision_id,
        };
        // Published or not cannot be read from $LATEST; unchanged code gives the same version again.
        let remote = self.guarded(&call, &|_| false, &[]).await?;
        let Some(version) = remote.version.clone().filter(|version| version != "$LATEST") else {
            return Err(Error::new(Kind::Service, "PublishVersion answered without a version"));
        };
        self.changed();
        if let Some(arn) = &remote.arn {
            self.out.function_arn = Some(unqualified(arn, Some(&version)));
        }
        self.note_version(step, &version);
        Ok(())
    }

    /// Sends a change with the RevisionId of the last reading.
    ///
    /// Busy: waits, reads again, and goes on where nobody else changed anything. Stale: the same, or done
    /// where an attempt of ours that lost its answer has brought it about. `ours` are the fields that the
    /// call changes.
    async fn guarded(
        &mut self,
        call: &(dyn Fn(String, Option<String>) -> Call + Sync),
        reached: &(dyn Fn(&Remote) -> bool + Sync),
        ours: &[String],
    ) -> Result<Remote> {
        let operation = call(String::new(), None).operation();
        self.started(operation, self.name());
        let start = self.known.clone();
        let mut tally = Tally::default();
        let mut stale = 0;
        loop {
            let attempt = call(self.name(), self.revision.clone());
            let fault = match self.driver.attempt(&attempt, Repeat::Again, &mut tally).await {
                Ok(Attempted::Done(reply)) => {
                    self.record(operation, &tally, reply.request_id.clone(), true);
                    return Run::configuration(reply);
                }
                Ok(Attempted::Settle(fault)) => fault,
                Ok(Attempted::Stop(fault)) if fault.class == Class::StaleRevision && stale < REVISIONS => {
                    stale += 1;
                    fault
                }
                Ok(Attempted::Look(_)) => continue,
                Ok(Attempted::Stop(fault)) if tally.uncertain => {
                    return self.perhaps_done(fault, &tally, reached).await;
                }
                Ok(Attempted::Stop(fault)) => return Err(self.ended(fault, &tally)),
                Err(error) => return Err(self.broken_off(operation, error, &tally)),
            };
            if let Err(error) = self.idle().await {
                self.record(operation, &tally, fault.request_id, false);
                return Err(error);
            }
            let Some(now) = self.known.clone() else { continue };
            if tally.uncertain && reached(&now) {
                self.record(operation, &tally, None, true);
                self.driver
                    .events
                    .emit(What::Note(format!("the answer of {operation} was lost, and it has happened: going on")));
                return Ok(now);
            }
            let mut differs = start.as_ref().map(|start| compare::changed(start, &now)).unwrap_or_default();
            if tally.uncertain {
                // What an attempt of ours may have changed is not somebody else's doing.
                differs.retain(|field| !ours.contains(field));
            }
            if !differs.is_empty() {
                return Err(self.overtaken(fault, &tally, &differs));
            }
        }
    }

    /// Out of attempts, one of which may have got through: look, to say truly what is there.
    async fn perhaps_done(
        &mut self,
        fault: Fault,
        tally: &Tally,
        reached: &(dyn Fn(&Remote) -> bool + Sync),
    ) -> Result<Remote> {
        let name = self.name();
        if let Ok(Some(remote)) = self.driver.look(&name, None).await
            && reached(&remote)
        {
            self.record(fault.operation, tally, fault.request_id, true);
            return Ok(remote);
        }
        Err(self.perhaps(fault, tally))
    }

    fn overtaken(&mut self, fault: Fault, tally: &Tally, differs: &[String]) -> Error {
        self.record(fault.operation, tally, fault.request_id.clone(), false);
        let mut error = Error::new(
            Kind::Conflict,
            format!("somebody else changed the function meanwhile: {}; nothing more is touched", differs.join(", ")),
        )
        .hint("run `lamctl diff` to see what is deployed now, then deploy again");
        error.code = fault.code;
        error.request_id = fault.request_id;
        error
    }

    /// A version that this step published.
    pub(super) fn note_version(&mut self, step: u32, version: &str) {
        self.published.insert(step, version.to_owned());
        self.out.version = Some(version.to_owned());
        self.out.version_arn = self.out.function_arn.as_ref().map(|arn| format!("{arn}:{version}"));
    }

    /// The highest version there is.
    pub(super) async fn newest_version(&mut self) -> Result<String> {
        let mut newest = 0_u64;
        let mut marker = None;
        loop {
            let call = Call::ListVersionsByFunction { name: self.name(), marker };
            let mut tally = Tally::default();
            let reply = match self.driver.ask(&call, &mut tally).await? {
                Ok(reply) => reply,
                Err(fault) => return Err(self.ended(fault, &tally)),
            };
            self.record("ListVersionsByFunction", &tally, reply.request_id, true);
            let Answer::Configurations { items, next } = reply.answer else {
                return Err(Error::new(Kind::Internal, "ListVersionsByFunction gave another answer"));
            };
            newest = items.iter().filter_map(|item| item.version.as_deref()?.parse().ok()).fold(newest, u64::max);
            marker = next;
            if marker.is_none() {
                break;
            }
        }
        if newest == 0 {
            return Err(Error::new(Kind::Service, "the function was made, but its version was not published")
                .hint("run `lamctl deploy` to publish it")
                .retryable());
        }
        Ok(newest.to_string())
    }

    pub(super) async fn smoke(&mut self, payload: &[u8], qualifier: &VersionRef) -> Result<()> {
        let version = self.version(qualifier)?;
        let call = Call::Invoke {
            name: self.name(),
            qualifier: Some(version.clone()),
            payload: payload.to_vec(),
            asynchronous: false,
            tail: true,
        };
        self.started("Invoke", format!("version {version}"));
        let mut tally = Tally::default();
        loop {
            match self.driver.attempt(&call, Repeat::Never, &mut tally).await {
                Ok(Attempted::Done(reply)) => {
                    self.record("Invoke", &tally, reply.request_id.clone(), true);
                    let Answer::Invoked { function_error: Some(kind), payload, log_tail, .. } = reply.answer else {
                        return Ok(());
                    };
                    for line in log_tail.iter().flat_map(|tail| tail.lines()) {
                        self.driver.events.emit(What::Log(line.to_owned()));
                    }
                    // What the function answers is its own; of an error the type and message are shown.
                    let said: serde_json::Value = serde_json::from_slice(&payload).unwrap_or_default();
                    let text = |key: &str| said.get(key).and_then(|v| v.as_str()).map(crate::aws::scrub::shown);
                    let what = match (text("errorType"), text("errorMessage")) {
                        (Some(kind), Some(message)) => format!("{kind}: {message}"),
                        (None, Some(message)) => message,
                        (Some(kind), None) => kind,
                        (None, None) => crate::aws::scrub::shown(&kind),
                    };
                    let mut error =
                        Error::new(Kind::FunctionError, format!("the smoke test of version {version} failed: {what}"))
                            .code(crate::aws::scrub::shown(&kind))
                            .hint("run `lamctl logs` to see what it printed; the aliases are where they were");
                    error.request_id = reply.request_id;
                    return Err(error);
                }
                Ok(Attempted::Settle(_)) => self.idle().await?,
                Ok(Attempted::Look(_)) => {}
                Ok(Attempted::Stop(fault)) => return Err(self.ended(fault, &tally)),
                Err(error) => {
                    self.record("Invoke", &tally, None, false);
                    return Err(error);
                }
            }
        }
    }

    pub(super) async fn delete(&mut self, qualifier: Option<&str>) -> Result<()> {
        let call = Call::DeleteFunction { name: self.name(), qualifier: qualifier.map(str::to_owned) };
        let what = qualifier.map_or_else(|| self.name(), |version| format!("version {version}"));
        self.started("DeleteFunction", what);
        let mut tally = Tally::default();
        loop {
            match self.driver.attempt(&call, Repeat::Again, &mut tally).await {
                Ok(Attempted::Done(reply)) => {
                    self.record("DeleteFunction", &tally, reply.request_id, true);
                    break;
                }
                // Gone already, or by an attempt that lost its answer.
                Ok(Attempted::Stop(fault)) if fault.class == Class::NotFound => {
                    self.record("DeleteFunction", &tally, fault.request_id, true);
                    if !tally.uncertain {
                        return Ok(());
                    }
                    break;
                }
                Ok(Attempted::Settle(_)) if qualifier.is_none() => {
                    // A function that is being created or changed can be deleted a moment later.
                    self.idle_or_gone().await?;
                }
                Ok(Attempted::Settle(_) | Attempted::Look(_)) => {}
                // Every answer was lost: look, to say truly what is there.
                Ok(Attempted::Stop(fault))
                    if tally.uncertain && matches!(self.driver.look(&self.plan.name, qualifier).await, Ok(None)) =>
                {
                    self.record("DeleteFunction", &tally, fault.request_id, true);
                    break;
                }
                Ok(Attempted::Stop(fault)) => return Err(self.perhaps(fault, &tally)),
                Err(error) => return Err(self.broken_off("DeleteFunction", error, &tally)),
            }
        }
        self.wrote = true;
        if qualifier.is_none() {
            self.known = None;
            self.revision = None;
            self.made = false;
            self.gone();
        } else {
            self.changed();
        }
        Ok(())
    }

    /// Nothing that was known of the function is so any more.
    fn gone(&mut self) {
        let out = &mut *self.out;
        out.effect = Effect::Deleted;
        for known in [
            &mut out.function_arn,
            &mut out.version,
            &mut out.version_arn,
            &mut out.alias_arn,
            &mut out.state,
            &mut out.state_reason,
            &mut out.state_reason_code,
            &mut out.last_update_status,
            &mut out.code_sha256,
            &mut out.revision_id,
        ] {
            *known = None;
        }
        out.code_size = None;
    }

    /// As `idle`; a failed function is as good as a settled one when it is to be deleted.
    async fn idle_or_gone(&mut self) -> Result<()> {
        match self.idle().await {
            Err(error) if matches!(error.kind, Kind::Failed | Kind::Service | Kind::Conflict) => Ok(()),
            ended => ended,
        }
    }
}
