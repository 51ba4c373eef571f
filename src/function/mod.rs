//! The vocabulary of a Lambda function, without SDK types: what is wanted ([`Desired`]), what AWS has
//! ([`Remote`]), and the settings both are made of.

pub mod code;
pub mod desired;
pub mod remote;
pub mod settings;

pub use code::{Code, CodeSource, Symlinks, Upload, ZipSource};
pub use desired::{Desired, Places, Target, Unmanaged};
pub use remote::{Alias, CodeLocation, Deployed, FunctionSummary, Remote, VersionSummary};
pub use settings::Settings;
