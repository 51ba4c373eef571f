use clap::{Args, ValueEnum};
use clap_complete::Shell;

use super::super::command;
use crate::error::Error;
use crate::outcome::{Outcome, Stdout};

/// Completions for a shell
///
/// For bash: `lamctl completions bash > ~/.local/share/bash-completion/completions/lamctl`.
#[derive(Args, Clone, Debug)]
pub struct Completions {
    #[arg(value_enum)]
    shell: Kind,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Kind {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

impl Completions {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let shell = match self.shell {
            Kind::Bash => Shell::Bash,
            Kind::Zsh => Shell::Zsh,
            Kind::Fish => Shell::Fish,
            Kind::Powershell => Shell::PowerShell,
            Kind::Elvish => Shell::Elvish,
        };
        let text = script(shell);
        Ok(Outcome {
            result: Some(serde_json::Value::String(text.clone())),
            stdout: Stdout::Text(text),
            ..Outcome::default()
        })
    }
}

/// The completion script of a shell.
pub fn script(shell: Shell) -> String {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut command(), "lamctl", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
