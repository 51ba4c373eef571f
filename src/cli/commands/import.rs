use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::super::Run;
use super::super::args::One;
use super::super::remote::bare;
use super::init::{there, write_new};
use crate::error::{Error, Kind};
use crate::function::ZipSource;
use crate::manifest;
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{self, Answer, Call};

/// Write a manifest from a deployed function
///
/// Values of environment variables become `${NAME}` placeholders; only `--with-environment` writes them, to a
/// file of mode 0600 beside the manifest. With the code there (`--download`) and the variables set (from the
/// environment or `--env-file`), `lamctl diff` right after shows nothing.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The function, by name or ARN
    #[arg(value_name = "FUNCTION")]
    function: String,
    /// The manifest to write; `-` is standard output
    #[arg(short, long = "file", value_name = "FILE", default_value = "deploy.yaml", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
    /// Download the code too
    #[arg(long)]
    download: bool,
    /// Write the variables' values to FILE.env beside the manifest, mode 0600
    #[arg(long)]
    with_environment: bool,
}

impl Import {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let to_stdout = self.file.as_os_str() == "-";
        if to_stdout && (self.download || self.with_environment || run.global.json) {
            return Err(Error::new(
                Kind::Usage,
                "`-f -` prints the manifest alone: it has no file beside it, and no document",
            )
            .hint("name a file with `-f FILE`"));
        }
        let one = One { function: Some(self.function.clone()), ..One::default() };
        let (subject, mut outcome) = run.one(&one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), None);
        let call = Call::GetFunction { name: subject.name.clone(), qualifier: None };
        let Answer::Function(deployed) = run.ask(&subject, &call, &mut function).await? else { return Ok(outcome) };
        let call = Call::GetFunctionCodeSigningConfig { name: subject.name.clone() };
        let code_signing = match run.ask(&subject, &call, &mut function).await {
            Ok(Answer::CodeSigning { arn }) => arn,
            _ => None,
        };
        let manifest = run.world.cwd.join(&self.file);
        let shown = self.file.display().to_string();
        let zip = format!("{}.zip", function.name);
        let env = self.file.with_extension("env").display().to_string();
        let files = [
            (!to_stdout, &manifest, &shown),
            (self.download, &manifest.with_file_name(&zip), &zip),
            (self.with_environment, &manifest.with_extension("env"), &env),
        ];
        // All or nothing: what is there already is seen before anything is written.
        for (_, path, shown) in files.iter().filter(|(wanted, ..)| *wanted) {
            if path.exists() {
                return Err(there(shown));
            }
        }
        let mut written = vec![shown.clone()];
        let imported = plan::import::import(&deployed, code_signing.as_deref())?;
        for note in &imported.notes {
            run.reporter.note(note);
        }
        let mut settings = imported.settings;
        let mut code = imported.code;
        if let Some(location) = deployed.code.location.as_ref().filter(|_| code.image_uri.is_none()) {
            if self.download {
                let bytes = subject.client.download(location).await?;
                write_new(&manifest.with_file_name(&zip), &zip, &bytes)?;
                written.push(zip.clone());
            }
            code.zip_file = Some(ZipSource::Path(zip));
        }
        if code.zip_file.is_some() && !self.download {
            run.reporter
                .note("the code was not downloaded: name its folder in `code.dir`, or import with `--download`");
        }
        let variables = settings.environment.take().and_then(|e| e.variables).unwrap_or_default();
        if self.with_environment && !variables.is_empty() {
            let name = env;
            let lines = manifest::env_lines(variables.iter().map(|(name, value)| (name.as_str(), value.expose())));
            write_private(&manifest.with_extension("env"), &name, lines.as_bytes())?;
            run.reporter.note(&format!(
                "the variables' values are in {name}: keep it out of version control, give it with `--env-file {name}`"
            ));
            written.push(name);
        } else if !variables.is_empty() {
            let names: Vec<&str> = variables.keys().map(String::as_str).collect();
            run.reporter.note(&format!(
                "the manifest takes {} from the environment or an `--env-file`; import with `--with-environment` to write one",
                names.join(", ")
            ));
        }
        let text = manifest::write(&manifest::Imported {
            name: imported.name,
            settings,
            code,
            placeholders: variables.into_keys().collect(),
            comments: vec![format!("Written by `lamctl import {}`.", self.function)],
            aliases: Vec::new(),
        });
        if !to_stdout {
            write_new(&manifest, &shown, text.as_bytes())?;
        }
        super::super::remote::fill(&mut function, &deployed.configuration);
        outcome.result = Some(json!({ "written": written }));
        outcome.stdout = Stdout::Text(if to_stdout { text } else { shown });
        outcome.functions.push(function);
        Ok(outcome)
    }
}

/// A new file that only its owner can read.
fn write_private(path: &std::path::Path, shown: &str, bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write;
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|cause| Error::new(Kind::Environment, format!("cannot write {shown}")).cause(cause))
}
