//! Programs from PyPI that tests compare lamctl with: from PATH, else from a virtual environment under `target`
//! that is made once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use super::skip;

/// What is installed where PATH has none.
const PINNED: [&str; 2] = ["ministack==1.5.33", "awscli==1.46.3"];

/// The AWS CLI; `None` (said aloud) where it cannot be had.
pub fn aws() -> Option<&'static Path> {
    static FOUND: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| program("aws", "--version"));
    match &*FOUND {
        Ok(program) => Some(program),
        Err(why) => {
            skip(&format!("there is no AWS CLI: {why}"));
            None
        }
    }
}

/// Where this program is, which may mean to install it first. The argument is one that it answers with success.
pub fn program(name: &str, argument: &str) -> Result<PathBuf, String> {
    if works(name, argument) {
        return Ok(PathBuf::from(name));
    }
    static INSTALLED: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("no target folder")?;
        install(&target.join("test-tools"))
    });
    Ok(INSTALLED.clone()?.join("bin").join(name))
}

/// Whether PATH has it and it starts; the shim of a version manager may stand for nothing.
fn works(name: &str, argument: &str) -> bool {
    let mut command = Command::new(name);
    command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Makes the virtual environment unless it is there. Other test processes wait for the lock, which ends with
/// its process, so one that was killed leaves nothing behind but a folder that is made anew.
fn install(folder: &Path) -> Result<PathBuf, String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(said)?;
    let lock = File::create(folder.join("lock")).map_err(said)?;
    lock.lock().map_err(said)?;
    let (venv, complete) = (folder.join("venv"), folder.join("complete"));
    if fs::read_to_string(&complete).is_ok_and(|made| made == PINNED.join(" ")) && venv.join("bin/python").exists() {
        return Ok(venv);
    }
    let _ = fs::remove_file(&complete);
    let _ = fs::remove_dir_all(&venv);
    finish(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"];
    finish(Command::new(venv.join("bin/python")).args(pip).args(PINNED))?;
    fs::write(&complete, PINNED.join(" ")).map_err(said)?;
    Ok(venv)
}

fn finish(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&said).trim()))
}
