use std::path::PathBuf;

use clap::Args;

use super::super::Run;
use crate::error::{Error, Kind};
use crate::manifest;
use crate::outcome::{Outcome, Stdout};

/// Write a commented manifest for a new function
///
/// Looks at the code to guess runtime and handler. Never overwrites a file.
#[derive(Args, Clone, Debug)]
pub struct Init {
    /// The function's name [default: the current folder's]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The manifest to write; `-` is standard output
    #[arg(short, long = "file", value_name = "FILE", default_value = "deploy.yaml", value_hint = clap::ValueHint::FilePath)]
    file: String,
    /// The runtime [default: guessed from the code, else python3.13]
    #[arg(long, value_name = "RUNTIME")]
    runtime: Option<String>,
    /// The folder of code
    #[arg(long, value_name = "DIR", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    dir: String,
}

impl Init {
    pub(crate) fn run(self, run: &Run<'_>) -> Result<Outcome, Error> {
        let cwd = &run.world.cwd;
        let name = self.name.unwrap_or_else(|| folder_name(cwd));
        let (guessed, handler) = guess(&cwd.join(&self.dir));
        let runtime = self.runtime.as_deref().unwrap_or(guessed);
        let text = manifest::template(&name, runtime, &handler_for(runtime, guessed, &handler), &self.dir, None);
        if self.file == "-" {
            return Ok(Outcome {
                result: Some(serde_json::Value::String(text.clone())),
                stdout: Stdout::Text(text),
                ..Outcome::default()
            });
        }
        let path = cwd.join(&self.file);
        write_new(&path, &self.file, text.as_bytes())?;
        run.reporter.note(&format!(
            "set LAMBDA_ROLE to the ARN of the execution role (or write it into {0}), then run `lamctl create -f {0}`",
            self.file
        ));
        let result = serde_json::json!({ "path": self.file });
        Ok(Outcome { result: Some(result), stdout: Stdout::Text(self.file), ..Outcome::default() })
    }
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// It is there already, or cannot be written.
pub fn write_new(path: &PathBuf, shown: &str, bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write;
    let written = std::fs::File::create_new(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => there(shown),
        _ => Error::new(Kind::Environment, format!("cannot write {shown}")).cause(cause),
    })
}

/// No file is ever overwritten.
pub fn there(shown: &str) -> Error {
    Error::new(Kind::Guard, format!("{shown} is there already"))
        .hint("name another file with `-f FILE`, or remove it first")
}

/// The folder's name with what a function's name may not hold replaced.
fn folder_name(cwd: &std::path::Path) -> String {
    let name = cwd.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).take(64).collect();
    let name = name.trim_matches('-').to_owned();
    if name.is_empty() { "my-function".to_owned() } else { name }
}

/// Files that name a runtime by themselves, with the handler's usual name in them.
const KNOWN: [(&str, &str, &str); 12] = [
    ("bootstrap", "provided.al2023", "bootstrap"),
    ("app.py", "python3.13", "app.handler"),
    ("lambda_function.py", "python3.13", "lambda_function.lambda_handler"),
    ("main.py", "python3.13", "main.handler"),
    ("handler.py", "python3.13", "handler.handler"),
    ("index.mjs", "nodejs22.x", "index.handler"),
    ("index.js", "nodejs22.x", "index.handler"),
    ("index.cjs", "nodejs22.x", "index.handler"),
    ("app.mjs", "nodejs22.x", "app.handler"),
    ("app.js", "nodejs22.x", "app.handler"),
    ("app.rb", "ruby3.4", "app.handler"),
    ("lambda_function.rb", "ruby3.4", "lambda_function.lambda_handler"),
];

/// Runtime and handler, as the folder's files suggest.
fn guess(dir: &std::path::Path) -> (&'static str, String) {
    let Some((file, runtime, handler)) = KNOWN.iter().find(|(file, ..)| dir.join(file).is_file()) else {
        return ("python3.13", "app.handler".to_owned());
    };
    // The other usual name, where the file has that and not this.
    let module = handler.split('.').next().unwrap_or(handler);
    let text = std::fs::read_to_string(dir.join(file)).unwrap_or_default();
    let has = |name: &str| text.contains(&format!("def {name}(")) || text.contains(&format!("exports.{name}"));
    for name in ["handler", "lambda_handler"] {
        if has(name) {
            return (runtime, format!("{module}.{name}"));
        }
    }
    (runtime, (*handler).to_owned())
}

/// The handler of a runtime that was given and is of another family than the guessed one.
fn handler_for(runtime: &str, guessed: &str, handler: &str) -> String {
    let family = |name: &str| name.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).to_owned();
    let stem = |name: &str| name.split(|c: char| c.is_ascii_digit() || c == '.').next().unwrap_or(name).to_owned();
    if family(runtime) == family(guessed) || stem(runtime) == stem(guessed) {
        return handler.to_owned();
    }
    match stem(runtime).as_str() {
        "java" => "com.example.App::handleRequest",
        "dotnet" => "App::App.Function::Handler",
        "nodejs" => "index.handler",
        "provided" | "go" => "bootstrap",
        _ => "app.handler",
    }
    .to_owned()
}
