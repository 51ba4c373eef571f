//! The cases of the rules that look at files, and what they are made of.

use std::os::unix::ffi::OsStrExt;

use super::rules::{PY, Rule, app, files, holds};
use crate::inspect::native::{ARM64, X86_64, class, elf};
use crate::support::Place;

/// A zip of `app.py` and as many zero bytes as make it this long.
pub fn zip_of(bytes: usize) -> Vec<u8> {
    let make = |pad: usize| zip(&[("app.py", 0o644, PY.as_bytes()), ("pad", 0o644, &vec![0; pad])]);
    make(bytes - make(0).len())
}

/// An uncompressed zip of these files with these modes.
fn zip(files: &[(&str, u32, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, mode, bytes) in files {
        let options = zip::write::SimpleFileOptions::DEFAULT
            .compression_method(zip::CompressionMethod::Stored)
            .unix_permissions(*mode);
        zip.start_file(*name, options).expect("to memory");
        std::io::Write::write_all(&mut zip, bytes).expect("to memory");
    }
    zip.finish().expect("to memory").into_inner()
}

/// A file of zero bytes that takes no room.
pub fn hollow(place: &Place, name: &str, bytes: u64) {
    place.write(name, "");
    let file = std::fs::File::options().write(true).open(place.path().join(name)).expect("it is there");
    file.set_len(bytes).expect("it grows");
}

pub fn packages() -> Vec<Rule> {
    let zipped = "code: { zip_file: a.zip }";
    let dir = |name: &str| format!("code: {{ dir: {name} }}");
    let os_only = "runtime: provided.al2023\nhandler: hello";
    let staged = "code: { dir: src, upload: { s3_bucket: bucket } }";
    let java = "runtime: java17\nhandler: 'a.B::handle'";
    let dotnet = "runtime: dotnet10\nhandler: 'App::App.Function::Handle'";
    const CONFIG: &str = r#"{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}"#;
    const MODULE: &str = "src/x.cpython-313-x86_64-linux-gnu.so";
    vec![
        files("source-missing", "deny", (dir("nowhere"), app), (dir("src"), app)),
        holds(
            "source-empty",
            "deny",
            "",
            |place| std::fs::create_dir(place.path().join("src")).expect("a folder"),
            app,
        ),
        holds(
            "path-name",
            "deny",
            "",
            |place| {
                app(place);
                let name = std::ffi::OsStr::from_bytes(b"src/\xff.txt");
                std::fs::write(place.path().join(name), "x").expect("any bytes are a name");
            },
            |place| _ = place.write("src/app.py", PY).write("src/é.txt", "x"),
        ),
        holds(
            "symlink-outside",
            "warn",
            "",
            |place| {
                app(place);
                place.write("shared/x.py", "");
                std::os::unix::fs::symlink("../shared/x.py", place.path().join("src/x.py")).expect("a link");
            },
            |place| {
                app(place);
                std::os::unix::fs::symlink("app.py", place.path().join("src/x.py")).expect("a link");
            },
        ),
        holds(
            "secret-file",
            "warn",
            "",
            |place| _ = place.write("src/app.py", PY).write("src/.env", "A=1"),
            |place| _ = place.write("src/app.py", PY).write("src/.env.example", "A=1"),
        ),
        holds(
            "unzipped-size",
            "deny",
            staged,
            |place| {
                app(place);
                hollow(place, "src/large", 262_144_001 - PY.len() as u64);
            },
            |place| {
                app(place);
                // From here on, 90 %, it warns.
                hollow(place, "src/large", 235_929_599 - PY.len() as u64);
            },
        ),
        holds(
            "zip-size",
            "deny",
            zipped,
            |place| _ = place.write("a.zip", zip_of(52_428_801)),
            |place| _ = place.write("a.zip", zip_of(52_428_800)),
        ),
        holds(
            "zip-unusable",
            "deny",
            zipped,
            |place| _ = place.write("a.zip", &zip_of(9_000)[..8_999]),
            |place| _ = place.write("a.zip", zip_of(9_000)),
        ),
        holds(
            "zip-modes",
            "warn",
            zipped,
            |place| _ = place.write("a.zip", zip(&[("app.py", 0o640, PY.as_bytes())])),
            |place| _ = place.write("a.zip", zip(&[("app.py", 0o604, PY.as_bytes())])),
        ),
        holds("handler-missing", "deny", "", |place| _ = place.write("src/main.py", PY), app),
        holds(
            "handler-symbol",
            "warn",
            "",
            |place| _ = place.write("src/app.py", "def lambda_handler(event, context):\n    pass\n"),
            app,
        ),
        files(
            "handler-shadowed",
            "warn",
            ("handler: logging.main".into(), |place| _ = place.write("src/logging.py", "def main(e, c): pass")),
            ("handler: loggings.main".into(), |place| _ = place.write("src/loggings.py", "def main(e, c): pass")),
        ),
        holds(
            "bootstrap-missing",
            "deny",
            os_only,
            |place| _ = place.write("src/bin/bootstrap", "#!/bin/sh\n"),
            |place| _ = place.write("src/bootstrap", "#!/bin/sh\n"),
        ),
        holds(
            "bootstrap-script",
            "deny",
            os_only,
            |place| _ = place.write("src/bootstrap", "#!/bin/sh\r\n"),
            |place| _ = place.write("src/bootstrap", "#!/bin/sh\n\r\n"),
        ),
        holds(
            "wrong-architecture",
            "deny",
            os_only,
            |place| _ = place.write("src/bootstrap", elf(ARM64, None, &[])),
            |place| _ = place.write("src/bootstrap", elf(X86_64, None, &[])),
        ),
        holds(
            "glibc-version",
            "warn",
            "",
            |place| _ = place.write("src/app.py", PY).write(MODULE, elf(X86_64, None, &["GLIBC_2.35"])),
            |place| _ = place.write("src/app.py", PY).write(MODULE, elf(X86_64, None, &["GLIBC_2.34"])),
        ),
        files(
            "python-abi",
            "warn",
            ("runtime: python3.14".into(), |place| {
                _ = place.write("src/app.py", PY).write(MODULE, elf(X86_64, None, &[]));
            }),
            ("runtime: python3.13".into(), |place| {
                _ = place.write("src/app.py", PY).write(MODULE, elf(X86_64, None, &[]));
            }),
        ),
        holds(
            "java-class-version",
            "deny",
            java,
            |place| _ = place.write("src/a/B.class", class(62, "a/B", "java/lang/Object", None, &["handle"])),
            |place| _ = place.write("src/a/B.class", class(61, "a/B", "java/lang/Object", None, &["handle"])),
        ),
        holds(
            "dotnet-files",
            "deny",
            dotnet,
            |place| _ = place.write("src/App.dll", "MZ").write("src/App.deps.json", "{}"),
            |place| {
                place.write("src/App.dll", "MZ").write("src/App.deps.json", "{}");
                place.write("src/App.runtimeconfig.json", CONFIG);
            },
        ),
    ]
}
