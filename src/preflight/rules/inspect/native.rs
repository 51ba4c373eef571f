//! Whether native files run on the function's machine, its image's glibc and its Python.

use std::collections::{BTreeMap, BTreeSet};

use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::Contents;
use crate::package::inspect::Family;
use crate::package::inspect::elf::{Format, Machine};
use crate::package::inspect::native::{self, Depth, Native, without_variant};
use crate::preflight::Subject;
use crate::preflight::rule::{Finding, Findings, Pass, Rule};

pub const ARCHITECTURE: Rule = Rule {
    name: "wrong-architecture",
    passes: FILES_AND_DEPLOYED,
    level: Level::Deny,
    group: "package",
    fixed: false,
    summary: "an ELF bootstrap or go1.x handler built for another machine than `architectures`; other native files warn",
    docs: "Reads the headers of the package's native files: `bootstrap`, the go1.x program, .so and .node files, \
programs without an extension.

Why it matters: a program for another processor does not start: `fork/exec /var/task/bootstrap: exec format error`; a \
library is not loaded: `cannot open shared object file`, `invalid ELF header`, or in Python `No module named` \
something that is there.

Fires for `architectures: [arm64]` with a `bootstrap` built for x86_64. Libraries for another machine, for macOS or \
for Windows only warn, and not where the same file for the right machine lies beside (as npm packages with prebuilt \
files for all machines have them). Where `architectures` is left out, AWS takes x86_64 for a new function; for one that \
exists already the finding is a warning until its architecture is known.

Cure: build for the function's processor (`cargo lambda build --arm64`, `GOARCH=arm64`, `pip install --platform \
manylinux2014_aarch64 --only-binary=:all:`, `npm install --os=linux --cpu=arm64`), or change `architectures`.",
    check: architecture,
};

pub const GLIBC: Rule = Rule {
    name: "glibc-version",
    passes: FILES_AND_DEPLOYED,
    level: Level::Warn,
    group: "package",
    fixed: false,
    summary: "an ELF file needs a newer glibc than the runtime's image has",
    docs: "Reads from the headers of ELF files which glibc they need, and compares it with the image: 2.17 on Amazon \
Linux 1, 2.26 on Amazon Linux 2, 2.34 on Amazon Linux 2023.

Why it matters: the dynamic loader refuses the file: `/lib64/libc.so.6: version `GLIBC_2.34' not found (required by \
/var/task/bootstrap)`.

Fires for `runtime: provided.al2` with a bootstrap linked on a system with glibc 2.34 or newer.

Silent where the package brings a loader of its own, or a file that fits lies beside.

Cure: build in the runtime's own image, link statically (musl), or take a runtime on Amazon Linux 2023.",
    check: glibc,
};

pub const PYTHON_ABI: Rule = Rule {
    name: "python-abi",
    passes: FILES_AND_DEPLOYED,
    level: Level::Warn,
    group: "package",
    fixed: false,
    summary: "extension modules made for another Python than the runtime's",
    docs: "Reads the tags in the names of extension modules (`cpython-312`) and compares them with the runtime's Python.

Why it matters: Python does not look at an extension module with another version's tag: `Unable to import module \
'app': No module named 'pydantic_core._pydantic_core'`.

Fires for `runtime: python3.13` with `_pydantic_core.cpython-312-x86_64-linux-gnu.so`. Silent where a file for the \
runtime's Python, a file without a tag, for the stable ABI (`abi3`), or a pure Python module of the same name lies beside.

Cure: install with the runtime's version (`pip install --python-version 3.13 --platform manylinux2014_x86_64 \
--only-binary=:all: --target .`), or set `runtime` to the Python that the packages are for.",
    check: python_abi,
};

/// The machine the function runs on, and whether that is certain.
fn wanted(inspection: &Inspection<'_>) -> Option<(Machine, bool)> {
    let named = |list: Option<&Vec<String>>| list.and_then(|l| l.first()).map(|name| Machine::of_architecture(name));
    if let Some(machine) = named(inspection.settings().architectures.as_ref()) {
        return machine.map(|m| (m, true));
    }
    if let Some(Some(deployed)) = inspection.subject.deployed {
        return match named(deployed.configuration.settings.architectures.as_ref()) {
            Some(machine) => machine.map(|m| (m, true)),
            None => Some((Machine::X86_64, true)),
        };
    }
    Some((Machine::X86_64, !inspection.may_be_deployed()))
}

/// The program that the runtime itself starts.
fn program<'a>(inspection: &Inspection<'a>) -> Option<&'a str> {
    match inspection.runtime.family {
        Family::Provided => Some("bootstrap"),
        Family::Go => inspection.handler(),
        _ => None,
    }
}

fn architecture(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass) else { return };
    let Some((machine, certain)) = wanted(&inspection) else { return };
    if inspection.again_for_runtime() && inspection.settings().architectures.is_some() {
        return;
    }
    let program = program(&inspection);
    let runs_on = if certain {
        format!("the function runs on {}", machine.name())
    } else {
        format!("a function runs on {} unless `architectures` or what is deployed says otherwise", machine.name())
    };
    if let Some(entry) = program.and_then(|name| inspection.contents.get(name)) {
        let (is, sure) = match native::format_of(entry, Depth::Machine) {
            Format::Elf(elf) if elf.machine == machine => (None, true),
            // Whether the service's kernels start 32-bit programs is not documented.
            Format::Elf(elf) => (Some(elf.machine.name()), !matches!(elf.machine, Machine::X86 | Machine::Arm)),
            Format::MachO => (Some("macOS".to_owned()), true),
            Format::Pe => (Some("Windows".to_owned()), true),
            Format::Script | Format::Other => (None, true),
        };
        if let Some(is) = is {
            let certain = certain || matches!(is.as_str(), "macOS" | "Windows");
            let finding = inspection
                .in_package(&entry.name, format!("`{}` is built for {is}, but {runs_on}", entry.name))
                .help(cure(&is, machine));
            findings.push(if certain && sure { finding } else { finding.warn() });
        }
    }
    // The libraries were compared with this machine before.
    if inspection.again_for_runtime() && machine == Machine::X86_64 {
        return;
    }
    let natives = native::survey(inspection.contents, Depth::Machine);
    let fits = |n: &Native<'_>| matches!(&n.format, Format::Elf(elf) if elf.machine == machine);
    let beside: BTreeSet<String> = natives.iter().filter(|n| fits(n)).flat_map(|n| keys(n.name)).collect();
    let mut strangers: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for native in natives.iter().filter(|n| !fits(n) && Some(n.name) != program) {
        if keys(native.name).iter().any(|key| beside.contains(key)) || has_pure_python(inspection.contents, native.name)
        {
            continue;
        }
        let made_for = match &native.format {
            Format::Elf(elf) => elf.machine.name(),
            Format::MachO => "macOS".to_owned(),
            Format::Pe => "Windows".to_owned(),
            Format::Script | Format::Other => continue,
        };
        strangers.entry(made_for).or_default().push(native.name);
    }
    for (made_for, names) in strangers {
        let Some(first) = names.first() else { continue };
        let message =
            format!("{} built for {made_for}, but {runs_on}", counted(&names, "native file is", "native files are"));
        findings.push(inspection.in_package(first, message).help(cure(&made_for, machine)).warn());
    }
}

/// What makes two native files stand for one another: the path but for the machine's name, the folder with
/// the module's name, or the same file in folders side by side.
fn keys(name: &str) -> Vec<String> {
    let mut keys = vec![without_variant(name), format!("{}*", module_path(name))];
    let mut parts = name.rsplitn(3, '/');
    if let (Some(file), Some(_), Some(front)) = (parts.next(), parts.next(), parts.next())
        && front != "node_modules"
        && !front.ends_with("/node_modules")
    {
        keys.push(format!("{front}/*/{}", without_variant(file)));
    }
    keys
}

/// The path up to the file name's first dot.
fn module_path(name: &str) -> &str {
    let base = name.rfind('/').map_or(0, |at| at + 1);
    name[base..].find('.').map_or(name, |dot| &name[..base + dot])
}

/// A module in pure Python of the same name does without the compiled one.
fn has_pure_python(contents: &Contents, name: &str) -> bool {
    let path = module_path(name);
    path.contains("__mypyc")
        || ["py", "pyc"].iter().any(|extension| contents.get(&format!("{path}.{extension}")).is_some())
}

fn cure(made_for: &str, machine: Machine) -> String {
    match made_for {
        "arm64" | "x86_64" => {
            format!("build or install it for {}, or set `architectures: [{made_for}]`", machine.name())
        }
        _ => format!("build or install it for Linux on {}", machine.name()),
    }
}

/// `3 native files (numpy 2, pandas 1) are`.
fn counted(names: &[&str], one: &str, many: &str) -> String {
    let (noun, verb) = if names.len() == 1 { one } else { many }.rsplit_once(' ').unwrap_or_default();
    let mut owners: Vec<(&str, usize)> = Vec::new();
    for name in names {
        let owner = owner(name);
        match owners.iter_mut().find(|(o, _)| *o == owner) {
            Some((_, count)) => *count += 1,
            None => owners.push((owner, 1)),
        }
    }
    owners.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut shown: Vec<String> = owners.iter().take(4).map(|(owner, _)| (*owner).to_owned()).collect();
    if owners.len() > 4 {
        shown.push(format!("{} more", owners.len() - 4));
    }
    format!("{} {noun} ({}) {verb}", names.len(), shown.join(", "))
}

/// What a file belongs to: the npm package, else the top folder, else itself.
fn owner(name: &str) -> &str {
    let start = name.rfind("node_modules/").map_or(0, |at| at + "node_modules/".len());
    let rest = &name[start..];
    let parts = if rest.starts_with('@') { 2 } else { 1 };
    let end = rest.match_indices('/').nth(parts - 1).map_or(rest.len(), |(at, _)| at);
    &rest[..end]
}

fn glibc(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again_for_runtime()) else { return };
    let (Some(os), Some((machine, _))) = (inspection.runtime.os, wanted(&inspection)) else { return };
    let has = os.glibc();
    let natives = native::survey(inspection.contents, Depth::Needs);
    let brings_loader = inspection.contents.entries().iter().any(|entry| {
        let file = entry.name.rsplit('/').next().unwrap_or_default();
        file == "libc.so.6" || file.starts_with("ld-linux") || file.starts_with("ld-2.")
    });
    if brings_loader {
        return;
    }
    let needs = |n: &Native<'_>| match &n.format {
        Format::Elf(elf) if elf.machine == machine => Some(elf.glibc),
        _ => None,
    };
    let fits = |n: &&Native<'_>| needs(n).is_some_and(|needed| needed.is_none_or(|version| version <= has));
    let beside: BTreeSet<String> = natives.iter().filter(fits).flat_map(|n| keys(n.name)).collect();
    let mut too_new: Vec<(&str, (u32, u32))> = natives
        .iter()
        .filter_map(|n| needs(n).flatten().filter(|version| *version > has).map(|version| (n.name, version)))
        .filter(|(name, _)| !keys(name).iter().any(|key| beside.contains(key)))
        .filter(|(name, _)| !has_pure_python(inspection.contents, name))
        .collect();
    too_new.sort_by_key(|(name, version)| (Some(*name) != program(&inspection), std::cmp::Reverse(*version)));
    let Some((first, (major, minor))) = too_new.first().copied() else { return };
    let names: Vec<&str> = too_new.iter().map(|(name, _)| *name).collect();
    let what = if names.len() == 1 { format!("`{first}` needs") } else { counted(&names, "file needs", "files need") };
    let message = format!(
        "{what} glibc{} {major}.{minor}, but {} ({}) has {}.{}",
        if names.len() == 1 { "" } else { " up to" },
        inspection.id,
        os.name(),
        has.0,
        has.1
    );
    let wheels = format!(
        "install wheels for an older platform (`pip install --platform manylinux2014_{} --only-binary=:all:`)",
        if machine == Machine::Arm64 { "aarch64" } else { "x86_64" },
    );
    let help = match inspection.runtime.family {
        Family::Provided | Family::Go => "build for an older glibc (in the runtime's image, or statically with musl)",
        Family::Python => &wheels,
        _ => "build or install it on the runtime's own system",
    };
    let newer =
        if os.glibc() < (2, 34) && (major, minor) <= (2, 34) { ", or take a runtime on Amazon Linux 2023" } else { "" };
    findings.push(inspection.in_package(first, message).help(format!("{help}{newer}")));
}

fn python_abi(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again_for_runtime()) else { return };
    if inspection.runtime.family != Family::Python {
        return;
    }
    let (major, minor) = (inspection.runtime.major, inspection.runtime.minor);
    let own = [format!("{major}{minor}"), format!("{major}{minor}m"), format!("{major}{minor}mu")];
    let contents = inspection.contents;
    let mut strangers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut served: BTreeSet<&str> = BTreeSet::new();
    let modules = || contents.entries().iter().map(|e| e.name.as_str()).filter(|name| name.ends_with(".so"));
    for name in modules() {
        match tag(name) {
            Some(tag) if own.iter().any(|o| o == tag) && !is_musl(name) => served.insert(module_path(name)),
            Some(_) => false,
            None => served.insert(module_path(name)),
        };
    }
    for name in modules() {
        if let Some(tag) = tag(name)
            && !served.contains(module_path(name))
            && !has_pure_python(contents, name)
        {
            strangers.entry(tag).or_default().push(name);
        }
    }
    for (tag, names) in strangers {
        let Some(first) = names.first() else { continue };
        let other = if is_musl(first) { "a Python on musl" } else { "another Python" };
        let message = format!(
            "{} for {other} (cpython-{tag}): {} does not load {}",
            counted(&names, "extension module is", "extension modules are"),
            inspection.id,
            if names.len() == 1 { "it" } else { "them" },
        );
        let help = format!(
            "install the packages for Python {major}.{minor} (`pip install --python-version {major}.{minor} --only-binary=:all:`)"
        );
        findings.push(Finding { help: Some(help), ..inspection.in_package(first, message) });
    }
}

/// A module built on Alpine Linux: the runtimes' Python looks for the tags of glibc.
fn is_musl(name: &str) -> bool {
    name.ends_with("-linux-musl.so")
}

/// `312` of `_x.cpython-312-x86_64-linux-gnu.so`.
fn tag(name: &str) -> Option<&str> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (_, tags) = file.split_once(".cpython-")?;
    let end = tags.find(['-', '.'])?;
    let tag = &tags[..end];
    tag.starts_with(|c: char| c.is_ascii_digit()).then_some(tag)
}
