//! Finds where a scalar ends. The parser says where each begins and what it means; the rest of a span is
//! read from the text.

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    /// In single or double quotes.
    Quoted,
    /// `|` or `>`.
    Block,
}

/// A scalar in the text, without the anchor or tag before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub style: Style,
}

/// The scalar that begins at `at`; `value` is its text where it has one (a plain scalar that means a
/// number, a boolean or null has not).
pub fn scalar(text: &str, at: usize, value: Option<&str>) -> Token {
    let start = skip_properties(text, at).min(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let (length, style) = match rest.bytes().next() {
        Some(b'"') => (double_quoted(rest), Style::Quoted),
        Some(b'\'') => (single_quoted(rest), Style::Quoted),
        // A plain scalar cannot begin with these.
        Some(b'|' | b'>') => (block(rest), Style::Block),
        _ => match value {
            Some(value) => (plain(rest, value), Style::Plain),
            None => (rest.bytes().take_while(|b| word_byte(*b)).count(), Style::Plain),
        },
    };
    Token { start, end: (start + length).min(text.len()), style }
}

fn word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'~')
}

/// Past `&anchor` and `!tag`, and the white space and comments behind them.
pub fn skip_properties(text: &str, at: usize) -> usize {
    let mut at = at;
    while let Some(b'&' | b'!') = text.as_bytes().get(at) {
        let rest = text.get(at..).unwrap_or_default();
        let stops = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
        at += rest.find(stops).unwrap_or(rest.len());
        at = skip_space(text, at);
    }
    at
}

/// Past white space, line breaks and comments.
pub fn skip_space(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        if text.as_bytes().get(at) != Some(&b'#') {
            return at;
        }
        let rest = text.get(at..).unwrap_or_default();
        at += rest.find('\n').unwrap_or(rest.len());
    }
}

/// The rest of a list's or map's first line: to its own bracket, or to the line's end.
pub fn first_line(text: &str, start: usize) -> usize {
    let line = text.get(start..).unwrap_or_default().split(['\n', '\r']).next().unwrap_or_default();
    let flow = line.starts_with(['[', '{']);
    let (mut depth, mut at, mut fresh) = (0_usize, 0, true);
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = line.get(at..).unwrap_or_default();
        match c {
            '"' if fresh => at += double_quoted(rest),
            '\'' if fresh => at += single_quoted(rest),
            '#' if line.get(..at).unwrap_or_default().ends_with(' ') => break,
            _ => at += c.len_utf8(),
        }
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        fresh = matches!(c, '[' | '{' | ',' | ':' | ' ' | '-') || (fresh && c == ' ');
        if flow && depth == 0 {
            return start + at;
        }
    }
    start + line.get(..at).unwrap_or(line).trim_end().len()
}

fn double_quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (offset, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return offset + 1,
            _ => {}
        }
    }
    rest.len()
}

fn single_quoted(rest: &str) -> usize {
    let mut bytes = rest.bytes().enumerate().skip(1).peekable();
    while let Some((offset, byte)) = bytes.next() {
        if byte == b'\'' && bytes.next_if(|(_, next)| *next == b'\'').is_none() {
            return offset + 1;
        }
    }
    rest.len()
}

/// The lines of a block scalar: all that are indented at least as deep as its first.
fn block(rest: &str) -> usize {
    let mut end = rest.find('\n').unwrap_or(rest.len());
    let mut depth = None;
    let mut at = end + 1;
    while let Some(line) = rest.get(at..).filter(|l| !l.is_empty()) {
        let line = line.split_inclusive('\n').next().unwrap_or_default();
        let content = line.trim_end();
        if !content.is_empty() {
            let indent = content.len() - content.trim_start().len();
            if indent < *depth.get_or_insert(indent.max(1)) {
                break;
            }
            end = at + content.len();
        }
        at += line.len();
    }
    end.min(rest.len())
}

/// A plain scalar: its words one after the other, whatever white space the lines were folded at.
fn plain(rest: &str, value: &str) -> usize {
    if rest.starts_with(value) {
        return value.len();
    }
    let mut end = 0;
    for word in value.split_whitespace() {
        let tail = rest.get(end..).unwrap_or_default();
        let blank = tail.len() - tail.trim_start().len();
        if !tail.get(blank..).unwrap_or_default().starts_with(word) {
            break;
        }
        end += blank + word.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: usize, value: Option<&str>, wanted: &str, style: Style) {
        let token = scalar(text, at, value);
        assert_eq!((&text[token.start..token.end], token.style), (wanted, style));
    }

    #[test]
    fn every_style_ends_where_it_ends() {
        check("a: 1.10, b", 3, None, "1.10", Style::Plain);
        check("a: &x !!int 12}", 3, None, "12", Style::Plain);
        check(r#"a: "b\"c" # d"#, 3, Some("b\"c"), r#""b\"c""#, Style::Quoted);
        check("a: 'it''s' ", 3, Some("it's"), "'it''s'", Style::Quoted);
        check("a: b c # d", 3, Some("b c"), "b c", Style::Plain);
        check("a: b\n  c\nd: 1", 3, Some("b c"), "b\n  c", Style::Plain);
        check("a: |\n  b\n\n   c\nd: 1", 3, Some("b\n\n c\n"), "|\n  b\n\n   c", Style::Block);
        check("a: \"open", 3, Some(""), "\"open", Style::Quoted);
        check("", 7, None, "", Style::Plain);
    }
}
