//! "Did you mean": the nearest known word.

/// The candidate that a misspelled word most likely means.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Case, dashes and underscores are what people mix up most.
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let word = plain(word);
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = plain(candidate);
        let distance = strsim::damerau_levenshtein(&word, &other);
        // A third of the longer word may differ; of short words a single letter.
        if distance <= word.len().max(other.len()) / 3 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["memory_size", "timeout", "tags", "role", "runtime"];
        assert_eq!(nearest("memory", keys), None);
        assert_eq!(nearest("memorysize", keys), Some("memory_size"));
        assert_eq!(nearest("MEMORY-SIZE", keys), Some("memory_size"));
        assert_eq!(nearest("time_out", keys), Some("timeout"));
        assert_eq!(nearest("tag", keys), Some("tags"));
        assert_eq!(nearest("rntime", keys), Some("runtime"));
        assert_eq!(nearest("zzz", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
