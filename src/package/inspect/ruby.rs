//! Where the Ruby runtimes look for a handler, and what its source defines.
//!
//! The runtime splits the handler at its dots into file and method, or file, class and method, and requires
//! the file.

use super::{Lookup, text};
use crate::package::{Contents, EntryKind};

/// File, class and method; `None` where the handler is not of the runtime's form.
pub fn split(handler: &str) -> Option<(&str, Option<&str>, &str)> {
    let parts: Vec<&str> = handler.split('.').collect();
    match parts.as_slice() {
        [file, method] if !file.is_empty() && !method.is_empty() => Some((file, None, method)),
        [file, class, method] if !file.is_empty() && !class.is_empty() && !method.is_empty() => {
            Some((file, Some(class), method))
        }
        _ => None,
    }
}

/// Looks for the file that the runtime would require.
pub fn lookup(contents: &Contents, handler: &str) -> Lookup {
    let Some((file, _, _)) = split(handler) else { return Lookup::Unknown };
    if file.starts_with(['/', '~']) || file.split('/').any(str::is_empty) {
        return Lookup::Unknown;
    }
    let linked = file
        .match_indices('/')
        .any(|(at, _)| contents.get(&file[..at]).is_some_and(|e| matches!(e.kind, EntryKind::Link(_))));
    if linked {
        return Lookup::Unknown;
    }
    for extension in ["rb", "so"] {
        let name = format!("{file}.{extension}");
        if contents.get(&name).is_some() {
            return Lookup::Found(name);
        }
    }
    // Bundled gems are on the load path.
    let in_gem = format!("/lib/{file}.rb");
    if contents.entries().iter().any(|e| e.name.ends_with(&in_gem) && e.name.contains("gems/")) {
        return Lookup::Unknown;
    }
    let top = file.split('/').next().unwrap_or(file);
    let sure = STANDARD.binary_search(&top).is_err() && !top.starts_with("aws-sdk");
    Lookup::Missing { wanted: vec![format!("{file}.rb")], sure }
}

/// What the runtime's Ruby can require besides the package; sorted.
const STANDARD: &[&str] = &[
    "English",
    "base64",
    "benchmark",
    "bigdecimal",
    "bundler",
    "cgi",
    "csv",
    "date",
    "delegate",
    "digest",
    "drb",
    "erb",
    "etc",
    "fiddle",
    "fileutils",
    "find",
    "forwardable",
    "io",
    "ipaddr",
    "irb",
    "json",
    "lambda",
    "logger",
    "matrix",
    "minitest",
    "monitor",
    "net",
    "nkf",
    "observer",
    "open-uri",
    "open3",
    "openssl",
    "optparse",
    "ostruct",
    "pp",
    "prime",
    "pstore",
    "psych",
    "racc",
    "rake",
    "rbconfig",
    "rdoc",
    "readline",
    "reline",
    "ripper",
    "rubygems",
    "securerandom",
    "set",
    "shellwords",
    "singleton",
    "socket",
    "stringio",
    "strscan",
    "tempfile",
    "test",
    "time",
    "timeout",
    "tmpdir",
    "tsort",
    "un",
    "uri",
    "weakref",
    "webrick",
    "yaml",
    "zlib",
];

/// Whether the source can hold no method of the handler's name: the name occurs nowhere, and nothing in it
/// brings in names from elsewhere.
pub fn lacks(source: &str, class: Option<&str>, method: &str) -> bool {
    let code: String = source
        .lines()
        .take_while(|line| *line != "__END__")
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| [line, "\n"])
        .collect();
    let dynamic = [
        "require_relative",
        "load",
        "autoload",
        "include",
        "extend",
        "prepend",
        "method_missing",
        "eval",
        "instance_eval",
        "class_eval",
        "module_eval",
        "send",
        "define_method",
        "define_singleton_method",
        "const_missing",
        "alias_method",
        "delegate",
        "def_delegator",
        "def_delegators",
        "public_send",
        "class_exec",
        "Object",
    ];
    if dynamic.iter().any(|word| text::has_word(&code, word)) || !plain_requires(&code) {
        return false;
    }
    let inherits = code.lines().any(|line| line.trim_start().starts_with("class ") && line.contains('<'));
    let method_absent = !(text::has_word(&code, method) || class.is_some() && inherits);
    let class_absent =
        class.is_some_and(|class| class.split("::").filter(|part| !part.is_empty()).any(|p| !text::has_word(&code, p)));
    method_absent || class_absent
}

/// Whether it requires only what defines no methods at the top level.
fn plain_requires(code: &str) -> bool {
    code.lines().filter(|line| text::has_word(line, "require")).all(|line| {
        let rest = line.trim_start().strip_prefix("require").map(str::trim).unwrap_or_default();
        let name = rest.trim_matches(['(', ')', '"', '\'', ' ', ';']);
        let top = name.split('/').next().unwrap_or(name);
        STANDARD.binary_search(&top).is_ok() || top.starts_with("aws-sdk")
    })
}

/// The names of the methods that the source defines, for "did you mean".
pub fn methods(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("def "))
        .map(|rest| rest.trim_start().trim_start_matches("self."))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|name| !name.is_empty())
        .take(500)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::inspect::testing::package;

    #[test]
    fn looks_where_ruby_looks() {
        let find = |name: &str, handler: &str| lookup(&package(&[(name, "")]), handler);
        let mut sorted = STANDARD.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, STANDARD);
        assert_eq!(find("app.rb", "app.handler"), Lookup::Found("app.rb".to_owned()));
        assert_eq!(find("src/app.rb", "src/app.Klass.call"), Lookup::Found("src/app.rb".to_owned()));
        assert!(matches!(find("main.rb", "app.handler"), Lookup::Missing { sure: true, .. }));
        assert!(matches!(find("main.rb", "json.handler"), Lookup::Missing { sure: false, .. }));
        assert_eq!(find("vendor/bundle/ruby/3.4.0/gems/x-1/lib/x.rb", "x.handler"), Lookup::Unknown);
        assert_eq!(find("app.rb", "a.b.c.d"), Lookup::Unknown);
    }

    #[test]
    fn absence_is_sure_or_not_said() {
        assert!(lacks("require 'json'\ndef main(event:, context:)\nend\n", None, "handler"));
        assert!(!lacks("def handler(event:, context:)\nend\n", None, "handler"));
        assert!(!lacks("require_relative 'other'\n", None, "handler"));
        assert!(!lacks("require 'some_gem'\n", None, "handler"));
        assert!(lacks("class App\n def self.call(event:, context:)\n end\nend\n", Some("Ap"), "call"));
        assert!(!lacks("class App < Base\nend\n", Some("App"), "call"));
        assert!(!lacks(
            "module A\n class B\n def self.process(event:, context:)\n end\n end\nend",
            Some("A::B"),
            "process"
        ));
    }
}
