//! Looks inside a package: where each runtime would look for a handler, what sources export, and what
//! ELF files, class files and scripts say in their headers.
//!
//! Everything here is read with bounds on time and memory, since a package may hold anything; what cannot
//! be read is unknown, never an error. Judging what was found is the business of `preflight`.

pub mod bulk;
pub mod dotnet;
pub mod elf;
pub mod java;
pub mod javascript;
pub mod native;
pub mod near;
pub mod node;
pub mod python;
pub mod ruby;
pub mod runtime;
pub mod script;
pub mod secret;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;

pub use runtime::{Family, Os, Runtime};

/// What looking for a handler's file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// This entry is what the runtime loads.
    Found(String),
    /// The runtime would look, and finds nothing. `wanted` are the names it looks for, first choice first.
    Missing { wanted: Vec<String>, sure: bool },
    /// It cannot be told from the package (an absolute path, a form that another rule refuses).
    Unknown,
}
