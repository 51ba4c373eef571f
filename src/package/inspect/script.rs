//! The first line of a script.

/// What a file that starts with `#!` (or nearly so) says in its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The interpreter's path as written.
    pub interpreter: String,
    /// The program that `/usr/bin/env` looks for.
    pub through_env: Option<String>,
    /// The line ends in a carriage return.
    pub carriage_return: bool,
    /// A byte order mark stands before `#!`.
    pub mark: bool,
}

/// Reads the first line; `None` where the file does not start as a script does.
pub fn read(head: &[u8]) -> Option<Script> {
    let (mark, rest) = match head.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (true, rest),
        None => (false, head),
    };
    let rest = rest.strip_prefix(b"#!")?;
    let end = rest.iter().position(|b| *b == b'\n');
    let line = &rest[..end.unwrap_or(rest.len())];
    let carriage_return = end.is_some() && line.last() == Some(&b'\r');
    let line = String::from_utf8_lossy(line).into_owned();
    let mut words = line.split([' ', '\t', '\r']).filter(|w| !w.is_empty());
    let interpreter = words.next()?.to_owned();
    let through_env = if interpreter.ends_with("/env") {
        words.find(|w| !w.starts_with('-') && !w.contains('=')).map(str::to_owned)
    } else {
        None
    };
    Some(Script { interpreter, through_env, carriage_return, mark })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_first_lines() {
        let of = |text: &str| read(text.as_bytes());
        let plain = of("#!/bin/sh\necho").unwrap();
        assert_eq!((plain.interpreter.as_str(), plain.carriage_return, plain.mark), ("/bin/sh", false, false));
        assert!(of("#!/bin/sh\r\necho").unwrap().carriage_return);
        assert!(of("\u{feff}#!/bin/sh\necho").unwrap().mark);
        assert_eq!(of("#!/usr/bin/env -S node --x\n").unwrap().through_env.as_deref(), Some("node"));
        assert_eq!(of("#! /bin/bash -e\n").unwrap().interpreter, "/bin/bash");
        assert_eq!(of("echo"), None);
        assert_eq!(of("#!"), None);
    }
}
