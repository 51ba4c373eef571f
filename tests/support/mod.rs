//! Shared by the integration tests: a hermetic environment, running the binary, and endpoints to run it
//! against.
#![allow(dead_code, reason = "each subject uses its own part")]

pub mod endpoint;
pub mod recorder;
pub mod tools;
pub mod virtual_time;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A value that no stream may ever carry; tests put it into environment values and credentials.
pub const CANARY: &str = "c4n4ry-5ecret";

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file or folder under tests/fixtures.
pub fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures").join(name)
}

/// A folder to work in, with nothing of the machine's own settings.
pub struct Place {
    pub dir: TempDir,
    env: Vec<(String, String)>,
}

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stdout_bytes: Vec<u8>,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        Place { dir: tempfile::tempdir().expect("a temp folder"), env: Vec::new() }
    }

    /// With the example's little function and a manifest for it.
    pub fn hello() -> Self {
        let place = Place::new();
        place.write(
            "src/app.py",
            "def handler(event, context):\n    return {\"hello\": event.get(\"name\", \"world\")}\n",
        );
        place.write("deploy.yaml", HELLO);
        place
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder");
        std::fs::write(path, text).expect("the file");
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Dummy credentials, a region and this endpoint.
    #[must_use]
    pub fn at(self, endpoint: &str) -> Self {
        self.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", CANARY)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", endpoint)
    }

    /// A command of this place's environment alone.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.path()).stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path().join("home")).env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(self.env.iter().map(|(k, v)| (k, v)));
        command
    }

    pub fn lamctl(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_lamctl"))
    }

    /// Runs lamctl with these arguments.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        run(self.lamctl().args(args))
    }

    /// Runs lamctl with these arguments and this standard input.
    pub fn run_with<S: AsRef<OsStr>>(&self, stdin: &[u8], args: impl IntoIterator<Item = S>) -> Ran {
        let mut child = self
            .lamctl()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("lamctl starts");
        child.stdin.take().expect("a pipe").write_all(stdin).expect("it reads");
        ran(child.wait_with_output().expect("it ends"))
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    ran(command.output().expect("the command starts"))
}

fn ran(output: std::process::Output) -> Ran {
    use std::os::unix::process::ExitStatusExt;
    let code = output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or(0));
    Ran {
        code,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stdout_bytes: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    /// The one JSON document on stdout.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(document) => document,
            Err(error) => panic!("not one JSON document: {error}\nstdout: {}\nstderr: {}", self.stdout, self.stderr),
        }
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.stderr.contains(part), "stderr lacks {part:?}\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// Says on the real stderr that a test did not run, and fails where nothing may be left out.
#[track_caller]
pub fn skip(why: &str) {
    let _ = std::io::stderr().write_all(format!("\nSKIPPED: {why}\n").as_bytes());
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "not to be skipped in CI: {why}");
}

/// A manifest for `src/app.py`.
pub const HELLO: &str = "\
function_name: hello
runtime: python3.13
handler: app.handler
role: arn:aws:iam::000000000000:role/hello
memory_size: 256
timeout: 30
code:
  dir: src
";
