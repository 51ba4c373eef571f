//! For each rule: a case that fires, one just inside, one that silences it or where it only warns.

use std::sync::Arc;

use lamctl::diagnostic::Level::{Deny, Warn};
use lamctl::function::{Deployed, Remote, Settings};
use lamctl::package::contents::ZipBytes;
use lamctl::package::{Contents, Entry, Files, Origin};
use lamctl::preflight::rule::Pass;

use super::case;
use super::native::{ARM64, X86_64, class, elf, jar};

const PY: &str = "def handler(event, context):\n    return {}\n";
const JS: &str = "exports.handler = async (event) => ({});\n";

fn deployed(change: impl FnOnce(&mut Settings)) -> Option<Option<Deployed>> {
    let mut settings = Settings::default();
    change(&mut settings);
    let configuration = Remote { settings, ..Remote::default() };
    Some(Some(Deployed { configuration, ..Deployed::default() }))
}

#[test]
fn handler_missing() {
    for (runtime, handler, file, hint) in [
        ("python3.13", "app.handler", "src/app.py", "set the handler to `src/app.handler`"),
        ("python3.13", "app.handler", "ap.py", "set the handler to `ap.handler`"),
        ("python3.13", "app.handler", "main.py", "set the handler to `main.handler`"),
        ("nodejs22.x", "index.handler", "dist/index.js", "set the handler to `dist/index.handler`"),
        ("nodejs22.x", "index.handler", "index.ts", "compile the TypeScript"),
        ("nodejs22.x", "index.handler", "Index.js", "set the handler to `Index.handler`"),
        ("ruby3.4", "app.handler", "lib/app.rb", "set the handler to `lib/app.handler`"),
        ("java21", "example.Handler::handleRequest", "target/classes/example/Handler.class", "`target/classes` itself"),
        ("dotnet8", "App::App.Function::Run", "publish/App.dll", "`publish` itself"),
        ("dotnet8", "App", "app.dll", "set the handler to `app`"),
        ("go1.x", "main", "bin/main", "`bin` itself"),
    ] {
        case(runtime, handler, &[(file, "x")]).finds("handler-missing", Deny, hint);
    }
    case("python3.13", "app.handler", &[("a/b/app.py", PY)]).finds("handler-missing", Deny, "too deep by 2 folders");
    case("python3.13", "app.handler", &[("a/app.py", PY)]).zipped(Some(0o644)).finds(
        "handler-missing",
        Deny,
        "zip what is in the folder",
    );
    case("python3.13", "app.handler", &[("app.py", PY)]).is_quiet();
    case("nodejs22.x", "index.handler", &[("index.js", JS)]).is_quiet();
}

#[test]
fn a_folder_is_loaded_before_a_module() {
    let files = [("index.mjs", "export const handler = 1;"), ("index/x.js", "")];
    case("nodejs22.x", "index.handler", &files).finds("handler-missing", Warn, "rename the folder index/");
    case("nodejs22.x", "index.handler", &[("index.js", JS), ("index/x.js", "")]).is_quiet();
    case("nodejs22.x", "index.handler", &[("index.mjs", "export const handler = 1;"), ("index/index.js", JS)])
        .is_quiet();
}

#[test]
fn handler_missing_where_something_else_may_hold_it() {
    let layer = ["arn:aws:lambda:eu-west-1:123456789012:layer:l:1"];
    case("python3.13", "datadog_lambda.handler.handler", &[("main.py", PY)]).layers(&layer).is_quiet();
    let absent = case("python3.13", "app.handler", &[("ap.py", PY)]);
    absent.clone().layers(&layer).finds("handler-missing", Warn, "a layer may hold it");
    absent.clone().layers(&[]).finds("handler-missing", Deny, "");
    absent.clone().with(|s| s.file_system_configs = Some(vec![Default::default()])).finds(
        "handler-missing",
        Warn,
        "file system",
    );
    absent.clone().variable("PYTHONPATH", "/opt/x").finds("handler-missing", Warn, "PYTHONPATH");
    absent.clone().variable("NODE_PATH", "/opt/x").finds("handler-missing", Deny, "");
    absent.clone().variable("AWS_LAMBDA_EXEC_WRAPPER", "/opt/x").finds(
        "handler-missing",
        Warn,
        "AWS_LAMBDA_EXEC_WRAPPER",
    );
    case("nodejs22.x", "index.handler", &[("a/index.js", JS)]).variable("NODE_PATH", "/x").finds(
        "handler-missing",
        Warn,
        "NODE_PATH",
    );
    case("ruby3.4", "app.handler", &[("a/app.rb", "")]).variable("GEM_PATH", "/x").finds(
        "handler-missing",
        Warn,
        "GEM_PATH",
    );
    case("nodejs22.x", "/opt/nodejs/node_modules/datadog-lambda-js/handler.handler", &[("index.js", JS)]).is_quiet();
    case("python3.13", "/mnt/efs/app.handler", &[("main.py", PY)]).is_quiet();
    absent.clone().with(|s| s.package_type = Some("Image".to_owned())).is_quiet();
}

#[test]
fn handler_missing_before_and_after_reading_what_is_deployed() {
    let absent = case("python3.13", "app.handler", &[("main.py", PY)]);
    absent.clone().deploy(None).finds("handler-missing", Warn, "a layer of the deployed function");
    absent.clone().layers(&[]).deploy(None).finds("handler-missing", Deny, "");
    let second = |case: super::Case| case.run(&[Pass::Deployed]);
    assert_eq!(second(absent.clone().deploy(deployed(|_| {})))[0].1, Deny);
    assert_eq!(second(absent.clone().deploy(Some(None)))[0].1, Deny);
    let with_layer = deployed(|s| s.layers = Some(vec!["arn:aws:lambda:eu-west-1:123456789012:layer:l:1".to_owned()]));
    assert_eq!(second(absent.clone().deploy(with_layer)), vec![]);
    let no_runtime = absent.clone().with(|s| s.runtime = None);
    assert_eq!(no_runtime.clone().deploy(None).check(), vec![]);
    let known = no_runtime.deploy(deployed(|s| s.runtime = Some("python3.13".to_owned())));
    assert_eq!(second(known)[0].0, "handler-missing");
}

#[test]
fn handler_symbol_in_python_and_ruby() {
    case("python3.13", "app.handler", &[("app.py", "def lambda_handler(e, c): pass\n")]).finds(
        "handler-symbol",
        Warn,
        "`app.lambda_handler`",
    );
    case("python3.13", "a/b.handler", &[("a/b.py", "# handler\nhandlr = 1\n")]).finds(
        "handler-symbol",
        Warn,
        "`a/b.handlr`",
    );
    case("python3.13", "app.handler", &[("app.py", "from lib import *\n")]).is_quiet();
    case("ruby3.4", "app.handler", &[("app.rb", "def lambda_handler(event:, context:)\nend\n")]).finds(
        "handler-symbol",
        Warn,
        "`app.lambda_handler`",
    );
    case(
        "ruby3.4",
        "app.A::B.run",
        &[("app.rb", "module A\nclass C\ndef self.run(event:, context:)\nend\nend\nend\n")],
    )
    .finds("handler-symbol", Warn, "A::B.run");
    case("ruby3.4", "app.handler", &[("app.rb", "require_relative 'lib'\n")]).is_quiet();
}

#[test]
fn handler_symbol_in_javascript() {
    let module = r#"{"type":"module"}"#;
    case("nodejs22.x", "index.handler", &[("index.js", "exports.handle = async () => {}")]).finds(
        "handler-symbol",
        Warn,
        "`index.handle`",
    );
    case("nodejs22.x", "index.handler", &[("index.js", "const handler = async () => {};\n")]).finds(
        "handler-symbol",
        Warn,
        "exports no `handler`",
    );
    case("nodejs22.x", "index.handler", &[("index.mjs", "export const main = 1")]).finds(
        "handler-symbol",
        Warn,
        "`index.main`",
    );
    case("nodejs22.x", "index.handler", &[("index.mjs", JS)]).finds("handler-symbol", Warn, "it is an ES module");
    case("nodejs22.x", "index.handler", &[("index.js", JS), ("package.json", module)]).finds(
        "handler-symbol",
        Warn,
        "it is an ES module",
    );
    let esm = "export const handler = async (event) => 1;\n";
    case("nodejs20.x", "index.handler", &[("index.js", esm)]).finds("handler-symbol", Warn, "loaded as CommonJS");
    case("nodejs24.x", "index.handler", &[("index.js", esm)]).is_quiet();
    case("nodejs20.x", "index.handler", &[("index.js", esm), ("package.json", module)]).is_quiet();
    let callback = "exports.handler = (event, context, callback) => callback(null, 1);";
    case("nodejs24.x", "index.handler", &[("index.js", callback)]).finds("handler-symbol", Warn, "three parameters");
    case("nodejs22.x", "index.handler", &[("index.js", callback)]).is_quiet();
    case("nodejs24.x", "index.handler", &[("index.js", "exports.handler = (event, context) => 1;")]).is_quiet();
}

#[test]
fn handler_symbol_in_classes_and_assemblies() {
    let request = "com/amazonaws/services/lambda/runtime/RequestHandler";
    let with = |interface, texts: &[&str], parent: &str| {
        case(
            "java21",
            "example.Handler::handle",
            &[("example/Handler.class", class(65, "example/Handler", parent, interface, texts))],
        )
    };
    with(None, &["other"], "java/lang/Object").finds("handler-symbol", Warn, "no method `handle`");
    with(Some(request), &["handleRequest"], "java/lang/Object").finds("handler-symbol", Warn, "no method `handle`");
    with(None, &["handle"], "java/lang/Object").is_quiet();
    with(None, &[], "example/Base").is_quiet();
    with(Some("example/Defaults"), &[], "java/lang/Object").is_quiet();
    let dll = |text: &str| [b"MZ\0\0BSJB\0", text.as_bytes()].concat();
    let files = |dll: Vec<u8>| {
        [("App.dll", dll), ("App.deps.json", b"{}".to_vec()), ("App.runtimeconfig.json", b"{}".to_vec())]
    };
    case("dotnet8", "App::App.Function::Run", &files(dll("Functions"))).is_quiet();
    case("dotnet8", "App::App.Function::Run", &files(dll("Fun"))).finds("handler-symbol", Warn, "no type App.Function");
    case("dotnet8", "App::App.Function::Run", &files(b"not an assembly".to_vec())).is_quiet();
}

#[test]
fn handler_shadowed() {
    case("python3.13", "logging.handler", &[("logging.py", PY)]).finds(
        "handler-shadowed",
        Warn,
        "imported by the runtime",
    );
    case("python3.13", "time.handler", &[("time.py", PY)]).finds("handler-shadowed", Warn, "built into");
    case("python3.13", "json/app.handler", &[("json/app.py", PY)]).finds("handler-shadowed", Warn, "`json`");
    case("python3.13", "src/logging.handler", &[("src/logging.py", PY)]).is_quiet();
    case("nodejs22.x", "json.handler", &[("json.js", JS)]).is_quiet();
}

#[test]
fn bootstrap_missing() {
    let program = elf(X86_64, None, &[]);
    case("provided.al2023", "hello", &[("out/bootstrap", &program)]).finds(
        "bootstrap-missing",
        Deny,
        "sits at out/bootstrap",
    );
    case("provided.al2", "hello", &[("hello", &program)]).finds("bootstrap-missing", Deny, "rename `hello`");
    case("provided.al2023", "hello", &[("bootstrap", &program)]).is_quiet();
    case("provided.al2", "index.php", &[("index.php", "")])
        .layers(&["arn:aws:lambda:eu-west-1:534081306603:layer:php-84:1"])
        .is_quiet();
    case("provided.al2023", "hello", &[("hello", &program)]).deploy(None).finds(
        "bootstrap-missing",
        Warn,
        "deployed function",
    );
}

#[test]
fn bootstrap_script() {
    let script = |text: &str| case("provided.al2023", "hello", &[("bootstrap", text)]);
    script("#!/bin/sh\r\necho\r\n").finds("bootstrap-script", Deny, "carriage return");
    script("#!/bin/sh\necho\r\n").is_quiet();
    script("#!/usr/bin/env python3\n").finds("bootstrap-script", Warn, "`python3`");
    script("#!/usr/bin/env bash\n").is_quiet();
    script("#!/var/task/bin/node\n").finds("bootstrap-script", Warn, "/var/task/bin/node");
    script("#!/opt/bin/php\n").finds("bootstrap-script", Warn, "/opt/bin/php");
    script("#!/opt/bin/php\n").layers(&["arn:aws:lambda:eu-west-1:1:layer:l:1"]).is_quiet();
    script("echo hello\n").finds("bootstrap-script", Warn, "does not start with `#!`");
    script("\u{feff}#!/bin/sh\n").finds("bootstrap-script", Warn, "byte order mark");
    let musl = elf(X86_64, Some("/lib/ld-musl-x86_64.so.1"), &[]);
    case("provided.al2023", "h", &[("bootstrap", musl)]).finds("bootstrap-script", Warn, "ld-musl");
    let glibc = elf(X86_64, Some("/lib64/ld-linux-x86-64.so.2"), &["GLIBC_2.2.5"]);
    case("provided.al2023", "h", &[("bootstrap", glibc)]).is_quiet();
}

#[test]
fn secret_file() {
    case("python3.13", "app.handler", &[("app.py", PY), (".env", "TOKEN=abc\n")]).finds(
        "secret-file",
        Warn,
        "`.env` holds",
    );
    case("python3.13", "app.handler", &[("app.py", PY), (".env.example", "TOKEN=abc\n")]).is_quiet();
    case("python3.13", "app.handler", &[("app.py", PY), ("certs/ca.pem", "-----BEGIN CERTIFICATE-----")]).is_quiet();
}

#[test]
fn wrong_architecture() {
    let program = |machine| case("provided.al2023", "h", &[("bootstrap", elf(machine, None, &[]))]);
    program(X86_64).architecture("arm64").finds(
        "wrong-architecture",
        Deny,
        "built for x86_64, but the function runs on arm64",
    );
    program(ARM64).finds("wrong-architecture", Deny, "architectures: [arm64]");
    program(ARM64).architecture("arm64").is_quiet();
    program(ARM64).architecture("riscv").is_quiet();
    program(3).finds("wrong-architecture", Warn, "32-bit x86");
    program(ARM64).deploy(None).finds("wrong-architecture", Warn, "unless");
    let second = |case: super::Case| case.run(&[Pass::Deployed]);
    assert_eq!(second(program(ARM64).deploy(deployed(|_| {})))[0].1, Deny);
    let arm = deployed(|s| s.architectures = Some(vec!["arm64".to_owned()]));
    assert_eq!(second(program(ARM64).deploy(arm)), vec![]);
    let mac = [&[0xcf, 0xfa, 0xed, 0xfe][..], &[0; 60]].concat();
    case("provided.al2023", "h", &[("bootstrap", &mac)]).finds("wrong-architecture", Deny, "macOS");
    case("go1.x", "main", &[("main", elf(ARM64, None, &[]))]).finds("wrong-architecture", Deny, "`main`");
    let library = |name: &str, bytes: Vec<u8>| {
        case("python3.13", "app.handler", &[("app.py", PY.as_bytes().to_vec()), (name, bytes)])
    };
    library("x/_y.so", elf(ARM64, None, &[])).finds("wrong-architecture", Warn, "1 native file (x) is built for arm64");
    library("x/_y.cpython-313-darwin.so", mac).finds("wrong-architecture", Warn, "macOS");
    library("x/_y.so", elf(X86_64, None, &[])).is_quiet();
    let files = |a: &str, b: &str| {
        let js = ("index.js".to_owned(), JS.as_bytes().to_vec());
        let files = [js, (a.to_owned(), elf(X86_64, None, &[])), (b.to_owned(), elf(ARM64, None, &[]))];
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        case("nodejs22.x", "index.handler", &files)
    };
    files(
        "node_modules/@img/sharp-linux-x64/lib/s-linux-x64.node",
        "node_modules/@img/sharp-linux-arm64/lib/s-linux-arm64.node",
    )
    .is_quiet();
    files("node_modules/a/x.node", "node_modules/b/x.node").finds("wrong-architecture", Warn, "(b)");
}

#[test]
fn glibc_version() {
    let program =
        |runtime: &str, glibc: &str| case(runtime, "h", &[("bootstrap", elf(X86_64, None, &["GLIBC_2.2.5", glibc]))]);
    program("provided.al2", "GLIBC_2.34").finds("glibc-version", Warn, "`bootstrap` needs glibc 2.34");
    program("provided.al2", "GLIBC_2.26").is_quiet();
    program("provided.al2", "GLIBC_2.27").finds("glibc-version", Warn, "2.27");
    program("provided.al2023", "GLIBC_2.34").is_quiet();
    program("provided.al2023", "GLIBC_2.35").finds("glibc-version", Warn, "2.35");
    program("provided.al2023", "GLIBC_ABI_DT_RELR").finds("glibc-version", Warn, "2.36");
    program("provided", "GLIBC_2.18").finds("glibc-version", Warn, "Amazon Linux 1");
    program("provided.al2027", "GLIBC_2.99").is_quiet();
    let library = elf(X86_64, None, &["GLIBC_2.29"]);
    case("python3.11", "app.handler", &[("app.py", PY.as_bytes()), ("x/y.so", &library)]).finds(
        "glibc-version",
        Warn,
        "needs glibc 2.29",
    );
    case("python3.12", "app.handler", &[("app.py", PY.as_bytes()), ("x/y.so", &library)]).is_quiet();
    case("python3.11", "app.handler", &[("app.py", PY.as_bytes()), ("x/y.so", &library), ("lib/libc.so.6", &library)])
        .is_quiet();
}

#[test]
fn a_program_in_a_ready_zip_is_read_too() {
    let zip = jar(&[("bootstrap", &elf(ARM64, Some("/lib/ld-musl-aarch64.so.1"), &["GLIBC_2.34"]))]);
    let mut case = case::<&str>("provided.al2", "x", &[]).architecture("arm64");
    let archive = Arc::new(ZipBytes::Memory(zip.into()));
    let entry =
        Entry { origin: Origin::Zip { archive, index: 0 }, size: 1_000, ..super::entry("bootstrap", b"", None) };
    case.files = Files { contents: Contents::new(vec![entry]), from_zip: true, ..Files::default() };
    let names: Vec<&str> = case.check().iter().map(|found| found.0).collect();
    assert_eq!(names, ["bootstrap-script", "glibc-version", "zip-modes"]);
    let found = case.with(|s| s.architectures = None).check();
    assert!(found.iter().any(|found| found.0 == "wrong-architecture" && found.1 == Deny), "{found:#?}");
}

#[test]
fn nothing_is_said_twice() {
    let native = elf(ARM64, None, &["GLIBC_2.99"]);
    let files = [("app.py", PY.as_bytes()), ("p/_c.cpython-312-x86_64-linux-gnu.so", &native)];
    let both = case("python3.13", "app.handler", &files).deploy(deployed(|_| {}));
    let names = |case: &super::Case| case.check().iter().map(|found| found.0).collect::<Vec<_>>();
    assert_eq!(names(&both), ["wrong-architecture", "python-abi"]);
    let no_handler = both.with(|s| s.handler = None);
    assert_eq!(names(&no_handler), ["wrong-architecture", "python-abi"]);
    // Only what is deployed says the runtime: everything is looked at then.
    let remote = deployed(|s| {
        s.runtime = Some("python3.13".to_owned());
        s.handler = Some("ap.handler".to_owned());
    });
    let unknown = no_handler.with(|s| s.runtime = None).deploy(remote);
    assert_eq!(names(&unknown), ["handler-missing", "wrong-architecture", "python-abi"]);
}

#[test]
fn python_abi() {
    let native = elf(X86_64, None, &[]);
    let with = |names: &[&str]| {
        let mut files: Vec<(&str, &[u8])> = vec![("app.py", PY.as_bytes())];
        files.extend(names.iter().map(|name| (*name, native.as_slice())));
        case("python3.13", "app.handler", &files)
    };
    with(&["p/_c.cpython-312-x86_64-linux-gnu.so"]).finds("python-abi", Warn, "cpython-312");
    with(&["p/_c.cpython-313t-x86_64-linux-gnu.so"]).finds("python-abi", Warn, "cpython-313t");
    with(&["p/_c.cpython-313-x86_64-linux-musl.so"]).finds("python-abi", Warn, "musl");
    with(&["p/_c.cpython-313-x86_64-linux-gnu.so"]).is_quiet();
    with(&["p/_c.cpython-312-x86_64-linux-gnu.so", "p/_c.cpython-313-x86_64-linux-gnu.so"]).is_quiet();
    with(&["p/_c.cpython-312-x86_64-linux-gnu.so", "p/_c.abi3.so"]).is_quiet();
    with(&["p/_c.cpython-312-x86_64-linux-gnu.so", "p/_c.py"]).is_quiet();
    with(&["p/_c.abi3.so", "p/_d.so"]).is_quiet();
}

#[test]
fn java_class_version() {
    let file = |major| class(major, "example/Handler", "java/lang/Object", None, &["handle"]);
    let root =
        |runtime: &str, major| case(runtime, "example.Handler::handle", &[("example/Handler.class", file(major))]);
    root("java17", 65).finds("java-class-version", Deny, "compiled for Java 21");
    root("java17", 61).is_quiet();
    root("java8.al2", 53).finds("java-class-version", Deny, "--release 8");
    root("java25", 69).is_quiet();
    let jarred = |major| {
        jar(&[
            ("example/Handler.class", &file(major)),
            ("module-info.class", &file(99)),
            ("META-INF/versions/25/X.class", &file(99)),
        ])
    };
    case("java17", "example.Handler::handle", &[("lib/app.jar", jarred(65))]).finds(
        "java-class-version",
        Deny,
        "Java 21",
    );
    case("java17", "example.Handler::handle", &[("lib/app.jar", jarred(61))]).is_quiet();
    let other = jar(&[("other/C.class", &file(65))]);
    case("java17", "example.Handler::handle", &[("example/Handler.class", file(61)), ("lib/o.jar", other)]).finds(
        "java-class-version",
        Warn,
        "lib/o.jar holds",
    );
    case("java21", "example.Handler::handle", &[("app.jar", jarred(61))]).finds(
        "handler-missing",
        Warn,
        "put app.jar into lib/",
    );
    case("java21", "example.Handler::handle", &[("lib/app.jar", b"damaged")]).finds("handler-missing", Warn, "");
}

#[test]
fn dotnet_files() {
    let config = r#"{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}"#;
    let with = |names: &[&str]| {
        let mut files = vec![("App.dll", "MZ")];
        files.extend(names.iter().map(|name| (*name, config)));
        case("dotnet8", "App::App.Function::Run", &files)
    };
    with(&["App.deps.json", "App.runtimeconfig.json"]).is_quiet();
    with(&["Other.deps.json", "Other.runtimeconfig.json"]).is_quiet();
    with(&["App.runtimeconfig.json"]).finds("dotnet-files", Deny, "App.deps.json");
    with(&["App.deps.json"]).finds("dotnet-files", Deny, "App.runtimeconfig.json");
    with(&["App.deps.json", "A.runtimeconfig.json", "B.runtimeconfig.json"]).finds("dotnet-files", Warn, "2 others");
    let files = [("App.dll", "MZ"), ("App.deps.json", "{}"), ("App.runtimeconfig.json", config)];
    case("dotnet10", "App::App.Function::Run", &files).finds("dotnet-files", Warn, ".NET 8.0");
    case("dotnet8", "App", &files[..1]).is_quiet();
}

#[test]
fn zip_modes() {
    case("python3.13", "app.handler", &[("app.py", PY)]).zipped(Some(0o600)).finds("zip-modes", Warn, "not readable");
    case("python3.13", "app.handler", &[("app.py", PY)]).zipped(Some(0o644)).is_quiet();
    case("python3.13", "app.handler", &[("app.py", PY)]).zipped(None).is_quiet();
    let program = || case("provided.al2023", "h", &[("bootstrap", elf(X86_64, None, &[]))]);
    program().zipped(Some(0o644)).finds("zip-modes", Warn, "no execute bit");
    program().zipped(None).finds("zip-modes", Warn, "no permission bits");
    program().zipped(Some(0o755)).is_quiet();
}
