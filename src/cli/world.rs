//! Everything lamctl takes from its surroundings, read once at the edge and passed on: so a run can be
//! repeated in a test, with another environment, clock or network.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::apply::Stop;
use crate::aws::Http;
use crate::report::Stream;

/// The surroundings of a run.
pub struct World {
    /// Without the program's name.
    pub args: Vec<OsString>,
    /// The environment; what is not UTF-8 is left out.
    pub vars: BTreeMap<String, String>,
    pub cwd: PathBuf,
    /// This very program.
    pub exe: PathBuf,
    pub stdin: Box<dyn Read + Send>,
    pub stdin_terminal: bool,
    pub stdout: Stream,
    pub stdout_terminal: bool,
    pub stderr: Stream,
    pub stderr_terminal: bool,
    pub today: Date,
    /// Another network than the real one.
    pub http: Option<Http>,
    pub stop: Stop,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("args", &self.args).finish_non_exhaustive()
    }
}

impl World {
    /// An environment variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// A path as people see it: relative to the current folder where it lies below it.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.cwd).unwrap_or(path).display().to_string()
    }
}
