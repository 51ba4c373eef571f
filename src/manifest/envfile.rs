//! Files of `KEY=VALUE` lines, for `--env-file` and `environment.file`.
//!
//! Blank lines and lines that begin with `#` are skipped; `export ` before a key is too. A value ends with its
//! line, and ` #` begins a comment; white space around it is dropped. In single quotes everything is literal;
//! in double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes; both may span lines. Nothing is
//! substituted. Of a key given twice the last counts.

use crate::diagnostic::Span;

/// One variable, with the place of its key.
#[derive(Debug, PartialEq, Eq)]
pub struct Var {
    pub key: String,
    pub value: String,
    pub key_span: Span,
}

/// What is wrong, and where; values are not quoted.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub message: &'static str,
    pub span: Span,
}

/// Reads all variables, or says what is wrong with each line that is none.
pub fn parse(text: &str) -> (Vec<Var>, Vec<Fault>) {
    let (mut vars, mut faults) = (Vec::new(), Vec::new());
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let next = at + line.len() + 1;
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            at = next;
            continue;
        }
        let start = at + (line.len() - line.trim_start().len());
        let whole = Span { start, end: start + content.len() };
        let mut key_start = start;
        if let Some(rest) = content.strip_prefix("export").filter(|r| r.starts_with([' ', '\t'])) {
            key_start += content.len() - rest.trim_start().len();
        }
        let body = text.get(key_start..at + line.len()).unwrap_or_default();
        let Some((key, value)) = body.split_once('=') else {
            faults.push(Fault { message: "not a line of KEY=VALUE", span: whole });
            at = next;
            continue;
        };
        let name = key.trim_end();
        let key_span = Span { start: key_start, end: key_start + name.len() };
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '#')) {
            faults.push(Fault { message: "not a key before the `=`", span: whole });
            at = next;
            continue;
        }
        let value_start = key_start + key.len() + 1 + (value.len() - value.trim_start_matches([' ', '\t']).len());
        match read(text, value_start) {
            Ok((value, end)) => {
                vars.push(Var { key: name.to_owned(), value, key_span });
                at = end;
            }
            Err(message) => {
                faults.push(Fault { message, span: key_span });
                at = next;
            }
        }
    }
    (vars, faults)
}

/// A value, and where the next line begins.
fn read(text: &str, start: usize) -> Result<(String, usize), &'static str> {
    let rest = text.get(start..).unwrap_or_default();
    let mut value = String::new();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let line = rest.split('\n').next().unwrap_or_default();
        let end = [" #", "\t#"].iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
        let plain = if line.starts_with('#') { "" } else { line.get(..end).unwrap_or_default() };
        return Ok((plain.trim().to_owned(), start + line.len() + 1));
    };
    let mut chars = rest.char_indices().skip(1);
    while let Some((offset, c)) = chars.next() {
        match c {
            c if c == quote => {
                let tail = rest.get(offset + 1..).unwrap_or_default();
                let line = tail.split('\n').next().unwrap_or_default();
                let behind = line.trim();
                if !behind.is_empty() && !behind.starts_with('#') {
                    return Err("something stands behind the closing quote");
                }
                return Ok((value, start + offset + 1 + line.len() + 1));
            }
            '\\' if quote == '"' => match chars.next().map(|(_, c)| c) {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(c @ ('"' | '\\' | '$')) => value.push(c),
                Some(_) => return Err("an unknown escape in double quotes"),
                None => return Err("the quotes are not closed"),
            },
            c => value.push(c),
        }
    }
    Err("the quotes are not closed")
}

/// Variables as lines that [`parse`] reads back as they are.
pub fn lines<'a>(vars: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (key, value) in vars {
        text.push_str(key);
        text.push_str("=\"");
        for c in value.chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '"' | '\\' => text.extend(['\\', c]),
                c => text.push(c),
            }
        }
        text.push_str("\"\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        let text = "\u{feff}# c\n\nA=1\r\nexport B = two words # c\nC='it is # $x'\nD=\"a\\n\\\"b\\\"\\$\" # c\nE=\nF=\"x\ny\"\nG=a#b=c\nexportH=1\nI=#c";
        let (vars, faults) = parse(text);
        assert_eq!(faults, []);
        let pairs: Vec<_> = vars.iter().map(|v| (v.key.as_str(), v.value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("A", "1"),
                ("B", "two words"),
                ("C", "it is # $x"),
                ("D", "a\n\"b\"$"),
                ("E", ""),
                ("F", "x\ny"),
                ("G", "a#b=c"),
                ("exportH", "1"),
                ("I", "")
            ]
        );
        assert_eq!(&text[vars[1].key_span.start..vars[1].key_span.end], "B");
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let text = "A\n=x\nB=\"x\nC='y' z\nD=1\n";
        let (vars, faults) = parse(text);
        let messages: Vec<_> = faults.iter().map(|f| (f.message, &text[f.span.start..f.span.end])).collect();
        assert_eq!(
            messages,
            [
                ("not a line of KEY=VALUE", "A"),
                ("not a key before the `=`", "=x"),
                ("the quotes are not closed", "B"),
                ("something stands behind the closing quote", "C"),
            ]
        );
        assert_eq!(vars.len(), 1);
    }
}
