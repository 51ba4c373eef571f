//! Sources, packages and headers of any bytes: no panic, no hang, nothing out of proportion.
//! `PROPTEST_CASES` sets how many of each are tried.

use std::time::{Duration, Instant};

use lamctl::package::inspect::{elf, java, javascript, python, ruby, script};
use proptest::collection::vec;
use proptest::prelude::*;

use super::case;
use super::native::{self, ARM64, X86_64};

/// The pieces that sources are made of, the awkward ones among them.
const PIECES: &[&str] = &[
    "exports",
    "module",
    ".",
    "handler",
    "=",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "=>",
    "async",
    "function",
    "export",
    "const",
    "default",
    "*",
    "as",
    "from",
    "import",
    "require",
    "'x'",
    "\"y\"",
    "`",
    "${",
    "/",
    "//",
    "/*",
    "*/",
    "\n",
    "\\",
    "'",
    "\"",
    "...",
    "this",
    "typeof",
    "if",
    "return",
    "1.5",
    "#",
    "$",
    "é",
    "\u{2028}",
    "\0",
    "def",
    "class",
    "self",
    "end",
    "@",
    "lambda",
    "\"\"\"",
    ";",
    "<",
    "++",
    "Object.assign(exports,",
    "Object.defineProperty(exports,",
    "module.exports={",
    "export const a=(",
    "export{",
    "=begin",
    "__END__",
    "\r\n",
    "\t",
    "!",
    "?",
    "||",
    "&&",
];

fn soup(longest: usize) -> impl Strategy<Value = String> {
    vec((0..PIECES.len(), any::<bool>()), 0..longest).prop_map(|pieces| {
        pieces.into_iter().flat_map(|(at, space)| [PIECES[at], if space { " " } else { "" }]).collect()
    })
}

/// A valid file with some bytes replaced, and its end cut off.
fn damaged(valid: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = valid.len();
    (vec((0..length, any::<u8>()), 0..24), 0..=length).prop_map(move |(changes, end)| {
        let mut bytes = valid.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(end.max(length / 2));
        bytes
    })
}

fn quickly(what: &str, act: impl FnOnce()) {
    let start = Instant::now();
    act();
    assert!(start.elapsed() < Duration::from_secs(5), "{what} took {:?}", start.elapsed());
}

const HANDLERS: &[(&str, &str, &str)] = &[
    ("python3.13", "a.handler", "a.py"),
    ("nodejs24.x", "a.handler", "a.js"),
    ("nodejs20.x", "a.handler", "a.mjs"),
    ("ruby3.4", "a.handler", "a.rb"),
    ("java21", "a::handler", "a.class"),
    ("java21", "a::handler", "lib/a.jar"),
    ("dotnet8", "a::b::c", "a.dll"),
    ("dotnet8", "a::b::c", "a.runtimeconfig.json"),
    ("nodejs22.x", "a.handler", "package.json"),
    ("nodejs22.x", "a.handler", "a/package.json"),
    ("provided.al2023", "x", "bootstrap"),
    ("go1.x", "main", "main"),
    ("python3.13", "a.handler", "b/c.cpython-313-x86_64-linux-gnu.so"),
    ("python3.13", "a.handler", ".env"),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sources_of_any_shape(source in soup(400), word in "[a-z]{1,8}") {
        quickly(&source, || {
            let _ = javascript::exports(&source);
            let _ = python::lacks(&source, &word);
            let _ = python::definitions(&source);
            let _ = ruby::lacks(&source, Some("A::B"), &word);
            let _ = ruby::methods(&source);
            let _ = script::read(source.as_bytes());
        });
    }

    #[test]
    fn files_of_any_bytes(bytes in vec(any::<u8>(), 0..2_000), which in 0..HANDLERS.len()) {
        let (runtime, handler, file) = HANDLERS[which];
        quickly(file, || drop(case(runtime, handler, &[(file, &bytes)]).check()));
    }

    #[test]
    fn sources_in_packages(source in soup(200), which in 0..HANDLERS.len()) {
        let (runtime, handler, file) = HANDLERS[which];
        quickly(&source, || drop(case(runtime, handler, &[(file, &source)]).zipped(Some(0o644)).check()));
    }

    #[test]
    fn damaged_elf_files(bytes in damaged(native::elf(X86_64, Some("/lib64/ld-linux-x86-64.so.2"), &["GLIBC_2.17", "GLIBC_2.34"]))) {
        quickly("elf", || {
            let _ = elf::read(&bytes);
            drop(case("provided.al2", "x", &[("bootstrap", &bytes)]).check());
        });
    }

    #[test]
    fn damaged_class_files(bytes in damaged(native::class(65, "a/B", "java/lang/Object", Some("a/C"), &["handle", "x"]))) {
        quickly("class", || {
            let _ = java::read(&bytes);
            drop(case("java17", "a.B::handle", &[("a/B.class", &bytes)]).check());
        });
    }

    #[test]
    fn damaged_jars(bytes in damaged(native::jar(&[("a/B.class", &native::class(65, "a/B", "java/lang/Object", None, &["handle"])), ("x/y.txt", b"text")]))) {
        quickly("jar", || drop(case("java17", "a.B::handle", &[("lib/a.jar", &bytes)]).check()));
    }

    #[test]
    fn handlers_of_any_text(handler in "[\\PC]{0,40}|[a./:+$\\\\]{0,20}", file in "[a-z./]{1,12}") {
        for runtime in ["python3.13", "nodejs22.x", "ruby3.4", "java21", "dotnet8", "go1.x", "provided.al2023"] {
            quickly(&handler, || drop(case(runtime, &handler, &[(file.as_str(), "x"), ("a/a.py", ""), ("a.js", ""), ("lib/a.jar", "")]).check()));
        }
    }
}

/// What would be quadratic if it were read without a budget.
#[test]
fn hostile_sizes() {
    let many = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
    for piece in [
        "export const a=(",
        "module.exports={",
        "exports.a=(",
        "${`",
        "/*",
        "//",
        "(",
        "{",
        "`",
        "'",
        "/x",
        "export{a,",
        "exports",
        "\\",
    ] {
        let source = many(piece, 1 << 20);
        quickly(piece, || drop(case("nodejs24.x", "a.b", &[("a.js", &source)]).check()));
        quickly(piece, || drop(case("nodejs24.x", "a.b", &[("a.mjs", &source)]).check()));
    }
    for piece in ["def a(", "#", "a", "import *", "x = 1\n", "require 'json'\n", "class A <\n", " "] {
        let source = many(piece, 1 << 20);
        quickly(piece, || drop(case("python3.13", "a.b", &[("a.py", &source)]).check()));
        quickly(piece, || drop(case("ruby3.4", "a.b", &[("a.rb", &source)]).check()));
    }
    let names: Vec<String> =
        (0..20_000).map(|n| format!("{}/m{n}.cpython-312-x86_64-linux-gnu.so", "d".repeat(n % 50))).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    quickly("many modules", || drop(case("python3.13", "app.b", &files).check()));
    let deep = "a/".repeat(2_000) + "app.py";
    quickly("a deep folder", || drop(case("python3.13", "app.b", &[(deep.as_str(), "")]).check()));
    // Every need of a version points at the same one again.
    let mut looping = native::elf(ARM64, None, &["GLIBC_2.17"; 40]);
    let length = looping.len();
    for at in (64..length - 192).step_by(4) {
        looping[at] |= 1;
    }
    quickly("versions in a circle", || drop(elf::read(&looping)));
}
