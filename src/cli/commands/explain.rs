use clap::Args;

use super::super::Run;
use crate::error::{Error, Kind};
use crate::outcome::{Outcome, Stdout};
use crate::preflight::explain;

/// What a pre-flight rule looks at, why, and how to mend what it finds; without a name, all rules
#[derive(Args, Clone, Debug)]
pub struct Explain {
    /// The rule's name, or a group's
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

impl Explain {
    pub(crate) fn run(self, _run: &Run<'_>) -> Result<Outcome, Error> {
        let (text, result) = match &self.rule {
            None => (explain::list(), explain::json_all()),
            Some(name) => match (explain::explain(name), explain::data(name)) {
                (Some(text), Some(data)) => (text, data),
                _ => {
                    let error = Error::new(Kind::Usage, format!("no rule and no group of rules is called '{name}'"));
                    return Err(match explain::suggest(name).first() {
                        Some(near) => {
                            error.hint(format!("run `lamctl explain {near}`, or `lamctl explain` for all rules"))
                        }
                        None => error.hint("run `lamctl explain` for all rules"),
                    });
                }
            },
        };
        Ok(Outcome { result: Some(result), stdout: Stdout::Text(text), ..Outcome::default() })
    }
}
