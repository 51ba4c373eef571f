//! The manifest's text: from bytes to something that is safe to hand to the YAML parser, and from the
//! parser's lines and columns back to offsets.

use crate::diagnostic::Span;

/// A manifest is at most this large: 1 MiB.
pub const MAX_BYTES: usize = 1 << 20;
/// Lists and maps nested deeper than this are refused before the parser sees them, which needs
/// quadratic time for them.
const MAX_NESTING: usize = 1000;
/// All opening brackets together: a bound on the same cost that no quoting trick gets around.
const MAX_BRACKETS: usize = 20_000;
/// Characters between two remembered offsets.
const STRIDE: usize = 256;

/// A text that the parser may read.
#[derive(Debug)]
pub struct Text {
    pub text: String,
    /// The index, in characters, of each line's first; lines as the YAML parser counts them.
    lines: Vec<u32>,
    /// The offset of every [`STRIDE`]th character, so that a lookup does not walk a line of a megabyte.
    strides: Vec<u32>,
}

/// Why bytes are no text for the parser.
#[derive(Debug)]
pub struct Refused {
    pub message: &'static str,
    pub help: Option<&'static str>,
    /// As much of the text as could be read.
    pub text: String,
    pub span: Span,
}

impl Text {
    /// Reads bytes as UTF-8, strips a byte order mark, and checks the bounds.
    pub fn read(bytes: &[u8]) -> Result<Text, Refused> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let refuse = |message, help, text: &str, at: usize| {
            let start = at.min(text.len());
            Refused { message, help, text: text.to_owned(), span: Span { start, end: start } }
        };
        if bytes.len() > MAX_BYTES {
            return Err(refuse("the manifest is larger than 1 MiB", None, "", 0));
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let text = String::from_utf8_lossy(valid);
                let help = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                    "save it as UTF-8; it looks like UTF-16"
                } else {
                    "save it as UTF-8"
                };
                return Err(refuse("the manifest is not UTF-8", Some(help), &text, text.len()));
            }
        };
        if let Some(at) = too_nested(text) {
            return Err(refuse("lists and maps are nested too deeply", None, text, at));
        }
        Ok(Text::new(text.to_owned()))
    }

    pub fn new(text: String) -> Text {
        let mut lines = vec![0];
        let mut strides = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut index: usize = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            if index.is_multiple_of(STRIDE) {
                strides.push(offset as u32);
            }
            index += 1;
            let carriage = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
            if !carriage && matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') {
                lines.push(index as u32);
            }
        }
        Text { text, lines, strides }
    }

    /// The byte offset of the parser's line and column, both from 1; clamped to the text.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(first) = self.lines.get(line.saturating_sub(1)) else { return self.text.len() };
        let index = *first as usize + column.saturating_sub(1);
        let Some(stride) = self.strides.get(index / STRIDE) else { return self.text.len() };
        let from = *stride as usize;
        let rest = self.text.get(from..).unwrap_or_default();
        rest.char_indices().nth(index % STRIDE).map_or(self.text.len(), |(offset, _)| from + offset)
    }
}

/// Where brackets are nested too deeply, or are too many.
fn too_nested(text: &str) -> Option<usize> {
    let (mut depth, mut all) = (0_usize, 0_usize);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                all += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING || all > MAX_BRACKETS {
            return Some(offset);
        }
    }
    None
}

/// JSON writes characters beyond the basic plane as two escapes, which the YAML parser refuses. Puts one
/// YAML escape in their place; the positions come back through [`Edits`].
pub fn join_surrogates(text: &str) -> Option<(String, Edits)> {
    let mut out = String::with_capacity(text.len());
    let mut edits = Edits::default();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let pair = unit(tail, 0).zip(unit(tail, 6));
        match pair {
            Some((high @ 0xd800..=0xdbff, low @ 0xdc00..=0xdfff)) => {
                let scalar = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                out.push_str(&format!("\\U{scalar:08X}"));
                edits.after.push(out.len());
                rest = tail.get(12..).unwrap_or_default();
            }
            _ => {
                // An escape and what it escapes stay together: `\\ud83d` is no escape of a surrogate.
                let next = tail.chars().nth(1).map_or(1, |c| 1 + c.len_utf8());
                out.push_str(tail.get(..next).unwrap_or_default());
                rest = tail.get(next..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    (!edits.after.is_empty()).then_some((out, edits))
}

/// The UTF-16 unit of the escape at `at`.
fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Where a text was changed: each edit made it 2 bytes shorter.
#[derive(Debug, Default)]
pub struct Edits {
    after: Vec<usize>,
}

impl Edits {
    /// The offset in the text as it was.
    pub fn original(&self, offset: usize) -> usize {
        offset + 2 * self.after.partition_point(|end| *end <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_follow_the_parsers_lines() {
        let text = Text::new("a\r\né: b\rc".to_owned());
        assert_eq!(text.offset(1, 1), 0);
        assert_eq!(text.offset(2, 1), 3);
        assert_eq!(text.offset(2, 2), 5);
        assert_eq!(text.offset(3, 1), 9);
        assert_eq!(text.offset(3, 9), text.text.len());
        assert_eq!(text.offset(99, 1), text.text.len());
    }

    #[test]
    fn a_long_line_is_not_walked_from_its_start() {
        let text = Text::new("é".repeat(1000));
        for n in [1, 256, 257, 512, 999] {
            assert_eq!(text.offset(1, n), (n - 1) * 2);
        }
    }

    #[test]
    fn surrogates_become_one_escape() {
        let (joined, edits) = join_surrogates(r#"{"a": "\ud83d\ude00", "b": 1}"#).unwrap();
        assert_eq!(joined, r#"{"a": "\U0001F600", "b": 1}"#);
        assert_eq!(edits.original(joined.find("\"b\"").unwrap()), 22);
        assert!(join_surrogates(r#"{"a": "\\ud83d\\ude00"}"#).is_none());
        assert!(join_surrogates(r#"{"a": "\ud83d"}"#).is_none());
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(Text::read(b"\xef\xbb\xbfa: b").unwrap().text, "a: b");
        assert_eq!(Text::read(b"a: \xff").unwrap_err().span.start, 3);
        assert!(Text::read(&vec![b'a'; MAX_BYTES + 1]).is_err());
        assert!(Text::read("[".repeat(1001).as_bytes()).is_err());
        assert!(Text::read(br#"["]","#.repeat(20_001).as_slice()).is_err());
    }
}
