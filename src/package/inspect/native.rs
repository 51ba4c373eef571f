//! The native files of a package: which there are, and which stand for one another on another machine.

use std::fs::File;
use std::io::BufReader;

use super::bulk::{self, Reader};
use super::elf::{self, Format};
use crate::package::{Contents, Entry, EntryKind, Origin};

/// Files of a ready zip have to be decompressed up to their section headers, which stand at the end: longer
/// ones, in bytes, are only known by their first bytes.
const WHOLE: usize = 4 << 20;
/// The same for the program that the runtime starts, which is looked at alone.
const WHOLE_PROGRAM: usize = 32 << 20;
/// An ELF header, in bytes.
const FIRST: usize = 64;
/// Where the loader's name is for certain, in bytes.
const LOADER: usize = 64 << 10;
/// As many files of a ready zip without an extension are looked at.
const PROGRAMS: usize = 256;

/// A native file.
#[derive(Clone, Debug)]
pub struct Native<'a> {
    pub name: &'a str,
    pub format: Format,
}

/// How far native files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The first bytes: the format and the machine.
    Machine,
    /// The loader's name, too.
    Loader,
    /// All headers: what is needed, too.
    Needs,
}

/// All native files, by their first bytes; only names that native files have are opened.
pub fn survey(contents: &Contents, depth: Depth) -> Vec<Native<'_>> {
    let mut programs = 0;
    let entries: Vec<&Entry> = contents
        .entries()
        .iter()
        // What npm puts into .bin are copies or links.
        .filter(|entry| entry.kind == EntryKind::File && entry.size >= 20 && !entry.name.contains("node_modules/.bin/"))
        .filter(|entry| match looks_native(entry) {
            Looks::Library => true,
            Looks::Program => {
                programs += 1;
                programs <= PROGRAMS || !matches!(entry.origin, Origin::Zip { .. })
            }
            Looks::Other => false,
        })
        .collect();
    let formats = bulk::map(&entries, |entry, reader| format(entry, reader, depth));
    entries
        .into_iter()
        .zip(formats)
        .filter(|(_, format)| matches!(format, Format::Elf(_) | Format::MachO | Format::Pe))
        .map(|(entry, format)| Native { name: &entry.name, format })
        .collect()
}

/// One entry's format.
pub fn format_of(entry: &Entry, depth: Depth) -> Format {
    format(entry, &mut Reader::default(), depth)
}

fn format(entry: &Entry, reader: &mut Reader, depth: Depth) -> Format {
    let whole = if entry.name == "bootstrap" { WHOLE_PROGRAM } else { WHOLE };
    let limit = match (depth, &entry.origin) {
        (Depth::Machine, _) => FIRST,
        (Depth::Loader, _) => LOADER,
        (Depth::Needs, Origin::File(path)) => {
            return match File::open(path) {
                Ok(file) => elf::read_from(BufReader::with_capacity(1024, file)),
                Err(_) => Format::Other,
            };
        }
        (Depth::Needs, Origin::Memory(bytes)) => return elf::read(bytes),
        (Depth::Needs, Origin::Zip { .. }) if entry.size <= whole as u64 => whole,
        (Depth::Needs, Origin::Zip { .. }) => FIRST,
    };
    elf::read(&reader.head(entry, limit).unwrap_or_default())
}

enum Looks {
    Library,
    Program,
    Other,
}

fn looks_native(entry: &Entry) -> Looks {
    let file = entry.name.rsplit('/').next().unwrap_or(&entry.name);
    if entry.name == "bootstrap"
        || file.ends_with(".so")
        || file.ends_with(".node")
        || file.ends_with(".pyd")
        || file.contains(".so.")
    {
        return Looks::Library;
    }
    let executable = entry.mode.is_none_or(|mode| mode & 0o111 != 0);
    if executable && !file.contains('.') && file.bytes().any(|b| b.is_ascii_lowercase()) {
        return Looks::Program;
    }
    Looks::Other
}

/// Words of file names that tell variants of one file apart. Longer ones first: the first that fits is taken.
const VARIANTS: &[&str] = &[
    "linuxmusl",
    "linuxglibc",
    "linux64",
    "linux32",
    "x86_64",
    "x86-64",
    "x86_32",
    "aarch_64",
    "amd64",
    "aarch64",
    "arm64",
    "armv8",
    "armv7l",
    "armv7",
    "armv6",
    "armhf",
    "i686",
    "i386",
    "ia32",
    "ppc64le",
    "ppc64",
    "s390x",
    "riscv64",
    "loongarch64",
    "loong64",
    "sparcv9",
    "sparc",
    "mips64el",
    "mips64",
    "mipsel",
    "mips",
    "aix",
    "x64",
    "x86",
    "arm",
    "glibc",
    "musl",
    "linux",
    "darwin",
    "macosx",
    "macos",
    "windows",
    "win32",
    "freebsd",
    "openbsd",
    "netbsd",
    "sunos",
    "android",
    "unknown",
    "gnueabihf",
    "musleabihf",
    "gnu",
    "msvc",
    "universal2",
    "universal",
];

/// The name without the words that say for which machine and system it is: equal for files that stand for
/// one another (`sharp-linux-x64.node` and `sharp-linux-arm64.node`).
pub fn without_variant(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let lower = name.to_ascii_lowercase();
    let mut at = 0;
    while at < lower.len() {
        let rest = &lower[at..];
        let starts = at == 0 || !lower.as_bytes()[at - 1].is_ascii_alphanumeric();
        let word = VARIANTS.iter().find(|word| {
            starts
                && rest.starts_with(**word)
                && !rest.as_bytes().get(word.len()).is_some_and(|b| b.is_ascii_alphanumeric())
        });
        if let Some(word) = word {
            at += word.len();
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        // Separators around what was left out come to one.
        if matches!(c, '-' | '_' | '.' | '+') {
            if !out.ends_with(['-', '/']) {
                out.push('-');
            }
        } else {
            if c == '/' && out.ends_with('-') {
                out.pop();
            }
            out.push(c);
        }
        at += c.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_one_file_are_told() {
        for (a, b) in [
            (
                "node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node",
                "node_modules/@img/sharp-linuxmusl-arm64/lib/sharp-linuxmusl-arm64.node",
            ),
            ("prebuilds/linux-x64/node.napi.node", "prebuilds/linux-arm64/node.napi.armv8.node"),
            ("a/_x.cpython-312-x86_64-linux-gnu.so", "a/_x.cpython-312-aarch64-linux-gnu.so"),
            ("@esbuild/linux-x64/bin/esbuild", "@esbuild/linux-arm64/bin/esbuild"),
            ("bin/tool-linux-amd64", "bin/tool-linux-aarch64"),
        ] {
            assert_eq!(without_variant(a), without_variant(b), "{a} {b}");
        }
        assert_ne!(without_variant("a/charm.so"), without_variant("a/ch.so"));
        assert_ne!(without_variant("a/x.so"), without_variant("b/x.so"));
    }
}
