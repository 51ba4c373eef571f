//! The program that an OS-only runtime starts: whether it is there, and whether its script can start.

use super::handler::folders;
use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::inspect::elf::Format;
use crate::package::inspect::near::deeper;
use crate::package::inspect::{Family, native, script};
use crate::preflight::Subject;
use crate::preflight::rule::{Findings, Pass, Rule};

pub const MISSING: Rule = Rule {
    name: "bootstrap-missing",
    passes: FILES_AND_DEPLOYED,
    level: Level::Deny,
    group: "package",
    fixed: false,
    summary: "an OS-only runtime without `bootstrap` at the package's root",
    docs: "Looks for a file named `bootstrap` at the root of the package of a `provided`, `provided.al2` or \
`provided.al2023` function.

Why it matters: such a runtime brings no language, and the service starts this file. Without it every invoke fails: \
`Runtime.InvalidEntrypoint: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`.

Fires for `runtime: provided.al2023` where the package holds `target/lambda/hello/bootstrap` or `hello` alone.

Silent where the function has layers, since a layer may bring the bootstrap; only warns where a deployed function may \
have layers that the manifest does not list.

Cure: name the program `bootstrap` and package the folder that holds it.",
    check: missing,
};

fn missing(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass) else { return };
    let contents = inspection.contents;
    if inspection.runtime.family != Family::Provided || inspection.has_layers() || contents.get("bootstrap").is_some() {
        return;
    }
    let elsewhere = inspection.elsewhere();
    if inspection.again_for_runtime() && (elsewhere.is_some() || inspection.settings().layers.is_some()) {
        return;
    }
    let mut message = format!("{} starts a file named `bootstrap`, which is not at the package's root", inspection.id);
    if let Some(elsewhere) = &elsewhere {
        message.push_str(&format!(" ({elsewhere})"));
    }
    let mut finding = inspection.finding("runtime", message);
    let only = match contents.entries() {
        [one] => Some(one.name.as_str()),
        _ => None,
    };
    if let Some(found) = deeper(contents, &["bootstrap".to_owned()]) {
        let folder = found.strip_suffix("/bootstrap").unwrap_or_default();
        let cure = if inspection.from_zip {
            "zip what is in the folder, not the folder itself".to_owned()
        } else {
            format!("package `{folder}` itself with `code.dir`")
        };
        finding = finding.help(format!("{cure}: the file sits at {found}, too deep by {}", folders(folder)));
    } else if let Some(other) = only {
        finding = finding.help(format!("rename `{other}` to `bootstrap`, if it is the function's program"));
    } else {
        finding = finding.help("name the function's program `bootstrap` and package it at the root".to_owned());
    }
    findings.push(if elsewhere.is_some() { finding.warn() } else { finding });
}

pub const SCRIPT: Rule = Rule {
    name: "bootstrap-script",
    passes: FILES_AND_DEPLOYED,
    level: Level::Deny,
    group: "package",
    fixed: false,
    summary: "a `bootstrap` script whose first line ends in a carriage return, or whose interpreter is not in the image",
    docs: "Reads the first line of a `bootstrap` that is a script, and the dynamic loader that one in ELF form names.

Why it matters: the kernel takes the first line as it is. With a carriage return at its end (a file saved with Windows \
line ends) it looks for an interpreter named `/bin/sh\\r`: `fork/exec /var/task/bootstrap: no such file or directory`. \
The same is said where the interpreter, or the loader of a program linked on Alpine Linux (`/lib/ld-musl-x86_64.so.1`), \
is not in the image. A script without a first line that starts with `#!` is not started at all: `exec format error`.

Fires for a first line `#!/bin/sh` that ends in CR LF. Only warns where the interpreter (python3, node, ruby, php …) is \
not in the image of an OS-only runtime, and where `#!` is missing; an interpreter in /opt is taken to come from a layer.

Cure: save the file with LF line ends (`*.sh text eol=lf` and `bootstrap text eol=lf` in .gitattributes), package the \
interpreter, or build for the image.",
    check: script_starts,
};

fn script_starts(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again_for_runtime()) else { return };
    if inspection.runtime.family != Family::Provided {
        return;
    }
    let Some(entry) = inspection.contents.get("bootstrap") else { return };
    let Ok(head) = entry.head(4096) else { return };
    let finding = |message: String| inspection.in_package("bootstrap", message);
    let interpreter = match native::format_of(entry, native::Depth::Loader) {
        Format::Elf(elf) => elf.interpreter,
        Format::MachO | Format::Pe => None,
        Format::Script | Format::Other => match script::read(&head) {
            Some(script) if script.carriage_return => {
                findings.push(
                    finding(format!(
                        "the first line of `bootstrap` ends in a carriage return: the image has no `{}\\r`",
                        script.interpreter
                    ))
                    .help("save the file with LF line ends instead of CR LF"),
                );
                return;
            }
            Some(script) if script.mark => {
                let message = "`bootstrap` starts with a byte order mark, not with `#!`: the kernel does not start it";
                findings.push(finding(message.to_owned()).help("save the file without the mark").warn());
                return;
            }
            Some(script) => Some(script.through_env.unwrap_or(script.interpreter)),
            None if is_text(&head) => {
                let message = "`bootstrap` is a text that does not start with `#!`: the kernel does not start it";
                findings.push(finding(message.to_owned()).help("start the script with `#!/bin/sh`").warn());
                return;
            }
            None => None,
        },
    };
    if let Some(interpreter) = interpreter
        && is_absent(&inspection, &interpreter)
    {
        let help = if interpreter.contains("ld-musl") {
            "link the program statically, or build it against glibc"
        } else {
            "package the interpreter or bring it in a layer, or take the language's own runtime"
        };
        let message =
            format!("`bootstrap` is started by `{interpreter}`, which is not in the image of {}", inspection.id);
        findings.push(finding(message).help(help).warn());
    }
}

fn is_text(head: &[u8]) -> bool {
    !head.is_empty() && std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0'))
}

/// Whether an interpreter is certainly not there. What an image has besides is not documented, so this
/// names what it has not.
fn is_absent(inspection: &Inspection<'_>, interpreter: &str) -> bool {
    if let Some(own) = interpreter.strip_prefix("/var/task/") {
        return !own.contains("..") && !own.contains("//") && inspection.contents.get(own).is_none();
    }
    if inspection.has_layers() || inspection.may_be_deployed() && inspection.settings().layers.is_none() {
        return false;
    }
    if interpreter.starts_with("/opt/") {
        return true;
    }
    if interpreter.contains("/ld-musl-") || interpreter.starts_with("/nix/") || interpreter.starts_with("/home/") {
        return true;
    }
    let (folder, program) = interpreter.rsplit_once('/').unwrap_or(("", interpreter));
    let languages =
        ["python3", "node", "nodejs", "ruby", "php", "deno", "bun", "pwsh", "zsh", "fish", "Rscript", "julia", "java"];
    let named = languages.contains(&program) || program.starts_with("python3.");
    named && matches!(folder, "" | "/bin" | "/usr/bin" | "/usr/local/bin")
}
