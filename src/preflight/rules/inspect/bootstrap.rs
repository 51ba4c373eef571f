//! The program that an OS-only runtime starts: whether it is there, and whether its script can start.

use super::handler::folders;
use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::inspect::Family;
use crate::package::inspect::near::deeper;
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
    if inspection.again && (elsewhere.is_some() || inspection.settings().layers.is_some()) {
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
