//! Where the .NET runtimes look for a handler, and what its configuration says.

use super::{Lookup, text};
use crate::package::{Contents, EntryKind};

/// What a handler of a .NET function names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler<'a> {
    /// `Assembly::Namespace.Type::Method`.
    Library { assembly: &'a str, class: &'a str, method: &'a str },
    /// An assembly with an entry point, or a native program.
    Executable(&'a str),
}

/// Understands a handler; `None` where it is not of the runtime's form.
pub fn split(handler: &str) -> Option<Handler<'_>> {
    if handler.is_empty() || handler.contains(['/', '\\']) {
        return None;
    }
    if !handler.contains(':') {
        return Some(Handler::Executable(handler));
    }
    let parts: Vec<&str> = handler.split("::").collect();
    match parts.as_slice() {
        [assembly, class, method] if parts.iter().all(|p| !p.is_empty() && !p.contains(':')) => {
            Some(Handler::Library { assembly, class, method })
        }
        _ => None,
    }
}

/// Looks for the handler's assembly or program.
pub fn lookup(contents: &Contents, handler: &str) -> Lookup {
    let wanted = match split(handler) {
        None => return Lookup::Unknown,
        Some(Handler::Library { assembly, .. }) => vec![format!("{assembly}.dll")],
        Some(Handler::Executable(name)) => vec![format!("{name}.dll"), name.to_owned()],
    };
    match wanted.iter().find(|name| contents.get(name).is_some()) {
        Some(found) => Lookup::Found(found.clone()),
        None => Lookup::Missing { wanted, sure: true },
    }
}

/// The file of a library's configuration: the assembly's own, or the only one at the root. `Err` holds how
/// many others there are.
pub fn companion(contents: &Contents, assembly: &str, suffix: &str) -> Result<String, usize> {
    let own = format!("{assembly}{suffix}");
    if contents.get(&own).is_some() {
        return Ok(own);
    }
    let others: Vec<&str> = super::near::files_in(contents, "")
        .filter(|name| name.ends_with(suffix) && name.len() > suffix.len())
        .collect();
    match others.as_slice() {
        [only] => Ok((*only).to_owned()),
        others => Err(others.len()),
    }
}

/// What a .runtimeconfig.json asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuntimeConfig {
    /// The version of Microsoft.NETCore.App: its first two numbers.
    pub framework: Option<(u32, u32)>,
    /// It allows a later major version.
    pub rolls_forward: bool,
    /// It brings its own runtime.
    pub self_contained: bool,
}

/// Reads a .runtimeconfig.json; `None` where it cannot be read.
pub fn runtime_config(contents: &Contents, name: &str) -> Option<RuntimeConfig> {
    let entry = contents.get(name).filter(|e| e.kind == EntryKind::File)?;
    let bytes = text::whole(entry, 1 << 20)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let options = json.get("runtimeOptions")?;
    let one = options.get("framework").into_iter();
    let many = options.get("frameworks").and_then(|f| f.as_array()).into_iter().flatten();
    let framework = one
        .chain(many)
        .find(|f| f.get("name").and_then(|n| n.as_str()) == Some("Microsoft.NETCore.App"))
        .and_then(|f| f.get("version")?.as_str())
        .and_then(|version| {
            let mut parts = version.split('.');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        });
    let roll = options.get("rollForward").and_then(|r| r.as_str()).unwrap_or_default();
    Some(RuntimeConfig {
        framework,
        rolls_forward: matches!(roll.to_ascii_lowercase().as_str(), "major" | "latestmajor"),
        self_contained: options.get("includedFrameworks").is_some(),
    })
}

/// Whether an assembly cannot define this type: its metadata would hold the name as text.
pub fn lacks_type(contents: &Contents, assembly: &str, class: &str) -> bool {
    let Some(bytes) = contents.get(assembly).and_then(|e| text::whole(e, 16 << 20)) else { return false };
    // Generic types carry a backquote; nested ones a plus.
    let name = class.rsplit(['.', '+']).next().unwrap_or(class);
    let name = name.split(['`', '[', ',']).next().unwrap_or(name);
    let looks_right = bytes.starts_with(b"MZ") && bytes.windows(4).any(|w| w == b"BSJB");
    looks_right && name.len() > 1 && name.is_ascii() && !bytes.windows(name.len()).any(|w| w == name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::inspect::testing::package;

    #[test]
    fn splits_and_looks() {
        assert_eq!(split("A::B.C::D"), Some(Handler::Library { assembly: "A", class: "B.C", method: "D" }));
        assert_eq!(split("A"), Some(Handler::Executable("A")));
        assert_eq!(split("A::B"), None);
        assert_eq!(split("A:B"), None);
        let found = |name: &str, handler: &str| lookup(&package(&[(name, "")]), handler);
        assert_eq!(found("A.dll", "A::B::C"), Lookup::Found("A.dll".to_owned()));
        assert_eq!(found("A.dll", "A"), Lookup::Found("A.dll".to_owned()));
        assert_eq!(found("bootstrap", "bootstrap"), Lookup::Found("bootstrap".to_owned()));
        assert!(matches!(found("bin/A.dll", "A::B::C"), Lookup::Missing { sure: true, .. }));
    }

    #[test]
    fn reads_configurations() {
        let of = |text: &str| runtime_config(&package(&[("A.runtimeconfig.json", text)]), "A.runtimeconfig.json");
        let plain =
            r#"{"runtimeOptions":{"tfm":"net8.0","framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}"#;
        assert_eq!(of(plain), Some(RuntimeConfig { framework: Some((8, 0)), ..RuntimeConfig::default() }));
        let forward = r#"{"runtimeOptions":{"rollForward":"Major","frameworks":[{"name":"Microsoft.NETCore.App","version":"6.0.0"}]}}"#;
        assert!(of(forward).is_some_and(|c| c.rolls_forward && c.framework == Some((6, 0))));
        assert_eq!(of("{"), None);
    }
}
