//! Whether the runtime's user may read and start what a ready zip holds.

use super::Inspection;
use crate::diagnostic::Level;
use crate::package::EntryKind;
use crate::package::inspect::Family;
use crate::preflight::Subject;
use crate::preflight::rule::{Findings, Pass, Rule};

pub const MODES: Rule = Rule {
    name: "zip-modes",
    passes: &[Pass::Files],
    level: Level::Warn,
    group: "package",
    fixed: false,
    summary: "entries of a ready zip that the runtime's user cannot read, or a program without the execute bit",
    docs: "Looks at the permission bits in a ready zip (`code.zip_file`). A folder needs no such check: lamctl writes 0644 and \
0755 itself.

Why it matters: the function runs as another user than the one who owns the files: `EACCES: permission denied, open \
'/var/task/index.js'`, `[Errno 13] Permission denied`, and for a program `fork/exec /var/task/bootstrap: permission denied`.

Fires for an entry with mode 0600, and for a `bootstrap` (or go1.x program) without the execute bit, or with no bits at \
all, as zips made on Windows have them.

Cure: `chmod -R a+rX` before zipping (`chmod 755 bootstrap`), or let lamctl zip the folder (`code.dir`).",
    check: modes,
};

fn modes(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| i.from_zip) else { return };
    let entries = inspection.contents.entries();
    // No bits at all mean a zip that keeps none.
    let unreadable: Vec<&str> = entries
        .iter()
        .filter(|e| e.kind == EntryKind::File && e.mode.is_some_and(|mode| mode & 0o777 != 0 && mode & 0o004 == 0))
        .map(|e| e.name.as_str())
        .collect();
    if let Some(first) = unreadable.first() {
        let what = match unreadable.len() {
            1 => format!("`{first}` is"),
            n => format!("{n} entries (`{first}` …) are"),
        };
        findings.push(
            inspection
                .in_package(first, format!("{what} not readable for the runtime's user: the bit for others is not set"))
                .help("run `chmod -R a+rX` before zipping, or let lamctl zip the folder with `code.dir`"),
        );
    }
    let program = match inspection.runtime.family {
        Family::Provided => Some("bootstrap"),
        Family::Go => inspection.handler(),
        _ => None,
    };
    if let Some(entry) = program.and_then(|name| inspection.contents.get(name))
        && entry.kind == EntryKind::File
        && entry.mode.is_none_or(|mode| mode & 0o001 == 0)
    {
        let why = if entry.mode.is_some_and(|mode| mode & 0o777 != 0) {
            "has no execute bit for others"
        } else {
            "has no permission bits in this zip"
        };
        findings.push(
            inspection.in_package(&entry.name, format!("`{}` {why}: the runtime cannot start it", entry.name)).help(
                format!("run `chmod 755 {}` before zipping, or let lamctl zip the folder with `code.dir`", entry.name),
            ),
        );
    }
}
