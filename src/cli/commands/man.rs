use std::path::PathBuf;

use clap::Args;

use super::super::{Run, command};
use crate::error::{Error, Kind};
use crate::outcome::{Outcome, Stdout};

/// Write the man pages into a folder
#[derive(Args, Clone, Debug)]
pub struct Man {
    /// The folder; it is made where it is missing
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    dir: PathBuf,
}

impl Man {
    pub(crate) fn run(self, run: &Run<'_>) -> Result<Outcome, Error> {
        let dir = run.world.cwd.join(&self.dir);
        let failed = |cause| {
            Error::new(Kind::Environment, format!("cannot write man pages to {}", self.dir.display())).cause(cause)
        };
        std::fs::create_dir_all(&dir).map_err(&failed)?;
        let mut paths = Vec::new();
        for (name, text) in pages() {
            std::fs::write(dir.join(&name), text).map_err(&failed)?;
            paths.push(self.dir.join(&name).display().to_string());
        }
        Ok(Outcome {
            result: Some(serde_json::json!(paths)),
            stdout: Stdout::Text(paths.join("\n")),
            ..Outcome::default()
        })
    }
}

/// All man pages: file name and text.
pub fn pages() -> Vec<(String, Vec<u8>)> {
    let mut root = command();
    root.build();
    let mut pages = Vec::new();
    page(&root, "lamctl", &mut pages);
    pages
}

fn page(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) {
    let mut text = Vec::new();
    // A name like lamctl-alias-set, as man finds it.
    let named = command.clone().name(name.to_owned()).display_name(name.to_owned());
    if clap_mangen::Man::new(named).date("").render(&mut text).is_ok() {
        pages.push((format!("{name}.1"), text));
    }
    for sub in command.get_subcommands() {
        page(sub, &format!("{name}-{}", sub.get_name()), pages);
    }
}
