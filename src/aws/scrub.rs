//! What a service or a proxy wrote, made fit to be shown: nothing secret in it, no control characters,
//! not endless.

/// At most so many characters of a quoted message.
const LIMIT: usize = 1_500;

/// Words that no output may show, and the cleaning of quoted text.
#[derive(Clone, Default)]
pub struct Scrub {
    secrets: Vec<String>,
}

impl std::fmt::Debug for Scrub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scrub").finish_non_exhaustive()
    }
}

impl Scrub {
    /// `secrets` are environment values and credentials. Those under four characters are left out:
    /// replacing every `1` would make a message unreadable, and [`Scrub::clean`] cuts whole maps anyway.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut secrets: Vec<String> =
            secrets.into_iter().filter(|s| s.chars().count() >= 4).map(str::to_owned).collect();
        // The longest first: one may be a part of another.
        secrets.sort_by_key(|s| std::cmp::Reverse(s.len()));
        secrets.dedup();
        Scrub { secrets }
    }

    /// These secrets, and more.
    #[must_use]
    pub fn with<'a>(&'a self, more: impl IntoIterator<Item = &'a str>) -> Self {
        Scrub::new(self.secrets.iter().map(String::as_str).chain(more))
    }

    /// The text without secrets, echoed environments, presigned URLs and control characters.
    pub fn clean(&self, text: &str) -> String {
        let mut text = without_echo(text);
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), "(hidden)");
            }
            // As it stands inside JSON that a message quotes.
            let quoted = serde_json::to_string(secret).unwrap_or_default();
            let quoted = quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"')).unwrap_or(secret);
            if quoted != secret && text.contains(quoted) {
                text = text.replace(quoted, "(hidden)");
            }
        }
        shown(&text)
    }
}

/// Removes the environment that Lambda echoes (`String measured: {…}`, `Value '{…}' at 'environment…`)
/// and the signatures of presigned URLs.
fn without_echo(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(start) = text.find("String measured:") {
        text.truncate(start);
        text.push_str("String measured: (hidden)");
    }
    for marker in ["' at 'environment", "' at 'Environment"] {
        while let Some(end) = text.find(marker) {
            let Some(start) = text[..end].find("Value '").map(|at| at + "Value '".len()) else { break };
            if &text[start..end] == "(hidden)" {
                break;
            }
            text.replace_range(start..end, "(hidden)");
        }
    }
    for marker in ["X-Amz-Signature=", "X-Amz-Credential=", "X-Amz-Security-Token="] {
        let mut from = 0;
        while let Some(at) = text[from..].find(marker).map(|at| at + from + marker.len()) {
            let length =
                text[at..].find(|c: char| c == '&' || c.is_whitespace() || c == '"').unwrap_or(text.len() - at);
            text.replace_range(at..at + length, "(hidden)");
            from = at;
        }
    }
    text
}

/// Control characters escaped, length bounded.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LIMIT));
    for (count, c) in text.trim().chars().enumerate() {
        if count == LIMIT {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' | '\t' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            // Bidirectional controls reorder what a terminal shows.
            c if c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Scrub;

    #[test]
    fn an_echoed_environment_is_removed() {
        let scrub = Scrub::new(["s3cr3t-canary"]);
        let text = "you have provided exceeded the 4KB limit. String measured: {\"A\":\"x\",\"B\":\"other\"}";
        assert_eq!(scrub.clean(text), "you have provided exceeded the 4KB limit. String measured: (hidden)");
        let text = "Value '{A=x, B=y}' at 'environment.variables' failed";
        assert_eq!(scrub.clean(text), "Value '(hidden)' at 'environment.variables' failed");
        assert_eq!(scrub.clean("got s3cr3t-canary!"), "got (hidden)!");
    }

    #[test]
    fn values_are_found_as_json_writes_them() {
        assert_eq!(Scrub::new(["a\"quoted\""]).clean(r#"{"A":"a\"quoted\""}"#), r#"{"A":"(hidden)"}"#);
    }

    #[test]
    fn control_characters_are_escaped_and_length_is_bounded() {
        let scrub = Scrub::default();
        assert_eq!(scrub.clean("a\u{1b}[31mb\nc\u{202e}"), "a\\u{1b}[31mb c\\u{202e}");
        assert_eq!(scrub.clean(&"x".repeat(10_000)).chars().count(), super::LIMIT + 1);
    }

    #[test]
    fn presigned_urls_lose_their_signature() {
        let text = Scrub::default().clean("https://b.s3/x?X-Amz-Credential=AK&X-Amz-Signature=abc end");
        assert_eq!(text, "https://b.s3/x?X-Amz-Credential=(hidden)&X-Amz-Signature=(hidden) end");
    }
}
