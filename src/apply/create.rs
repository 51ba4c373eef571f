//! CreateFunction: the one call that must never be made twice, nor be taken for lost when it was not.

use jiff::Timestamp;

use super::compare;
use super::driver::{Attempted, Tally};
use super::run::Run;
use crate::aws::{Class, Fault};
use crate::error::{Error, Kind, Result};
use crate::event::What;
use crate::function::{Remote, Settings};
use crate::outcome::Effect;
use crate::plan::{Answer, Call, CodeRef};
use crate::retry::Repeat;

/// How far this clock and the service's may be apart.
const CLOCKS: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

impl Run<'_> {
    pub(super) async fn create(&mut self, step: u32, settings: &Settings, code: &CodeRef) -> Result<()> {
        let code = self.code(code);
        let call = Call::CreateFunction { name: self.name(), settings: Box::new(settings.clone()), code: code.clone() };
        self.started("CreateFunction", self.name());
        let began = Timestamp::now();
        let mut tally = Tally::default();
        loop {
            let attempted = self.driver.attempt(&call, Repeat::Look, &mut tally).await;
            let (fault, stopped) = match attempted {
                Ok(Attempted::Done(reply)) => {
                    self.record("CreateFunction", &tally, reply.request_id.clone(), true);
                    let remote = Run::configuration(reply)?;
                    return self.created(step, settings, &code, &remote).await;
                }
                Ok(Attempted::Settle(_)) => continue,
                Ok(Attempted::Look(fault)) => (fault, false),
                // A repeat met what an attempt of unknown outcome made.
                Ok(Attempted::Stop(fault)) if tally.uncertain => (fault, true),
                Ok(Attempted::Stop(fault)) => {
                    if fault.class == Class::Exists {
                        self.see_what_exists().await;
                    }
                    return Err(self.ended(fault, &tally));
                }
                Err(error) => {
                    self.record("CreateFunction", &tally, None, false);
                    return Err(self.perhaps_made(error, &tally).await);
                }
            };
            self.driver
                .events
                .emit(What::Detail { verbosity: 1, text: "looking whether the function was made".to_owned() });
            match self.find(&code).await {
                Ok(Some(remote)) => {
                    self.record("CreateFunction", &tally, fault.request_id.clone(), false);
                    return self.adopt(step, settings, &code, &remote, began, fault).await;
                }
                // It exists for CreateFunction and not yet for reads: that passes.
                Ok(None) if fault.class == Class::Exists && tally.started.elapsed() < self.options.timeout => {
                    self.driver.sleep(std::time::Duration::from_millis(500)).await?;
                }
                Ok(None) if stopped => return Err(self.ended(fault, &tally)),
                Ok(None) => {}
                Err(error) => {
                    self.record("CreateFunction", &tally, fault.request_id, false);
                    let mut error = error;
                    error.message = format!(
                        "CreateFunction may have happened ({}), and it cannot be seen: {}",
                        fault.message, error.message
                    );
                    return Err(error);
                }
            }
        }
    }

    /// The configuration that there is; for an image with its URI.
    async fn find(&mut self, code: &CodeRef) -> Result<Option<Found>> {
        let name = self.name();
        let Some(configuration) = self.driver.look(&name, None).await? else { return Ok(None) };
        let mut image = None;
        if matches!(code, CodeRef::Image { .. })
            && let Ok(reply) =
                self.driver.ask(&Call::GetFunction { name, qualifier: None }, &mut Tally::default()).await?
            && let Answer::Function(deployed) = reply.answer
        {
            image = Some([deployed.code.image_uri, deployed.code.resolved_image_uri]);
        }
        Ok(Some(Found { configuration, image }))
    }

    /// A function of this name is there, after an attempt that may have made it.
    async fn adopt(
        &mut self,
        step: u32,
        settings: &Settings,
        code: &CodeRef,
        found: &Found,
        began: Timestamp,
        fault: Fault,
    ) -> Result<()> {
        let remote = &found.configuration;
        let mut differs = compare::missing(settings, remote);
        if !same_code(code, found) {
            differs.push("code".to_owned());
        }
        if !matches!(code, CodeRef::Zip { .. } | CodeRef::Staged { .. }) && older(remote, began) {
            differs.push("last_modified".to_owned());
        }
        if differs.is_empty() {
            self.driver.events.emit(What::Note(
                "the answer was lost, and the function is there as wanted: going on with it".to_owned(),
            ));
            return self.created(step, settings, code, remote).await;
        }
        self.take(remote);
        let mut error = Error::new(
            Kind::Conflict,
            format!(
                "an answer was lost ({}), and a function of this name is there that differs in {}: nothing more is touched",
                fault.message,
                differs.join(", ")
            ),
        )
        .code("ResourceConflictException")
        .hint("run `lamctl diff` to see what differs, and `lamctl deploy` to bring it to what the manifest says");
        error.request_id = fault.request_id;
        Err(error)
    }

    /// The function is there, and it is ours.
    async fn created(&mut self, step: u32, settings: &Settings, code: &CodeRef, remote: &Remote) -> Result<()> {
        self.made = true;
        self.wrote = true;
        self.out.effect = Effect::Created;
        self.take(remote);
        if settings.publish == Some(true) {
            let version = match remote.version.as_deref() {
                Some(version) if version != "$LATEST" => version.to_owned(),
                // An adopted function is read as $LATEST.
                _ => self.newest_version().await?,
            };
            self.note_version(step, &version);
        }
        self.check_code(code, remote)
    }

    /// What was stored must be what was sent.
    pub(super) fn check_code(&self, code: &CodeRef, remote: &Remote) -> Result<()> {
        let (CodeRef::Zip { artifact, .. } | CodeRef::Staged { artifact, .. }) = code else { return Ok(()) };
        match remote.code_sha256.as_deref() {
            Some(found) if found != artifact.sha256 => Err(Error::new(
                Kind::Service,
                format!(
                    "AWS stored another package than was sent: CodeSha256 expected {}, found {}",
                    artifact.sha256,
                    crate::aws::scrub::shown(found)
                ),
            )
            .code("CodeSha256Mismatch")
            .hint("deploy again: run `lamctl deploy`")
            .retryable()),
            _ => Ok(()),
        }
    }

    /// Another function of this name is there: say which.
    async fn see_what_exists(&mut self) {
        let call = Call::GetFunctionConfiguration { name: self.name(), qualifier: None };
        if let Ok(reply) = self.driver.client.send(&call, self.driver.events).await
            && let Ok(remote) = Run::configuration(reply)
        {
            self.take(&remote);
        }
    }

    /// Interrupted after an attempt whose outcome is not known.
    async fn perhaps_made(&mut self, error: Error, tally: &Tally) -> Error {
        self.uncertain |= error.kind == Kind::Interrupted && tally.uncertain;
        error
    }
}

/// What a look found.
pub(super) struct Found {
    configuration: Remote,
    /// Image URI as given, and as resolved.
    image: Option<[Option<String>; 2]>,
}

fn same_code(code: &CodeRef, found: &Found) -> bool {
    match code {
        CodeRef::Zip { artifact, .. } | CodeRef::Staged { artifact, .. } => {
            found.configuration.code_sha256.as_deref() == Some(artifact.sha256.as_str())
        }
        // AWS keeps no trace of the object; time and configuration must do.
        CodeRef::S3 { .. } => true,
        CodeRef::Image { uri, .. } => match &found.image {
            Some(uris) => uris.iter().flatten().any(|has| has == uri),
            None => true,
        },
    }
}

/// Last modified before our first attempt, clocks allowed for: not ours.
fn older(remote: &Remote, began: Timestamp) -> bool {
    let Some(text) = remote.last_modified.as_deref() else { return false };
    // AWS writes 2026-01-02T03:04:05.678+0000.
    let parsed = text.parse::<Timestamp>().or_else(|_| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text));
    parsed.is_ok_and(|modified| modified < began - CLOCKS)
}

#[cfg(test)]
mod tests {
    use super::older;
    use crate::function::Remote;

    #[test]
    fn a_function_from_before_is_not_ours() {
        let began = "2026-01-02T03:04:05Z".parse().expect("a time");
        let at = |text: &str| Remote { last_modified: Some(text.to_owned()), ..Remote::default() };
        assert!(older(&at("2026-01-02T02:00:00.123+0000"), began));
        assert!(!older(&at("2026-01-02T03:04:00.000+0000"), began));
        assert!(!older(&at("2026-01-02T03:04:06Z"), began));
        assert!(!older(&Remote::default(), began));
    }
}
