//! Lambda itself: its world of functions, and one answer per operation.

mod alias;
mod attached;
pub(crate) mod code;
pub(crate) mod function;
mod functions;
mod invoke;
mod model;
pub(crate) mod names;
mod publish;
mod settings;
mod shape;
mod update;

use super::state::World;
use super::twist::Twist;
use super::wire::{Call, Refusal, Reply};

/// Carries out a call.
///
/// # Errors
/// The service's refusal.
pub(crate) fn apply(world: &mut World, call: &Call, twist: &Twist) -> Result<Reply, Refusal> {
    match call.operation {
        "CreateFunction" => functions::create(world, call, twist),
        "GetFunction" => functions::get(world, call),
        "GetFunctionConfiguration" => functions::get_configuration(world, call),
        "ListFunctions" => functions::list(world, call),
        "DeleteFunction" => functions::delete(world, call),
        "UpdateFunctionCode" => update::code(world, call, twist),
        "UpdateFunctionConfiguration" => update::configuration(world, call, twist),
        "PublishVersion" => publish::publish(world, call, twist),
        "ListVersionsByFunction" => publish::list(world, call),
        "CreateAlias" => alias::create(world, call),
        "UpdateAlias" => alias::update(world, call),
        "GetAlias" => alias::get(world, call),
        "DeleteAlias" => alias::delete(world, call),
        "ListAliases" => alias::list(world, call),
        "Invoke" => invoke::invoke(world, call),
        _ => attached::apply(world, call),
    }
}
