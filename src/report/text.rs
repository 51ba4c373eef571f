//! Words for sizes and times, and text made safe to show.

use std::time::Duration;

/// Control characters (and the ones that turn text around) as `\u{…}`, so that no name or message can
/// drive the terminal.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A line of a log, safe to show: tabs are harmless, and what stands between columns there.
pub fn log_line(text: &str) -> String {
    text.trim_end().split('\t').map(escape).collect::<Vec<_>>().join("\t")
}

/// A moment as AWS writes it (`2026-11-22T17:05:18.186+0000`), to the second: `2026-11-22T17:05:18Z`.
pub fn moment(text: &str) -> String {
    let zero = ["+0000", "+00:00", "Z"].iter().find_map(|zone| text.strip_suffix(zone));
    match zero.and_then(|rest| rest.get(..19)) {
        Some(seconds) => format!("{seconds}Z"),
        None => text.to_owned(),
    }
}

/// A size: `189 B`, `1.4 MB` (1 MB is 1,000,000 bytes).
pub fn bytes(count: u64) -> String {
    indicatif::DecimalBytes(count).to_string()
}

/// A time: `41 ms`, `2.3 s`, `3 min`, `3 min 20 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 1 {
        format!("{} ms", time.as_millis())
    } else if seconds < 60 {
        let text = format!("{:.1}", time.as_secs_f64());
        format!("{} s", text.strip_suffix(".0").unwrap_or(&text))
    } else if seconds.is_multiple_of(60) {
        format!("{} min", seconds / 60)
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// `1 file`, `2 files`.
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_drive_the_terminal() {
        assert_eq!(escape("a\u{1b}[31mb\n\u{202e}c é"), "a\\u{1b}[31mb\\n\\u{202e}c é");
    }

    #[test]
    fn log_lines_keep_their_tabs_and_nothing_else() {
        assert_eq!(log_line("REPORT\tx: 1 ms\u{1b}[0m\t\n"), "REPORT\tx: 1 ms\\u{1b}[0m");
    }

    #[test]
    fn moments_are_told_to_the_second() {
        assert_eq!(moment("2026-11-22T17:05:18.186+0000"), "2026-11-22T17:05:18Z");
        for other in ["2026-11-22T17:05:18.186+0200", "", "Z", "soon"] {
            assert_eq!(moment(other), other);
        }
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration(Duration::from_millis(41)), "41 ms");
        assert_eq!(duration(Duration::from_millis(2300)), "2.3 s");
        assert_eq!(duration(Duration::from_secs(5)), "5 s");
        assert_eq!(duration(Duration::from_secs(180)), "3 min");
        assert_eq!(duration(Duration::from_secs(200)), "3 min 20 s");
    }
}
