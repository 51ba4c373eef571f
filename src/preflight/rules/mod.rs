//! The rules, one file per subject.

pub mod code;
pub mod environment;
pub mod features;
pub mod handler_format;
pub mod identity;
pub mod inspect;
pub mod keys;
pub mod layers;
pub mod managed;
pub mod network;
pub mod package;
pub mod region;
pub mod required;
pub mod runtime;
pub mod sizes;
pub mod source;
pub mod tags;

use super::words::{either, quote};
use super::{Finding, Findings, Subject};
use crate::facts::members::{Membership, membership};

/// A value of an enumeration: one in the wrong case, or written as no member is, is wrong; one that may be a
/// member that came later is sent with a warning.
fn member(subject: &Subject<'_>, path: &[&str], value: &str, members: &[&'static str], out: &mut Findings) {
    let field = path.last().copied().unwrap_or_default();
    let field = if field.bytes().all(|b| b.is_ascii_digit()) { path[path.len().saturating_sub(2)] } else { field };
    let place = || subject.desired.places.at(path);
    match membership(value, members) {
        Membership::Member => {}
        Membership::WrongCase(right) => out.push(
            Finding::new(format!("{field} {} is in the wrong case: {}", quote(value), quote(right)), place())
                .help(format!("write {}", quote(right))),
        ),
        Membership::Never => out.push(
            Finding::new(format!("{field} {} is none of {}", quote(value), either(members)), place())
                .help(format!("use {}", either(members))),
        ),
        Membership::Perhaps => out.push(
            Finding::new(format!("{field} {} is not known; known are {}", quote(value), either(members)), place())
                .help(format!("use {}, unless AWS has added it since lamctl was made", either(members)))
                .warn(),
        ),
    }
}

/// More characters than the service takes.
fn too_long(subject: &Subject<'_>, path: &[&str], what: &str, value: &str, limit: usize, out: &mut Findings) -> bool {
    // Characters are at most bytes: most values need no counting.
    let length = if value.len() <= limit { value.len() } else { value.chars().count() };
    if length <= limit {
        return false;
    }
    out.push(
        Finding::new(
            format!("{what} has {length} characters, {} over the limit of {limit}", length - limit),
            subject.desired.places.at(path),
        )
        .help(format!("shorten it to {limit} characters")),
    );
    true
}

/// Whether a list of the manifest says something.
fn some<T>(list: Option<&Vec<T>>) -> bool {
    list.is_some_and(|list| !list.is_empty())
}
