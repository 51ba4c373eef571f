//! How findings speak: values in backquotes, shortened, without control characters.

/// A value for a message: in backquotes, control characters escaped, the middle of a long one left out.
pub fn quote(value: &str) -> String {
    const LONGEST: usize = 96;
    const KEPT: usize = 44;
    let count = value.chars().count();
    let mut text = String::with_capacity(value.len().min(4 * LONGEST) + 2);
    text.push('`');
    for (i, c) in value.chars().enumerate() {
        if count > LONGEST && (KEPT..count - KEPT).contains(&i) {
            if i == KEPT {
                text.push('…');
            }
            continue;
        }
        if c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text.push('`');
    text
}

/// A whole number with commas: `262,144,000`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `` `a` ``, `` `a` or `b` ``, `` `a`, `b` or `c` ``.
pub fn either<S: AsRef<str>>(values: &[S]) -> String {
    match values {
        [] => String::new(),
        [one] => quote(one.as_ref()),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|v| quote(v.as_ref())).collect();
            format!("{} or {}", first.join(", "), quote(last.as_ref()))
        }
    }
}

/// The candidates that a mistyped name may stand for, nearest first, at most three.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    // A name longer than any candidate is no slip of the finger, and comparing it would cost.
    if name.len() > 64 {
        return Vec::new();
    }
    let lower = name.to_ascii_lowercase();
    let mut found: Vec<(usize, &str)> = candidates
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .collect();
    found.sort();
    found.truncate(3);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short_and_harmless() {
        assert_eq!(quote("a\u{1b}[31m"), "`a\\u{1b}[31m`");
        assert_eq!(quote(""), "``");
        let long = quote(&"x".repeat(1000));
        assert!(long.contains('…') && long.chars().count() < 100, "{long}");
        assert_eq!(quote(&"é".repeat(96)).chars().count(), 98);
    }

    #[test]
    fn numbers_lists_and_suggestions() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(262_144_000), "262,144,000");
        assert_eq!(either(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(nearest("pyton3.13", ["python3.13", "python3.12", "java21"].into_iter())[0], "python3.13");
        assert!(nearest("cobol", ["python3.13"].into_iter()).is_empty());
    }
}
