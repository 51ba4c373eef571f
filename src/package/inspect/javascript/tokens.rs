//! A source's tokens, without comments. Nothing of the grammar is checked; where the scan is in doubt
//! (a `/` that could be either, an open string) it says so.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword.
    Word,
    /// A string, with its quotes.
    Text,
    /// A stretch of a template, a regular expression, or a number.
    Other,
    /// One character of punctuation.
    Mark,
}

#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
}

#[derive(Debug)]
pub struct Tokens<'a> {
    pub all: Vec<Token<'a>>,
    /// Whether the scan was never in doubt.
    pub sure: bool,
}

/// After these words a `/` starts a regular expression.
const BEFORE_REGEX: &[&str] = &[
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "throw",
    "new",
    "instanceof",
    "do",
    "else",
    "yield",
    "await",
    "default",
    "extends",
];

/// After `)` of these, too.
const WITH_CONDITION: &[&str] = &["if", "while", "for", "with"];

struct Scan<'a> {
    source: &'a str,
    at: usize,
    out: Tokens<'a>,
    /// For each open parenthesis, whether it holds the condition of a statement.
    parentheses: Vec<bool>,
    /// The last closed parenthesis held one.
    closed_condition: bool,
    /// For each open template, how many braces are open inside its current `${`.
    templates: Vec<u32>,
}

/// Scans a source. Time and memory are linear in its length.
pub fn scan(source: &str) -> Tokens<'_> {
    let mut scan = Scan {
        source,
        at: 0,
        out: Tokens { all: Vec::new(), sure: true },
        parentheses: Vec::new(),
        closed_condition: false,
        templates: Vec::new(),
    };
    if source.starts_with("#!") {
        scan.at = source.find('\n').unwrap_or(source.len());
    }
    while let Some(c) = scan.peek() {
        scan.step(c);
    }
    scan.out.sure &= scan.templates.is_empty() && scan.parentheses.is_empty();
    scan.out
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = (self.at + length).min(self.source.len());
        self.out.all.push(Token { kind, text: &self.source[self.at..end] });
        self.at = end;
    }

    fn doubt(&mut self) {
        self.out.sure = false;
    }

    fn step(&mut self, c: char) {
        match c {
            c if c.is_whitespace() || c == '\u{feff}' => self.at += c.len_utf8(),
            '/' if self.rest().starts_with("//") => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
            '/' if self.rest().starts_with("/*") => match self.rest()[2..].find("*/") {
                Some(end) => self.at += end + 4,
                None => {
                    self.doubt();
                    self.at = self.source.len();
                }
            },
            '/' => self.slash(),
            '"' | '\'' => self.string(c),
            '`' => {
                self.at += 1;
                self.template();
            }
            c if c.is_alphabetic() || c == '_' || c == '$' => {
                let end = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
                self.push(Kind::Word, end.unwrap_or(self.rest().len()));
            }
            c if c.is_ascii_digit() => {
                let end = self.rest().find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')));
                self.push(Kind::Other, end.unwrap_or(self.rest().len()));
            }
            _ => self.mark(c),
        }
    }

    fn mark(&mut self, c: char) {
        match c {
            '(' => {
                let condition = self.last_word().is_some_and(|word| WITH_CONDITION.contains(&word));
                self.parentheses.push(condition);
            }
            ')' => match self.parentheses.pop() {
                Some(condition) => self.closed_condition = condition,
                None => self.doubt(),
            },
            '{' => {
                if let Some(open) = self.templates.last_mut() {
                    *open += 1;
                }
            }
            '}' => match self.templates.last_mut() {
                Some(0) => {
                    self.at += 1;
                    self.templates.pop();
                    self.template();
                    return;
                }
                Some(open) => *open -= 1,
                None => {}
            },
            // An escaped name.
            '\\' => self.doubt(),
            _ => {}
        }
        self.push(Kind::Mark, c.len_utf8());
    }

    fn last_word(&self) -> Option<&'a str> {
        self.out.all.last().filter(|t| t.kind == Kind::Word).map(|t| t.text)
    }

    fn string(&mut self, quote: char) {
        let mut escaped = false;
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' => break,
                c if c == quote => {
                    self.push(Kind::Text, at + 1);
                    return;
                }
                _ => {}
            }
        }
        self.doubt();
        self.push(Kind::Mark, 1);
    }

    /// The inside of a template, up to its end or the next `${`.
    fn template(&mut self) {
        let mut escaped = false;
        let mut dollar = false;
        for (at, c) in self.rest().char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '`' => {
                    self.push(Kind::Other, at + 1);
                    return;
                }
                '{' if dollar => {
                    self.push(Kind::Other, at + 1);
                    self.templates.push(0);
                    return;
                }
                _ => {}
            }
            dollar = c == '$' && !escaped;
        }
        self.doubt();
        self.at = self.source.len();
    }

    /// A regular expression or a division.
    fn slash(&mut self) {
        let regex = match self.out.all.last() {
            None => true,
            Some(token) => match (token.kind, token.text) {
                (Kind::Word, word) => BEFORE_REGEX.contains(&word),
                (Kind::Text | Kind::Other, _) | (Kind::Mark, "]") => false,
                (Kind::Mark, ")") => self.closed_condition,
                (Kind::Mark, "}") => {
                    self.doubt();
                    false
                }
                // After `x++` it divides, before `x` in `++/x/` nothing makes sense.
                (Kind::Mark, "+" | "-") => self.out.all.len() < 2 || !self.after_increment(),
                (Kind::Mark, _) => true,
            },
        };
        if !regex {
            self.push(Kind::Mark, 1);
            return;
        }
        let mut escaped = false;
        let mut in_class = false;
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let flags = self.rest()[at + 1..].find(|c: char| !c.is_ascii_alphabetic());
                    self.push(Kind::Other, at + 1 + flags.unwrap_or(self.rest().len() - at - 1));
                    return;
                }
                _ => {}
            }
        }
        self.doubt();
        self.push(Kind::Mark, 1);
    }

    fn after_increment(&self) -> bool {
        match self.out.all.as_slice() {
            [.., a, b] => a.kind == Kind::Mark && a.text == b.text,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> (Vec<&str>, bool) {
        let tokens = scan(source);
        (tokens.all.iter().filter(|t| t.kind == Kind::Word).map(|t| t.text).collect(), tokens.sure)
    }

    #[test]
    fn code_is_told_from_the_rest() {
        assert_eq!(words("a // b\n/* c */ d \"e\" 'f' `g`"), (vec!["a", "d"], true));
        assert_eq!(words("a = /x\\/[/]y/g; b"), (vec!["a", "b"], true));
        assert_eq!(words("a / b / c"), (vec!["a", "b", "c"], true));
        assert_eq!(words("(a) / b / (c)"), (vec!["a", "b", "c"], true));
        assert_eq!(words("if (a) /b/.test(c)"), (vec!["if", "a", "test", "c"], true));
        assert_eq!(words("return /b'/.test(c)"), (vec!["return", "test", "c"], true));
        assert_eq!(words("`a ${b + `c ${d}` } e` + f"), (vec!["b", "d", "f"], true));
        assert_eq!(words("`${{a: {b}}}` c"), (vec!["a", "b", "c"], true));
        assert_eq!(words("'it\\'s' a"), (vec!["a"], true));
        assert_eq!(words("#!/usr/bin/env node\na"), (vec!["a"], true));
        assert!(!words("'open\n a").1);
        assert!(!words("} /x'/ ").1);
        assert!(!words("`open ${a").1);
    }
}
