//! Aliases: made, moved and read back where an answer was lost.

use std::collections::BTreeMap;

use super::driver::{Attempted, Tally};
use super::run::Run;
use crate::aws::{Class, Fault};
use crate::error::{Error, Kind, Result};
use crate::function::Alias;
use crate::plan::{Answer, Call, VersionRef};
use crate::retry::Repeat;

impl Run<'_> {
    pub(super) async fn create_alias(
        &mut self,
        alias: &str,
        version: &VersionRef,
        description: Option<&str>,
    ) -> Result<()> {
        let version = self.version(version)?;
        let call = Call::CreateAlias {
            name: self.name(),
            alias: alias.to_owned(),
            version: version.clone(),
            description: description.map(str::to_owned),
            weights: BTreeMap::new(),
        };
        self.alias(&call, alias, &version, description, &BTreeMap::new()).await
    }

    pub(super) async fn update_alias(
        &mut self,
        alias: &str,
        version: &VersionRef,
        description: Option<&str>,
        weights: &BTreeMap<String, f64>,
        revision_id: Option<&str>,
    ) -> Result<()> {
        let version = self.version(version)?;
        // Publishing unchanged code gives the version that the alias may be at already: then there is no move
        // to remember, and the note of the last one must stay.
        let description =
            description.filter(|text| crate::plan::alias::previous(text).is_none_or(|previous| previous != version));
        let call = Call::UpdateAlias {
            name: self.name(),
            alias: alias.to_owned(),
            version: version.clone(),
            description: description.map(str::to_owned),
            weights: weights.clone(),
            revision_id: revision_id.map(str::to_owned),
        };
        self.alias(&call, alias, &version, description, weights).await
    }

    /// Sends the call; where its outcome is not known, or the alias turns out to be there or changed,
    /// reads the alias and goes on where it is as wanted.
    async fn alias(
        &mut self,
        call: &Call,
        alias: &str,
        version: &str,
        description: Option<&str>,
        weights: &BTreeMap<String, f64>,
    ) -> Result<()> {
        let operation = call.operation();
        self.started(operation, format!("{alias} → version {version}"));
        let mut tally = Tally::default();
        let as_wanted = |found: &Alias| {
            found.version == version
                && found.weights == *weights
                && description.is_none_or(|wanted| found.description.as_deref().unwrap_or("") == wanted)
        };
        loop {
            let fault = match self.driver.attempt(call, Repeat::Look, &mut tally).await {
                Ok(Attempted::Done(reply)) => {
                    self.record(operation, &tally, reply.request_id, true);
                    if let Answer::Alias(made) = &reply.answer {
                        self.note_alias(made);
                    }
                    return Ok(());
                }
                Ok(Attempted::Settle(_)) => {
                    self.idle().await?;
                    continue;
                }
                Ok(Attempted::Look(fault)) => (fault, false),
                Ok(Attempted::Stop(fault))
                    if tally.uncertain || matches!(fault.class, Class::Exists | Class::StaleRevision) =>
                {
                    (fault, true)
                }
                Ok(Attempted::Stop(fault)) => return Err(self.ended(fault, &tally)),
                Err(error) => return Err(self.broken_off(operation, error, &tally)),
            };
            let (fault, stopped) = fault;
            match super::read::alias(&self.driver, &self.plan.name, alias, &mut Vec::new()).await {
                Ok(Some(found)) if as_wanted(&found) => {
                    self.record(operation, &tally, fault.request_id, true);
                    self.note_alias(&found);
                    return Ok(());
                }
                Ok(Some(found)) if stopped && matches!(fault.class, Class::Exists | Class::StaleRevision) => {
                    return Err(self.alias_differs(fault, &tally, alias, &found));
                }
                Ok(_) if stopped => return Err(self.ended(fault, &tally)),
                Ok(_) => {}
                Err(error) => {
                    self.record(operation, &tally, fault.request_id, false);
                    return Err(error);
                }
            }
        }
    }

    fn alias_differs(&mut self, fault: Fault, tally: &Tally, alias: &str, found: &Alias) -> Error {
        self.record(fault.operation, tally, fault.request_id.clone(), false);
        let mut error = Error::new(
            Kind::Conflict,
            format!(
                "somebody else changed the alias {} meanwhile: it points at version {} now",
                crate::aws::scrub::shown(alias),
                crate::aws::scrub::shown(&found.version)
            ),
        )
        .hint("run `lamctl alias list` to see the aliases, then deploy again");
        error.code = fault.code;
        error.request_id = fault.request_id;
        error
    }

    fn note_alias(&mut self, alias: &Alias) {
        self.changed();
        // Of several aliases, the first is the one that callers use.
        if self.out.alias_arn.is_none() {
            self.out.alias_arn = alias.arn.clone();
        }
    }
}
