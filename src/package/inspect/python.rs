//! Where the Python runtimes look for a handler, by the import system's own order.
//!
//! The runtime splits the handler at its last dot, turns `/` in front of it into dots and imports that:
//! each part is first a package (a folder with `__init__`), then a module (extension module, `.py`,
//! `.pyc`), then a namespace package (a folder without `__init__`).

use super::Lookup;
use super::near::files_in;
use super::text;
use crate::package::{Contents, EntryKind};

/// The module's parts and the function's name; `None` where the handler is not of the runtime's form or
/// leads out of the package.
pub fn split(handler: &str) -> Option<(Vec<String>, &str)> {
    let (module, function) = handler.rsplit_once('.')?;
    if function.is_empty() {
        return None;
    }
    let parts: Vec<String> = module.replace('/', ".").split('.').map(str::to_owned).collect();
    (parts.len() <= 64 && !parts.iter().any(String::is_empty)).then_some((parts, function))
}

/// Looks for the handler's module.
pub fn lookup(contents: &Contents, handler: &str) -> Lookup {
    let Some((parts, _)) = split(handler) else { return Lookup::Unknown };
    let mut folder = String::new();
    let mut sure = true;
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let path = if folder.is_empty() { part.clone() } else { format!("{folder}/{part}") };
        if contents.get(&path).is_some_and(|e| matches!(e.kind, EntryKind::Link(_))) {
            return Lookup::Unknown;
        }
        let package = module_file(contents, &path, "__init__");
        let module = package.is_none().then(|| module_file(contents, &folder, part)).flatten();
        match (package, module) {
            (Some(file), _) | (None, Some(file)) if last => return Lookup::Found(file),
            (Some(file), _) => sure &= plain(contents, &file),
            // A module is no package, unless it says itself where its parts are.
            (None, Some(file)) => return missing(&parts, sure && plain(contents, &file)),
            (None, None) if at == 0 && STANDARD.binary_search(&part.as_str()).is_ok() => {
                return if contents.has_folder(&path) || !last { Lookup::Unknown } else { missing(&parts, false) };
            }
            // A namespace package holds no functions of its own.
            (None, None) if last || !contents.has_folder(&path) => return missing(&parts, sure),
            (None, None) => {}
        }
        folder = path;
    }
    Lookup::Unknown
}

fn missing(parts: &[String], sure: bool) -> Lookup {
    let path = parts.join("/");
    Lookup::Missing { wanted: vec![format!("{path}.py"), format!("{path}/__init__.py")], sure }
}

/// The file that importing `stem` from `folder` loads. Which Python an extension module is made for is
/// another rule's question.
fn module_file(contents: &Contents, folder: &str, stem: &str) -> Option<String> {
    let path = if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") };
    let extension = || {
        files_in(contents, folder).find(|name| {
            name.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".so"))
        })
    };
    let exact = |suffix: &str| {
        let name = format!("{path}{suffix}");
        contents.get(&name).is_some().then_some(name)
    };
    exact(".so").or_else(|| exact(".py")).or_else(|| exact(".pyc")).or_else(|| extension().map(str::to_owned))
}

/// Whether a package's or module's source leaves the import system alone, as far as can be seen.
fn plain(contents: &Contents, file: &str) -> bool {
    if !file.ends_with(".py") {
        return false;
    }
    let Some(text) = text::source(contents, file) else { return false };
    !["__path__", "modules", "meta_path", "path_hooks", "pkgutil", "pkg_resources", "exec", "eval", "__import__"]
        .iter()
        .any(|word| text::has_word(&text, word))
}

/// Whether the source can define no such name: it occurs nowhere, and nothing in the source brings in names
/// from elsewhere. Only comments that fill their line are left out, so no scan can go wrong.
pub fn lacks(source: &str, name: &str) -> bool {
    if source.contains('\0') {
        return false;
    }
    let mut lines = source.lines().map(str::trim_start).filter(|line| !line.starts_with('#'));
    !lines.any(|line| {
        text::has_word(line, name)
            || (line.contains("import") && line.contains('*'))
            || DYNAMIC.iter().any(|word| text::has_word(line, word))
    })
}

/// With one of these in it, a source may hold names that are not written there.
const DYNAMIC: &[&str] = &[
    "__getattr__",
    "__getattribute__",
    "globals",
    "setattr",
    "exec",
    "eval",
    "locals",
    "vars",
    "__import__",
    "modules",
    "__dict__",
    "__class__",
    "importlib",
    "runpy",
    "f_globals",
    "_getframe",
    "currentframe",
    "__pyarmor__",
    "pyarmor_runtime",
    "pytransform",
    "__path__",
    "meta_path",
    "execfile",
    "execute",
    "compile",
];

/// The functions and names that a source defines at the top level, for "did you mean".
pub fn definitions(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| {
            let rest = line.strip_prefix("async ").unwrap_or(line).trim_start();
            let defined = line.starts_with(|c: char| !c.is_whitespace()).then_some(rest)?;
            let (name, _) = match defined.strip_prefix("def ") {
                Some(rest) => rest.split_once('(')?,
                None => defined.split_once(" = ")?,
            };
            let name = name.trim();
            name.chars().all(|c| c.is_alphanumeric() || c == '_').then(|| name.to_owned())
        })
        .take(500)
        .collect()
}

/// Whether a handler in this top-level module is looked up in a module that the runtime holds already.
pub fn is_imported_before(module: &str) -> bool {
    BUILT_IN.binary_search(&module).is_ok() || IMPORTED.binary_search(&module).is_ok()
}

/// Whether it is compiled into the interpreter: the runtime refuses a handler in it.
pub fn is_built_in(module: &str) -> bool {
    BUILT_IN.binary_search(&module).is_ok()
}

/// Compiled into CPython on every platform (`sys.builtin_module_names`, 3.8 to 3.14), sorted.
const BUILT_IN: &[&str] =
    &["atexit", "builtins", "errno", "faulthandler", "gc", "itertools", "marshal", "posix", "pwd", "sys", "time"];

/// Imported by the runtime before the handler is, for certain: what its interface client imports by name,
/// and what `logging` has imported since Python 3.8; sorted.
const IMPORTED: &[&str] = &[
    "abc",
    "codecs",
    "collections",
    "enum",
    "functools",
    "importlib",
    "io",
    "json",
    "keyword",
    "logging",
    "operator",
    "os",
    "re",
    "reprlib",
    "stat",
    "string",
    "threading",
    "traceback",
    "types",
    "warnings",
    "weakref",
];

/// Top-level modules that the runtimes bring: the standard library (3.8 to 3.14) and the image's own, sorted.
#[rustfmt::skip]
const STANDARD: &[&str] = &[
    "abc", "aifc", "annotationlib", "argparse", "array", "ast", "asynchat", "asyncio", "asyncore", "atexit",
    "audioop", "awslambdaric", "awslambdaricmain", "base64", "bdb", "binascii", "bisect", "bootstrap", "boto3",
    "botocore", "builtins", "bz2", "cProfile", "calendar", "cgi", "cgitb", "chunk", "cmath", "cmd", "code",
    "codecs", "codeop", "collections", "colorsys", "compileall", "compression", "concurrent", "configparser",
    "contextlib", "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes", "curses", "dataclasses", "datetime",
    "dateutil", "dbm", "decimal", "difflib", "dis", "distutils", "doctest", "email", "encodings", "ensurepip",
    "enum", "errno", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions", "ftplib",
    "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob", "graphlib", "grp", "gzip", "hashlib",
    "heapq", "hmac", "html", "http", "imaplib", "imghdr", "imp", "importlib", "inspect", "io", "ipaddress",
    "itertools", "jmespath", "json", "keyword", "lambda_internal", "lib2to3", "linecache", "locale", "logging",
    "lzma", "mailbox", "mailcap", "marshal", "math", "mimetypes", "mmap", "modulefinder", "multiprocessing",
    "netrc", "nntplib", "numbers", "opcode", "operator", "optparse", "os", "pathlib", "pdb", "pickle",
    "pickletools", "pip", "pipes", "pkg_resources", "pkgutil", "platform", "plistlib", "poplib", "posix",
    "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pydoc_data",
    "pyexpat", "queue", "quopri", "random", "re", "readline", "reprlib", "resource", "rlcompleter", "runpy",
    "runtime_client", "s3transfer", "sched", "secrets", "select", "selectors", "setuptools", "shelve", "shlex",
    "shutil", "signal", "simplejson", "site", "six", "smtpd", "smtplib", "snapshot_restore_py", "sndhdr", "socket",
    "socketserver", "spwd", "sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl", "stat", "statistics",
    "string", "stringprep", "struct", "subprocess", "sunau", "symtable", "sys", "sysconfig", "syslog", "tabnanny",
    "tarfile", "telnetlib", "tempfile", "termios", "textwrap", "threading", "time", "timeit", "tkinter", "token",
    "tokenize", "tomllib", "trace", "traceback", "tracemalloc", "tty", "turtle", "types", "typing", "unicodedata",
    "unittest", "urllib", "urllib3", "uu", "uuid", "venv", "warnings", "wave", "weakref", "webbrowser", "wsgiref",
    "xdrlib", "xml", "xmlrpc", "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::inspect::testing::package;

    fn find(names: &[&str], handler: &str) -> Lookup {
        let files: Vec<(&str, &str)> = names.iter().map(|n| (*n, "")).collect();
        lookup(&package(&files), handler)
    }

    fn found(name: &str) -> Lookup {
        Lookup::Found(name.to_owned())
    }

    #[test]
    fn tables_are_sorted() {
        assert!(BUILT_IN.is_sorted() && IMPORTED.is_sorted() && STANDARD.is_sorted());
    }

    #[test]
    fn follows_the_import_order() {
        assert_eq!(find(&["app.py"], "app.handler"), found("app.py"));
        assert_eq!(find(&["app.py", "app/__init__.py"], "app.handler"), found("app/__init__.py"));
        assert_eq!(find(&["app.py", "app/data.txt"], "app.handler"), found("app.py"));
        assert_eq!(find(&["src/app.py"], "src/app.handler"), found("src/app.py"));
        assert_eq!(find(&["src/app.py"], "src.app.handler"), found("src/app.py"));
        assert_eq!(find(&["src/__init__.py", "src/app.py"], "src.app.handler"), found("src/app.py"));
        assert_eq!(find(&["app.pyc"], "app.handler"), found("app.pyc"));
        let so = "app.cpython-313-x86_64-linux-gnu.so";
        assert_eq!(find(&[so], "app.handler"), found(so));
        assert_eq!(find(&["a/b/__init__.abi3.so"], "a.b.handler"), found("a/b/__init__.abi3.so"));
    }

    #[test]
    fn absence_is_sure_or_not_said() {
        assert!(lacks("import json\n# handler\ndef main(event, context):\n    return 1\n", "handler"));
        for holds in [
            "def handler(event, context): pass",
            "handler = make()",
            "from .lib import handler",
            "from .lib import x as handler",
            "from .lib import *",
            "from lib import (\n  handler,\n)",
            "globals()['hand' + 'ler'] = 1",
            "def __getattr__(name): return 1",
            "setattr(m, n, 1)",
            "class A:\n    def handler(self): pass",
            "exec(open('x').read())",
            "a, handler = 1, 2",
            "with x as handler: pass",
            "sys.modules[__name__] = X()",
        ] {
            assert!(!lacks(holds, "handler"), "{holds}");
        }
        assert_eq!(definitions("def a(x):\n  def b(): pass\nasync def c(): pass\nd = 1\n"), ["a", "c", "d"]);
    }

    #[test]
    fn misses() {
        let missing = |names: &[&str], handler: &str| match find(names, handler) {
            Lookup::Missing { sure, .. } => Some(sure),
            _ => None,
        };
        assert_eq!(missing(&["main.py"], "app.handler"), Some(true));
        assert_eq!(missing(&["app/x.py"], "app.handler"), Some(true));
        assert_eq!(missing(&["a.py", "a/b.py"], "a.b.handler"), Some(true));
        assert_eq!(missing(&["app.py"], "code.handler"), Some(false));
        assert_eq!(missing(&["app.py"], "/opt/app.handler"), None);
        assert_eq!(missing(&["app.py"], "handler"), None);
        let dynamic = package(&[("a/__init__.py", "__path__ = ['elsewhere']")]);
        assert!(matches!(lookup(&dynamic, "a.b.handler"), Lookup::Missing { sure: false, .. }));
    }
}
