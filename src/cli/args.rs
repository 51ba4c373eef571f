//! The options that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};

/// Options that mean the same everywhere.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    /// Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile
    #[arg(long, global = true, value_name = "REGION", help_heading = "Where")]
    pub region: Option<String>,
    /// Profile of the AWS configuration; excludes credentials from the environment
    #[arg(long, global = true, value_name = "NAME", help_heading = "Where")]
    pub profile: Option<String>,
    /// Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL
    #[arg(long, global = true, value_name = "URL", help_heading = "Where")]
    pub endpoint_url: Option<String>,
    /// Print one JSON document on standard output
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Say only what is wrong
    #[arg(short, long, global = true, help_heading = "Output")]
    pub quiet: bool,
    /// Say more; may be repeated
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t, help_heading = "Output")]
    pub color: Color,
}

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

/// Which manifests, and which of their functions.
#[derive(Args, Clone, Debug, Default)]
pub struct Manifests {
    /// The manifest; `-` is standard input; may be repeated [default: deploy.yaml]
    #[arg(short, long = "file", value_name = "FILE", value_hint = clap::ValueHint::FilePath, help_heading = "Manifest")]
    pub files: Vec<String>,
    /// Act on this function of the manifest alone; may be repeated
    #[arg(long = "function", value_name = "NAME", help_heading = "Manifest")]
    pub functions: Vec<String>,
    #[command(flatten)]
    pub values: Values,
}

/// What is put into the manifest from outside.
#[derive(Args, Clone, Debug, Default)]
pub struct Values {
    /// Replace a value of the manifest (`--set memory_size=512`); may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", help_heading = "Manifest")]
    pub set: Vec<String>,
    /// Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI
    #[arg(long, value_name = "SOURCE", value_hint = clap::ValueHint::AnyPath, help_heading = "Manifest")]
    pub code: Option<String>,
    /// A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated
    #[arg(long = "env-file", value_name = "FILE", value_hint = clap::ValueHint::FilePath, help_heading = "Manifest")]
    pub env_files: Vec<PathBuf>,
}

/// One function: named, or the one that the manifest names.
#[derive(Args, Clone, Debug, Default)]
pub struct One {
    /// The function, by name or ARN; without it, the one that the manifest names
    #[arg(value_name = "FUNCTION")]
    pub function: Option<String>,
    /// The manifest to take the function's name from; `-` is standard input [default: deploy.yaml]
    #[arg(short, long = "file", value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with = "function", help_heading = "Manifest")]
    pub file: Option<String>,
    /// The function of the manifest that is meant, where it describes several
    #[arg(long = "function", value_name = "NAME", conflicts_with = "function", id = "pick", help_heading = "Manifest")]
    pub pick: Option<String>,
    #[command(flatten)]
    pub values: Values,
}

/// Levels of the pre-flight rules; the last that names a rule wins.
#[derive(Args, Clone, Debug, Default)]
pub struct Checks {
    /// Allow a rule or a group of rules
    #[arg(short = 'A', long = "allow", value_name = "RULE", help_heading = "Checks")]
    pub allow: Vec<String>,
    /// Let a rule or a group of rules warn
    #[arg(short = 'W', long = "warn", value_name = "RULE", help_heading = "Checks")]
    pub warn: Vec<String>,
    /// Let a rule or a group of rules deny; `-D warnings` makes every warning an error
    #[arg(short = 'D', long = "deny", value_name = "RULE", help_heading = "Checks")]
    pub deny: Vec<String>,
}

/// For commands that change something.
#[derive(Args, Clone, Debug)]
pub struct Changing {
    /// Print what would be done, and do nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub waiting: Waiting,
    /// How long to try again while AWS does not know a young role or its policy yet; 0 is off
    #[arg(long, value_name = "TIME", default_value = "3m", value_parser = time)]
    pub propagation_timeout: Duration,
    /// Leave out the last wait
    #[arg(long)]
    pub no_wait: bool,
}

#[derive(Args, Clone, Copy, Debug)]
pub struct Waiting {
    /// How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = time)]
    pub timeout: Duration,
}

/// A time as typed: `90s`, `10m`, `1h30m`, or a bare number of seconds.
pub fn time(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| "not a time: wanted 0 seconds or more".to_owned());
    }
    let span: jiff::SignedDuration =
        text.parse().map_err(|_| "not a time: write it as 90s, 10m, 1h30m or a number of seconds".to_owned())?;
    Duration::try_from(span).map_err(|_| "a time cannot be negative".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_typed() {
        assert_eq!(time("90"), Ok(Duration::from_secs(90)));
        assert_eq!(time("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(time("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(time("1h30m"), Ok(Duration::from_secs(5400)));
        for wrong in ["", "-1", "soon", "10x", "NaN", "1e300"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
