//! Environment variables. No message holds a value.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::facts::limits::ENVIRONMENT;
use crate::facts::{patterns, reserved};
use crate::function::settings::Secret;
use crate::preflight::words::{number, quote};
use crate::preflight::{Finding, Findings, Pass, Subject};

fn variables<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    map(subject).into_iter().flatten().map(|(key, value)| (key.as_str(), value.expose()))
}

fn map<'a>(subject: &Subject<'a>) -> Option<&'a BTreeMap<String, Secret>> {
    subject.desired.settings.environment.as_ref()?.variables.as_ref()
}

fn is_reserved(key: &str) -> bool {
    reserved::VARIABLES.contains(&key)
}

pub fn environment_key(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    for (key, _) in variables(subject) {
        if is_reserved(key) || patterns::ENVIRONMENT_KEY.matches(key) {
            continue;
        }
        let why = match key.chars().next() {
            None => "is empty",
            Some(first) if !first.is_ascii_alphabetic() => "does not begin with a letter",
            Some(_) if key.chars().count() == 1 => "has one character, and needs two",
            Some(_) => "holds more than letters, digits and `_`",
        };
        let place = subject.desired.places.key(&["environment", "variables", key]);
        out.push(
            Finding::new(format!("the variable name {} {why}", quote(key)), place)
                .help("use a letter, then at least one letter, digit or `_`"),
        );
    }
}

pub fn environment_reserved(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    for (key, _) in variables(subject) {
        let place = || subject.desired.places.key(&["environment", "variables", key]);
        if is_reserved(key) {
            let cure = if key.starts_with("AWS_") && (key.contains("ACCESS_KEY") || key.contains("TOKEN")) {
                "take it out: Lambda sets it to the credentials of the function's role"
            } else {
                "take it out: Lambda sets it itself; give your own value another name"
            };
            out.push(Finding::new(format!("the variable {} is reserved by Lambda", quote(key)), place()).help(cure));
        } else if reserved::VARIABLES_NEWER.contains(&key) {
            let message = format!("the variable {} is named as reserved on AWS's newest page", quote(key));
            out.push(Finding::new(message, place()).help("give it another name").warn());
        }
    }
}

/// The bytes of the map as the service counts them: one compact JSON object in UTF-8, where quotation
/// marks, backslashes and control characters are escaped and nothing else is.
fn measure(variables: &BTreeMap<String, Secret>) -> usize {
    serde_json::to_vec(variables).map_or(0, |json| json.len())
}

pub fn environment_size(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(variables) = map(subject) else { return };
    let size = measure(variables);
    if size <= ENVIRONMENT {
        return;
    }
    let mut largest: Vec<(usize, &str)> =
        variables.iter().map(|(k, v)| (k.len() + v.expose().len(), k.as_str())).collect();
    largest.sort_by(|a, b| b.cmp(a));
    let largest: Vec<String> =
        largest.iter().take(3).map(|(n, k)| format!("{} {} bytes", quote(k), number(*n as u64))).collect();
    out.push(
        Finding::new(
            format!(
                "the environment variables are {} bytes as compact JSON, {} over the limit of {}",
                number(size as u64),
                number((size - ENVIRONMENT) as u64),
                number(ENVIRONMENT as u64)
            ),
            subject.desired.places.key(&["environment", "variables"]),
        )
        .help(format!(
            "move the largest elsewhere (a file of the package, SSM, Secrets Manager): {}",
            largest.join(", ")
        )),
    );
}

/// What a credential looks like; each kind with a form that hardly anything else has.
static KINDS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    [
        ("an AWS access key id", r"^(?:AKIA|ASIA)[A-Z2-7]{16}$"),
        ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
        ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})"),
        ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
        ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}"),
        ("a Stripe key", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
        ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
        ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
        ("a PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{50,}"),
        ("an API key", r"\bsk-(?:ant|proj|live)-[A-Za-z0-9_-]{20,}"),
        ("a URL with a password", r"^[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/@]{3,}@[^\s/@]+"),
    ]
    .into_iter()
    .filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?)))
    .collect()
});

fn credential(key: &str, value: &str) -> Option<&'static str> {
    // Documentation's own keys, and references that something else resolves.
    if value.len() < 16 || value.contains("EXAMPLE") || value.starts_with("{{resolve:") {
        return None;
    }
    let kind = KINDS.iter().find(|(_, regex)| regex.is_match(value)).map(|(kind, _)| *kind);
    kind.or_else(|| {
        let name = key.to_ascii_uppercase();
        let secret = value.len() == 40
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'/' || b == b'+')
            && value.bytes().any(|b| b.is_ascii_uppercase())
            && value.bytes().any(|b| b.is_ascii_lowercase())
            && name.contains("SECRET")
            && (name.contains("KEY") || name.contains("AWS"));
        secret.then_some("an AWS secret access key")
    })
}

pub fn environment_secret(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    for (key, value) in variables(subject).filter(|(key, _)| !is_reserved(key)) {
        if let Some(kind) = credential(key, value) {
            let place = subject.desired.places.key(&["environment", "variables", key]);
            let message = format!("the variable {} holds what looks like {kind}, in clear", quote(key));
            out.push(Finding::new(message, place).help(
                "keep it in Secrets Manager or SSM and give the function its name; everybody who may read the configuration reads it",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, String)]) -> usize {
        measure(&pairs.iter().map(|(k, v)| ((*k).to_owned(), Secret::new(v.clone()))).collect())
    }

    #[test]
    fn the_size_is_that_of_compact_json_in_utf_8() {
        assert_eq!(of(&[]), 2);
        assert_eq!(of(&[("AB", "x".into())]), r#"{"AB":"x"}"#.len());
        assert_eq!(of(&[("AB", "é/".into()), ("CD", "\"\\\n".into())]), r#"{"AB":"é/","CD":"\"\\\n"}"#.len());
        assert_eq!(of(&[("AB", "\u{1}\u{7f}".into())]), "{\"AB\":\"\\u0001\u{7f}\"}".len());
    }

    #[test]
    fn credentials_are_told_by_their_form() {
        assert_eq!(KINDS.len(), 11);
        let yes = [
            ("ID", format!("AKIA{}", "ABCDEFGH234567QR")),
            ("KEY", "-----BEGIN RSA PRIVATE KEY-----\nMII".to_owned()),
            ("T", format!("ghp_{}", "a".repeat(36))),
            ("URL", "postgres://app:hunter22@db.internal/x".to_owned()),
            ("MY_SECRET_KEY", "wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzKEY1".to_owned()),
        ];
        for (key, value) in yes {
            assert!(credential(key, &value).is_some(), "{key}");
        }
        for (key, value) in [
            ("ID", "AKIAIOSFODNN7EXAMPLE"),
            ("URL", "https://example.com:8080/a@b"),
            ("HASH", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("SECRET_KEY_ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x"),
            ("CERT", "-----BEGIN CERTIFICATE-----"),
        ] {
            assert_eq!(credential(key, value), None, "{key}");
        }
    }
}
