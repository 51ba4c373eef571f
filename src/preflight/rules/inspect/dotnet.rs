//! Whether a .NET class library comes with the files that start it.

use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::inspect::Family;
use crate::package::inspect::dotnet::{self, Handler};
use crate::preflight::Subject;
use crate::preflight::rule::{Findings, Pass, Rule};

pub const FILES: Rule = Rule {
    name: "dotnet-files",
    passes: FILES_AND_DEPLOYED,
    level: Level::Deny,
    group: "package",
    fixed: false,
    summary: "a .NET class library without its .deps.json or .runtimeconfig.json, or for another framework",
    docs: "Looks for the handler's assembly's .deps.json and .runtimeconfig.json at the root (or the only files of that \
kind there), and reads which framework the latter asks for.

Why it matters: the runtime cannot start the library without them: `Runtime.ExitError` with exit code 105 (.deps.json) \
or 106 (.runtimeconfig.json).

Fires for `handler: App::App.Function::Handle` with `App.dll` alone, as a plain `dotnet build` of a class library \
leaves it. Another framework than the runtime's only warns, and not where `rollForward` allows it. Silent for \
executables, native AOT and self-contained programs.

Cure: publish with `dotnet publish` (or `dotnet lambda package`) and `<GenerateRuntimeConfigurationFiles>true` in the project.",
    check: files,
};

fn files(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again()) else { return };
    if inspection.runtime.family != Family::DotNet {
        return;
    }
    let contents = inspection.contents;
    let Some(Handler::Library { assembly, .. }) = inspection.handler().and_then(dotnet::split) else { return };
    let dll = format!("{assembly}.dll");
    // Without the assembly, handler-missing speaks.
    if contents.get(&dll).is_none() {
        return;
    }
    let help = "package what `dotnet publish` makes, with `<GenerateRuntimeConfigurationFiles>true` in the project";
    let mut config = None;
    for suffix in [".deps.json", ".runtimeconfig.json"] {
        match dotnet::companion(contents, assembly, suffix) {
            Ok(name) => config = Some(name),
            Err(others) => {
                config = None;
                let message = if others == 0 {
                    format!(
                        "`{assembly}{suffix}` is missing beside `{dll}`: the runtime does not start the library without it"
                    )
                } else {
                    format!(
                        "`{assembly}{suffix}` is missing, and which of {others} others belongs to `{dll}` is not said"
                    )
                };
                let finding = inspection.in_package(&dll, message).help(help);
                let unsure = others > 0 || inspection.elsewhere().is_some();
                findings.push(if unsure { finding.warn() } else { finding });
            }
        }
    }
    let Some(name) = config.filter(|name| name.ends_with(".runtimeconfig.json")) else { return };
    let Some(asked) = dotnet::runtime_config(contents, &name) else { return };
    let own = (inspection.runtime.major, inspection.runtime.minor);
    if let Some(framework) = asked.framework.filter(|f| *f != own && f.0 != own.0)
        && !asked.rolls_forward
        && !asked.self_contained
    {
        let message = format!(
            "`{name}` asks for .NET {}.{}, but {} has .NET {}.{}",
            framework.0, framework.1, inspection.id, own.0, own.1
        );
        let help =
            format!("set `<TargetFramework>net{}.{}`, or take the runtime of .NET {}", own.0, own.1, framework.0);
        findings.push(inspection.in_package(&name, message).help(help).warn());
    }
}
