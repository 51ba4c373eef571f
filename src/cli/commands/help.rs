use clap::Args;

use super::super::{Run, command};
use crate::error::{Error, Kind};
use crate::exit;
use crate::outcome::{Outcome, Stdout};

/// Help on a command, or on a topic: exit-codes
#[derive(Args, Clone, Debug)]
pub struct Help {
    /// A command (`create`, `alias set`), or `exit-codes`
    #[arg(value_name = "TOPIC")]
    topic: Vec<String>,
}

impl Help {
    pub(crate) fn run(self, run: &Run<'_>) -> Result<Outcome, Error> {
        let topic: Vec<&str> = self.topic.iter().map(String::as_str).collect();
        let text = if topic == ["exit-codes"] { exit_codes() } else { of_command(&topic, run)? };
        Ok(Outcome {
            result: Some(serde_json::Value::String(text.clone())),
            stdout: Stdout::Text(text),
            ..Outcome::default()
        })
    }
}

/// The table of exit codes.
fn exit_codes() -> String {
    let mut text = String::from("Exit codes of lamctl:\n\n");
    for (code, meaning) in exit::TABLE {
        text.push_str(&format!("  {code:<9} {meaning}\n"));
    }
    text.push_str(
        "\nOf several functions, the code that stands first in 255, 143, 130, 254, 253, 124, 3, 4, 1 counts.\n",
    );
    text
}

fn of_command(topic: &[&str], run: &Run<'_>) -> Result<String, Error> {
    let mut found = command();
    found.build();
    for name in topic {
        let Some(next) = found.find_subcommand(name) else {
            return Err(Error::new(Kind::Usage, format!("no help on '{name}'"))
                .hint("run `lamctl --help` for the commands; the one topic is exit-codes"));
        };
        found = next.clone();
    }
    let color = !run.global.json && run.world.stdout_terminal && run.world.var("NO_COLOR").is_none();
    let help = found.render_long_help();
    Ok(if color { help.ansi().to_string() } else { help.to_string() })
}
