//! The rules that look inside the package: whether the handler is where its name points, and whether what
//! is packaged runs on the function's runtime and architecture. One file per subject.

pub mod bootstrap;
pub mod dotnet;
pub mod handler;
pub mod java;
pub mod modes;
pub mod native;
pub mod secret;
pub mod symbol;

use crate::function::settings::Settings;
use crate::package::Contents;
use crate::package::inspect::{Family, Runtime};
use crate::preflight::rule::{Finding, Pass, Rule};
use crate::preflight::{Goal, Subject};

/// All inspection rules, in the order of the passes.
pub const INSPECT_RULES: &[Rule] = &[
    handler::MISSING,
    symbol::SYMBOL,
    symbol::SHADOWED,
    bootstrap::MISSING,
    bootstrap::SCRIPT,
    secret::FILE,
    native::ARCHITECTURE,
    native::GLIBC,
    native::PYTHON_ABI,
    java::CLASS_VERSION,
    dotnet::FILES,
    modes::MODES,
];

/// Looked at with the files, and again where only what is deployed says the runtime, the handler, the
/// layers or the architecture.
pub(crate) const FILES_AND_DEPLOYED: &[Pass] = &[Pass::Files, Pass::Deployed];

/// A package to look into, with what is known of the function it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inspection<'a> {
    pub subject: &'a Subject<'a>,
    pub contents: &'a Contents,
    pub from_zip: bool,
    pub runtime: Runtime,
    /// The runtime's identifier.
    pub id: &'a str,
    /// What is deployed, in the pass that knows it.
    remote: Option<&'a Settings>,
    /// This is the pass that knows what is deployed.
    later: bool,
}

impl<'a> Inspection<'a> {
    /// What there is to look into; `None` where the code is no local zip, is empty, or its runtime is unknown.
    pub fn open(subject: &'a Subject<'a>, pass: Pass) -> Option<Self> {
        let files = subject.files.filter(|f| f.problem.is_none() && !f.contents.is_empty())?;
        if subject.desired.is_image() {
            return None;
        }
        let settings = &subject.desired.settings;
        let remote = match pass {
            Pass::Deployed => subject.deployed?.map(|d| &d.configuration.settings),
            _ => None,
        };
        let id = settings.runtime.as_deref().or_else(|| remote?.runtime.as_deref())?;
        Some(Inspection {
            subject,
            contents: &files.contents,
            from_zip: files.from_zip,
            runtime: Runtime::parse(id)?,
            id,
            remote,
            later: pass == Pass::Deployed,
        })
    }

    /// An earlier pass has looked at this already, with less known.
    pub fn again(&self) -> bool {
        self.again_for_runtime() && self.settings().handler.is_some()
    }

    /// The same for rules that need no handler.
    pub fn again_for_runtime(&self) -> bool {
        self.later && self.settings().runtime.is_some()
    }

    pub fn settings(&self) -> &'a Settings {
        &self.subject.desired.settings
    }

    pub fn handler(&self) -> Option<&'a str> {
        self.settings().handler.as_deref().or_else(|| self.remote?.handler.as_deref())
    }

    /// A deployed function may have settings that the manifest leaves out, and they are not known yet.
    pub fn may_be_deployed(&self) -> bool {
        self.subject.goal == Goal::Deploy && self.subject.deployed.is_none()
    }

    pub fn has_layers(&self) -> bool {
        let layers = self.settings().layers.as_ref().or_else(|| self.remote?.layers.as_ref());
        layers.is_some_and(|l| !l.is_empty())
    }

    /// Whether a variable is set, by the manifest or on the deployed function.
    pub fn has_variable(&self, name: &str) -> bool {
        let has = |s: &Settings| {
            let variables = s.environment.as_ref().and_then(|e| e.variables.as_ref());
            variables.is_some_and(|v| v.contains_key(name))
        };
        has(self.settings()) || self.remote.is_some_and(has)
    }

    /// What besides the package may hold the handler's code, in words; `None` where nothing can.
    pub fn elsewhere(&self) -> Option<String> {
        if self.has_layers() {
            return Some("a layer may hold it".to_owned());
        }
        let systems =
            self.settings().file_system_configs.as_ref().or_else(|| self.remote?.file_system_configs.as_ref());
        if systems.is_some_and(|s| !s.is_empty()) {
            return Some("a mounted file system may hold it".to_owned());
        }
        let variables: &[&str] = match self.runtime.family {
            Family::Python => &["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"],
            Family::Node => &["NODE_PATH", "NODE_OPTIONS"],
            Family::Ruby => &["GEM_PATH", "GEM_HOME", "RUBYLIB", "RUBYOPT", "BUNDLE_GEMFILE"],
            Family::Java => &["JAVA_TOOL_OPTIONS", "CLASSPATH"],
            Family::DotNet => &["DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS"],
            Family::Go | Family::Provided | Family::Custom => &[],
        };
        let set = variables.iter().chain(["AWS_LAMBDA_EXEC_WRAPPER", "LAMBDA_TASK_ROOT"].iter());
        if let Some(name) = set.into_iter().find(|name| self.has_variable(name)) {
            return Some(format!("{name} may lead elsewhere"));
        }
        if self.may_be_deployed() && self.settings().layers.is_none() {
            return Some("a layer of the deployed function may hold it".to_owned());
        }
        None
    }

    /// A finding about a setting of the manifest.
    pub fn finding(&self, key: &str, message: impl Into<String>) -> Finding {
        Finding::new(message, self.subject.desired.places.at(&[key]))
    }

    /// A finding about a file of the package; it points at the code in the manifest.
    pub fn in_package(&self, entry: &str, message: impl Into<String>) -> Finding {
        Finding::new(message, self.subject.desired.places.at(&["code", if self.from_zip { "zip_file" } else { "dir" }]))
            .entry(entry)
    }
}
