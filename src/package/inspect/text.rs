//! Reading sources as text, with bounds.

use crate::package::{Contents, Entry, EntryKind};

/// Sources longer than this are not searched, in bytes.
pub const SOURCE_LIMIT: usize = 8 << 20;

/// The whole of a source, or `None` where it is a link, too long, or cannot be read. Bytes that are not
/// UTF-8 are replaced: names are ASCII nearly always, and a source in another encoding keeps those.
pub fn source(contents: &Contents, name: &str) -> Option<String> {
    whole(contents.get(name)?, SOURCE_LIMIT).map(|bytes| match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// All bytes of an entry that is no longer than `limit`.
pub fn whole(entry: &Entry, limit: usize) -> Option<Vec<u8>> {
    if entry.kind != EntryKind::File || entry.size > limit as u64 {
        return None;
    }
    let bytes = entry.head(limit + 1).ok()?;
    (bytes.len() <= limit).then_some(bytes)
}

/// Whether `word` occurs in `text` as a whole identifier. `$` counts as part of one.
pub fn has_word(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return true;
    }
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part) && !text[at + word.len()..].chars().next().is_some_and(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        assert!(has_word("def handler(x)", "handler"));
        assert!(has_word("\"handler\"", "handler"));
        assert!(!has_word("lambda_handler handler2 $handler", "handler"));
        assert!(has_word("lambda_handler handler", "handler"));
    }
}
