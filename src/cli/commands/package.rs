use std::path::PathBuf;

use clap::Args;

use super::super::Run;
use super::super::args::{Checks, Manifests};
use super::super::prepare::Until;
use crate::error::{Error, Kind};
use crate::outcome::{Outcome, Stdout};
use crate::package;
use crate::preflight::Goal;

/// Write the zip that would be sent, or show what is in it
///
/// Prints the zip's path. The same files give the same bytes on every machine.
#[derive(Args, Clone, Debug)]
pub struct Package {
    #[command(flatten)]
    manifests: Manifests,
    /// Where to write the zip; `-` is standard output [default: the function's name with .zip]
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Show the entries as a tree with sizes, largest first, instead of writing the zip
    #[arg(long, conflicts_with = "output")]
    list: bool,
    #[command(flatten)]
    checks: Checks,
}

impl Package {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let to_stdout = self.output.as_deref().is_some_and(|o| o.as_os_str() == "-");
        if to_stdout && run.global.json {
            return Err(Error::new(Kind::Usage, "`-o -` and `--json` both want standard output")
                .hint("write the zip to a file with `-o FILE`"));
        }
        let mut batch = run.prepare(&self.manifests, Goal::Deploy, Until::PackagedOnly).await?;
        if self.output.is_some() && batch.functions.len() > 1 {
            return Err(Error::new(Kind::Usage, "`-o` names one zip, and there are several functions")
                .hint("pick one with `--function NAME`"));
        }
        let (mut stdout, mut results) = (Stdout::Nothing, Vec::new());
        let mut text = String::new();
        let valid = batch.error.is_none();
        for prepared in &mut batch.functions {
            if prepared.error.is_some() || !valid {
                continue;
            }
            let name = prepared.desired.bare_name().to_owned();
            let (Some(files), Some(artifact)) = (&prepared.files, &prepared.artifact) else {
                prepared.error = Some(
                    Error::new(Kind::Usage, format!("{name} has no package: its code is in S3 or an image"))
                        .hint("give the code with `--code DIR`, or leave this function out"),
                );
                continue;
            };
            if self.list {
                let listing = package::list::list(files, artifact);
                // One or the other: a listing may be of hundreds of thousands of files.
                if run.global.json {
                    results.push(serde_json::to_value(&listing).unwrap_or_default());
                } else {
                    let width = terminal_width(run);
                    text.push_str(&package::list::render(&listing, width, run.color_stdout()));
                }
                continue;
            }
            if to_stdout {
                let mut bytes = Vec::new();
                match artifact.copy_to(&mut bytes) {
                    Ok(()) => stdout = Stdout::Bytes(bytes),
                    Err(cause) => {
                        prepared.error =
                            Some(Error::new(Kind::Environment, "cannot read the package back").cause(cause));
                    }
                }
                continue;
            }
            let output = self.output.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.zip")));
            match artifact.write_to(&run.world.cwd.join(&output)) {
                Ok(()) => {
                    text.push_str(&format!("{}\n", output.display()));
                    results.push(serde_json::json!({ "path": output.display().to_string() }));
                }
                Err(error) => prepared.error = Some(error),
            }
        }
        if !to_stdout {
            stdout = Stdout::Text(text);
        }
        Ok(Outcome { stdout, result: Some(results.into()), ..batch.outcome() })
    }
}

/// Columns of the terminal; 100 where there is none.
fn terminal_width(run: &Run<'_>) -> usize {
    let columns = run.world.var("COLUMNS").and_then(|c| c.parse().ok());
    columns.unwrap_or(100)
}
