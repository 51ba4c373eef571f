//! Files that hold secrets, told by name and then by content.

use super::near::is_dependency;
use super::text;
use crate::package::{Contents, Entry, EntryKind};

/// Longer files are none of these, in bytes.
const LIMIT: usize = 256 << 10;

/// A file with a secret in it, and what kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret<'a> {
    pub name: &'a str,
    pub what: &'static str,
}

/// All files that hold secrets, but for those of installed dependencies.
pub fn secrets(contents: &Contents) -> Vec<Secret<'_>> {
    let found: Vec<Secret<'_>> = contents
        .entries()
        .iter()
        .filter(|entry| entry.kind == EntryKind::File && !is_dependency(&entry.name))
        .filter_map(|entry| secret(entry).map(|what| Secret { name: &entry.name, what }))
        .collect();
    if found.is_empty() {
        return found;
    }
    let installed = installed_files(contents);
    found
        .into_iter()
        .filter(|secret| !installed.iter().any(|list| list.contains(&format!("\n{},", secret.name))))
        .collect()
}

fn secret(entry: &Entry) -> Option<&'static str> {
    let file = entry.name.rsplit('/').next()?;
    let lower = file.to_ascii_lowercase();
    let content = || text::whole(entry, LIMIT).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    if lower == ".env" || lower.starts_with(".env.") {
        let template = ["example", "sample", "template", "dist", "defaults", "schema"];
        let is_template = lower.split('.').any(|part| template.contains(&part));
        return (!is_template && assigns(&content()?)).then_some("environment variables");
    }
    if file == "credentials" || file == "config" && entry.name.ends_with(".aws/config") {
        return has_value(&content()?, "aws_secret_access_key").then_some("AWS credentials");
    }
    if file == ".npmrc" {
        let token = content()?.lines().any(|line| {
            ["_authToken", "_auth", "_password"].iter().any(|key| {
                line.split_once('=').is_some_and(|(name, value)| {
                    let value = value.trim().trim_matches('"');
                    name.trim().rsplit(':').next() == Some(*key) && !value.is_empty() && !value.starts_with("${")
                })
            })
        });
        return token.then_some("a token for a package registry");
    }
    if file == ".pypirc" {
        return has_value(&content()?, "password").then_some("a password for a package registry");
    }
    let key_like = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"].contains(&file)
        || [".pem", ".key", ".ppk", ".p8"].iter().any(|end| lower.ends_with(end))
        || lower.ends_with(".json")
            && ["account", "credential", "secret", "key"].iter().any(|part| lower.contains(part));
    if key_like {
        let text = content()?;
        let private = text.contains("PRIVATE KEY-----") || text.starts_with("PuTTY-User-Key-File-");
        return private.then_some("a private key");
    }
    None
}

/// Whether some line gives a variable a value that is not a reference.
fn assigns(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        !line.starts_with('#')
            && line.split_once('=').is_some_and(|(name, value)| {
                let value = value.trim().trim_matches(['"', '\'']);
                !name.trim().is_empty() && !value.is_empty() && !value.starts_with('$')
            })
    })
}

fn has_value(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        line.split_once(['=', ':']).is_some_and(|(name, value)| {
            let value = value.trim();
            name.trim().eq_ignore_ascii_case(key) && !value.is_empty() && !value.starts_with(['$', '<', '%'])
        })
    })
}

/// The lists of files that Python packages were installed with, each line led by a line break.
fn installed_files(contents: &Contents) -> Vec<String> {
    contents
        .entries()
        .iter()
        .filter(|entry| entry.name.ends_with(".dist-info/RECORD"))
        .take(500)
        .filter_map(|entry| {
            let folder = entry.name.strip_suffix("/RECORD")?.rsplit_once('/').map_or("", |(front, _)| front);
            let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let text = String::from_utf8_lossy(&text::whole(entry, 4 << 20)?).into_owned();
            Some(text.lines().flat_map(|line| ["\n", prefix.as_str(), line]).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::inspect::testing::package;

    fn what(name: &str, text: &str) -> Option<&'static str> {
        secrets(&package(&[(name, text)])).first().map(|s| s.what)
    }

    #[test]
    fn told_by_name_and_content() {
        assert_eq!(what(".env", "A=1"), Some("environment variables"));
        assert_eq!(what("app/.env.production", "export A='x'"), Some("environment variables"));
        assert_eq!(what(".env", "# A=1\nB=\nC=${D}"), None);
        assert_eq!(what(".env.example", "A=1"), None);
        assert_eq!(what(".aws/credentials", "[default]\naws_secret_access_key = abc"), Some("AWS credentials"));
        assert_eq!(what("credentials", "nothing"), None);
        assert_eq!(what("key.pem", "-----BEGIN RSA PRIVATE KEY-----"), Some("a private key"));
        assert_eq!(
            what("service-account.json", r#"{"private_key": "-----BEGIN PRIVATE KEY-----\n"}"#),
            Some("a private key")
        );
        assert_eq!(what("cacert.pem", "-----BEGIN CERTIFICATE-----"), None);
        assert_eq!(what(".npmrc", "//registry.npmjs.org/:_authToken=npm_abc"), Some("a token for a package registry"));
        assert_eq!(what(".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}"), None);
        assert_eq!(what(".pypirc", "[pypi]\npassword: x"), Some("a password for a package registry"));
        assert_eq!(what("node_modules/x/test/key.pem", "-----BEGIN PRIVATE KEY-----"), None);
    }

    #[test]
    fn installed_packages_keep_theirs() {
        let files = [
            ("tornado/test/test.key", "-----BEGIN PRIVATE KEY-----"),
            ("tornado-6.dist-info/RECORD", "tornado/__init__.py,sha256=x,1\ntornado/test/test.key,sha256=x,2\n"),
        ];
        assert!(secrets(&package(&files)).is_empty());
        assert_eq!(secrets(&package(&files[..1])).len(), 1);
    }
}
