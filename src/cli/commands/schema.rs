use clap::Args;

use crate::error::Error;
use crate::manifest;
use crate::outcome::{Outcome, Stdout};

/// The JSON Schema of the manifest, for editors
#[derive(Args, Clone, Debug)]
pub struct Schema {}

impl Schema {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let schema = manifest::schema();
        let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        Ok(Outcome { result: Some(schema), stdout: Stdout::Text(text), ..Outcome::default() })
    }
}
