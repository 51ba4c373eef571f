//! The look-up of handlers against those who do it: CPython's import system, and the loader of the Node.js
//! runtime itself, on thousands of small trees of files.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it cannot go on")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use lamctl::package::inspect::{Lookup, node, python};
use lamctl::package::{Contents, Entry, EntryKind, Origin};
use serde_json::{Value, json};

use crate::support::skip;

/// Trees of each language.
const TREES: usize = 1_500;

/// A tree of files, and a handler to look for in it.
struct Tree {
    files: Vec<&'static str>,
    handler: &'static str,
}

/// Trees of a few files of the pool each, always the same ones. A name that another needs as a folder is out.
fn trees(pool: &[&'static str], handlers: &[&'static str]) -> Vec<Tree> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    (0..TREES)
        .map(|_| {
            let mut files: Vec<&str> = Vec::new();
            for _ in 0..next(5) {
                let file = pool[next(pool.len())];
                let clash = |other: &&str| {
                    *other == file || other.starts_with(&format!("{file}/")) || file.starts_with(&format!("{other}/"))
                };
                if !files.iter().any(clash) {
                    files.push(file);
                }
            }
            Tree { files, handler: handlers[next(handlers.len())] }
        })
        .collect()
}

/// Writes the trees and asks the oracle: for each the file that was loaded, null for none, or false where it
/// was found but not loaded (by this version of the language).
fn ask(trees: &[Tree], text: fn(&str) -> &'static str, command: &mut Command) -> Option<Vec<Value>> {
    let folder = tempfile::tempdir().unwrap();
    let mut cases = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        let root = folder.path().join(at.to_string());
        std::fs::create_dir(&root).unwrap();
        for file in &tree.files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text(file)).unwrap();
        }
        cases.push(json!([root.canonicalize().unwrap(), tree.handler]));
    }
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            skip(&format!("no oracle: {command:?}: {error}"));
            return None;
        }
    };
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&cases).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().last().unwrap_or_default();
    match serde_json::from_str::<Vec<Value>>(last) {
        Ok(answers) if answers.len() == trees.len() => Some(answers),
        _ => panic!("the oracle failed: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

fn contents(tree: &Tree, text: fn(&str) -> &'static str) -> Contents {
    let entry = |name: &&str| Entry {
        name: (*name).to_owned(),
        kind: EntryKind::File,
        size: text(name).len() as u64,
        mode: Some(0o644),
        origin: Origin::Memory(text(name).as_bytes().into()),
    };
    Contents::new(tree.files.iter().map(entry).collect())
}

/// What is found must be what is loaded, what is surely missing must not load, and what does not load must
/// not be found. Returns how many of each there were.
fn compare(trees: &[Tree], answers: &[Value], text: fn(&str) -> &'static str, look: fn(&Contents, &str) -> Lookup) {
    let (mut found, mut missing, mut open) = (0, 0, 0);
    for (tree, answer) in trees.iter().zip(answers) {
        let looked = look(&contents(tree, text), tree.handler);
        let about = || format!("{} in {:?}: the runtime says {answer}, lamctl {looked:?}", tree.handler, tree.files);
        if answer == &json!(false) {
            continue;
        }
        match (&looked, answer.as_str()) {
            (Lookup::Found(file), Some(loaded)) => {
                assert_eq!(file, loaded, "{}", about());
                found += 1;
            }
            (Lookup::Found(_), None) => panic!("{}", about()),
            (Lookup::Missing { sure: true, .. }, None) => missing += 1,
            (Lookup::Missing { sure: true, .. }, Some(_)) => panic!("{}", about()),
            (Lookup::Missing { sure: false, .. } | Lookup::Unknown, _) => open += 1,
        }
    }
    assert!(found > TREES / 10 && missing > TREES / 10 && open < TREES / 5, "{found} {missing} {open}");
}

const PYTHON: &str = r#"
import importlib, json, os, sys
sys.dont_write_bytecode = True
def load(root, handler):
    sys.path.insert(0, root)
    name, function = handler.rsplit(".", 1)
    try:
        module = importlib.import_module(name.replace("/", "."))
    except ImportError:
        return None
    if not hasattr(module, function):
        return None
    return os.path.relpath(module.__file__, root)
answers = []
for root, handler in json.load(sys.stdin):
    receive, send = os.pipe()
    if os.fork() == 0:
        os.write(send, json.dumps(load(root, handler)).encode())
        os._exit(0)
    os.close(send)
    answers.append(json.loads(os.read(receive, 4096)))
    os.close(receive)
    os.wait()
print(json.dumps(answers))
"#;

#[test]
fn python_finds_what_cpython_imports() {
    let pool = [
        "app.py",
        "app/__init__.py",
        "app/x.txt",
        "app/main.py",
        "App.py",
        "app.txt",
        "pkg/app.py",
        "pkg/__init__.py",
        "pkg.py",
        "pkg/app/__init__.py",
        "pkg/app/x.txt",
        "pkg/sub/app.py",
        "pkg/sub/__init__.py",
        "pkg/sub.py",
        "x/app.py",
    ];
    let handlers = [
        "app.handler",
        "pkg/app.handler",
        "pkg.app.handler",
        "pkg/sub/app.handler",
        "pkg.sub.app.handler",
        "pkg.handler",
    ];
    let text: fn(&str) -> &'static str = |_| "def handler(event, context):\n    return 1\n";
    let trees = trees(&pool, &handlers);
    let Some(answers) = ask(&trees, text, Command::new("python3").args(["-c", PYTHON])) else { return };
    compare(&trees, &answers, text, python::lookup);
}

const NODE: &str = r#"
import fs from 'node:fs';
import path from 'node:path';
const folder = process.argv[1];
const bundle = fs.readFileSync(path.join(folder, 'node_modules/aws-lambda-ric/dist/index.mjs'), 'utf8');
const opened = path.join(folder, 'loader.mjs');
fs.writeFileSync(opened, bundle.replace(/export \{\s*run\s*\};?/, 'export { require_UserFunction };'));
const { load } = (await import(opened)).require_UserFunction();
const answers = [];
for (const [root, handler] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  process.chdir(root);
  globalThis.loaded = undefined;
  let missing = false;
  try { await load(root, handler); } catch (e) { missing = `${e.name}`.includes('ImportModuleError'); }
  answers.push(globalThis.loaded ?? (missing ? null : false));
}
console.log(JSON.stringify(answers));
"#;

/// What each file of the pool says: scripts tell who they are, in either module system.
fn script(name: &str) -> &'static str {
    match name {
        "package.json" => r#"{ "type": "module" }"#,
        "index/package.json" | "src/index/package.json" => r#"{ "main": "x.js" }"#,
        "index.js" => "globalThis.loaded = 'index.js';",
        "index.mjs" => "globalThis.loaded = 'index.mjs';",
        "index.cjs" => "globalThis.loaded = 'index.cjs';",
        "index/index.js" => "globalThis.loaded = 'index/index.js';",
        "index/index.mjs" => "globalThis.loaded = 'index/index.mjs';",
        "index/x.js" => "globalThis.loaded = 'index/x.js';",
        "src/index.js" => "globalThis.loaded = 'src/index.js';",
        "src/index.mjs" => "globalThis.loaded = 'src/index.mjs';",
        "src/index.cjs" => "globalThis.loaded = 'src/index.cjs';",
        "src/index/index.js" => "globalThis.loaded = 'src/index/index.js';",
        "src/index/x.js" => "globalThis.loaded = 'src/index/x.js';",
        "node_modules/index/index.js" => "globalThis.loaded = 'node_modules/index/index.js';",
        "src/node_modules/index/index.js" => "globalThis.loaded = 'src/node_modules/index/index.js';",
        _ => "",
    }
}

#[test]
fn node_finds_what_the_runtime_loads() {
    let pool: [&str; 19] = [
        "index.js",
        "index.mjs",
        "index.cjs",
        "index/index.js",
        "index/index.mjs",
        "index/package.json",
        "index/x.js",
        "src/index.js",
        "src/index.mjs",
        "src/index.cjs",
        "src/index/index.js",
        "src/index/x.js",
        "src/index/package.json",
        "node_modules/index/index.js",
        "src/node_modules/index/index.js",
        "index.ts",
        "package.json",
        "lib/index.js",
        "Index.js",
    ];
    let handlers = ["index.handler", "src/index.handler", "./index.handler", "index.a.b"];
    let Some(folder) = crate::real::installed("npm-ric", "aws-lambda-ric@3.3.0", |folder: &Path| {
        std::fs::write(folder.join("package.json"), "{ \"private\": true }\n").ok()?;
        let mut command = Command::new("npm");
        command.current_dir(folder);
        command.args([
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--loglevel=error",
            "aws-lambda-ric@3.3.0",
        ]);
        Some(command)
    }) else {
        return;
    };
    let trees = trees(&pool, &handlers);
    let mut command = Command::new("node");
    command.args(["--input-type=module", "-e", NODE]).arg(&folder);
    let Some(answers) = ask(&trees, script, &mut command) else { return };
    compare(&trees, &answers, script, node::lookup);
}
