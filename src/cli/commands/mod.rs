//! One verb, one file; its doc comment is its help.

mod alias;
mod check;
pub mod completions;
mod create;
mod delete;
mod deploy;
mod diff;
mod explain;
mod help;
mod import;
mod init;
mod invoke;
mod list;
#[cfg(feature = "logs")]
mod logs;
pub mod man;
mod package;
mod rollback;
mod sandbox;
mod schema;
mod status;
mod versions;
mod wait;

use clap::Subcommand;

use super::Run;
use crate::error::Error;
use crate::outcome::Outcome;

#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    Create(create::Create),
    Deploy(deploy::Deploy),
    Diff(diff::Diff),
    Check(check::Check),
    Package(package::Package),
    Wait(wait::Wait),
    Status(status::Status),
    List(list::List),
    Invoke(invoke::Invoke),
    #[cfg(feature = "logs")]
    Logs(logs::Logs),
    Versions(versions::Versions),
    Alias(alias::Alias),
    Rollback(rollback::Rollback),
    Delete(delete::Delete),
    Init(init::Init),
    Import(import::Import),
    Schema(schema::Schema),
    Explain(explain::Explain),
    Completions(completions::Completions),
    Man(man::Man),
    Sandbox(sandbox::Sandbox),
    Help(help::Help),
}

impl Command {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        match self {
            Command::Create(command) => command.run(run).await,
            Command::Deploy(command) => command.run(run).await,
            Command::Diff(command) => command.run(run).await,
            Command::Check(command) => command.run(run).await,
            Command::Package(command) => command.run(run).await,
            Command::Wait(command) => command.run(run).await,
            Command::Status(command) => command.run(run).await,
            Command::List(command) => command.run(run).await,
            Command::Invoke(command) => command.run(run).await,
            #[cfg(feature = "logs")]
            Command::Logs(command) => command.run(run).await,
            Command::Versions(command) => command.run(run).await,
            Command::Alias(command) => command.run(run).await,
            Command::Rollback(command) => command.run(run).await,
            Command::Delete(command) => command.run(run).await,
            Command::Init(command) => command.run(run),
            Command::Import(command) => command.run(run).await,
            Command::Schema(command) => command.run(),
            Command::Explain(command) => command.run(run),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(run),
            Command::Sandbox(command) => command.run(run).await,
            Command::Help(command) => command.run(run),
        }
    }
}
