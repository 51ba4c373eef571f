//! Whether the runtime's Java reads the package's class files.

use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::inspect::Family;
use crate::package::inspect::java::{self, ClassPlace};
use crate::preflight::Subject;
use crate::preflight::rule::{Findings, Pass, Rule};

pub const CLASS_VERSION: Rule = Rule {
    name: "java-class-version",
    passes: FILES_AND_DEPLOYED,
    level: Level::Deny,
    group: "package",
    fixed: false,
    summary: "the handler's class is compiled for a newer Java than the runtime's",
    docs: "Reads the version in the header of the handler's class file, and of a sample of the others, at the root and in \
lib/*.jar.

Why it matters: an older Java refuses a newer class file: `Error loading class example.Handler: \
java.lang.UnsupportedClassVersionError: example/Handler has been compiled by a more recent version of the Java Runtime \
(class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0`.

Fires for `runtime: java17` with a handler compiled by Java 21. Other classes only warn, since they may never be loaded; \
module-info and META-INF/versions do not count.

Cure: compile with `--release 17` (Maven `maven.compiler.release`, Gradle `options.release`), or set `runtime: java21`.",
    check: class_version,
};

fn class_version(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again()) else { return };
    if inspection.runtime.family != Family::Java {
        return;
    }
    let newest = inspection.runtime.major + 44;
    let too_new = |major: u16| u32::from(major) > newest;
    let says = |major: u16| {
        format!("compiled for Java {}, but {} reads up to Java {}", major - 44, inspection.id, newest - 44)
    };
    let help = format!("compile with `--release {}`, or take a newer runtime", newest - 44);
    let handler = inspection.handler().and_then(java::split).filter(|(class, _)| !java::is_runtimes_own(class));
    let mut handlers = None;
    if let Some((class, _)) = handler
        && let ClassPlace::OnPath { entry, bytes } = java::find(inspection.contents, class)
        && let Some(major) = bytes.as_deref().and_then(java::major).filter(|major| too_new(*major))
    {
        findings.push(
            inspection.in_package(&entry, format!("the handler's class {class} is {}", says(major))).help(help.clone()),
        );
        handlers = Some(entry);
    }
    if inspection.again_for_runtime() {
        return;
    }
    for (entry, major) in java::newest_versions(inspection.contents) {
        let root = entry.ends_with(".class");
        let told = handlers.as_ref().is_some_and(|h| *h == entry || root && h.ends_with(".class"));
        if too_new(major) && !told {
            let what = if root { format!("{entry} is") } else { format!("{entry} holds classes") };
            findings.push(inspection.in_package(&entry, format!("{what} {}", says(major))).help(help.clone()).warn());
        }
    }
}
