//! The YAML parser's errors in words for people.

/// Why a text is no YAML that lamctl reads, and where.
pub struct Fault {
    pub message: String,
    pub help: Option<&'static str>,
    pub offset: usize,
}

/// The parser's error in words; its own quote values, but for those of the syntax.
pub fn explain(error: &serde_yaml::Error, offset: usize) -> Fault {
    let shown = error.to_string();
    // A message with a path or a value in it is none of these, so no such text gets through.
    let known: [(&str, &str, Option<&str>); 18] = [
        ("unknown anchor", "no anchor of this name stands before this alias", None),
        ("recursion limit exceeded", "lists and maps are nested deeper than 128 levels", None),
        ("repetition limit exceeded", "the aliases expand to too much", None),
        (
            "mapping values are not allowed in this context",
            "no key can stand here: a second `:` on the line, a missing one above, or a wrong indentation",
            Some("quote a value that contains `: `, or mend the indentation"),
        ),
        ("did not find expected key", "a key is expected here", Some("mend the indentation or the quotes before it")),
        (
            "could not find expected ':'",
            "a `:` is missing after the key",
            Some("write `key: value`, with a space after the colon"),
        ),
        (
            "found character that cannot start any token",
            "a value cannot begin with this character",
            Some("put the value in quotes; indent with spaces, not with tabs"),
        ),
        ("found a tab character", "a tab in the indentation", Some("indent with spaces")),
        ("did not find expected ',' or ']'", "a `,` or `]` is missing in the list", None),
        ("did not find expected ',' or '}'", "a `,` or `}` is missing in the map", None),
        ("did not find expected '-' indicator", "a `-` is expected here: the list is indented unevenly", None),
        ("block sequence entries are not allowed", "a list cannot begin here", Some("put it on a line of its own")),
        ("found unexpected end of stream", "the text ends inside a quoted value", Some("close the quotes")),
        ("found unknown escape character", "an unknown escape", Some("use single quotes, or write `\\\\`")),
        ("control characters are not allowed", "a control character", Some("remove it, or write it as an escape")),
        (
            "did not find expected alphabetic or numeric",
            "an anchor's or alias's name is expected here",
            Some("put a value that begins with `*` or `&` in quotes"),
        ),
        ("invalid Unicode character code", "an escape that is no character", None),
        ("did not find expected <document start>", "text after the end of the document", None),
    ];
    let head = shown.split(" at line ").next().unwrap_or_default();
    for (theirs, ours, help) in known {
        if head.starts_with(theirs) || shown.starts_with(theirs) {
            return Fault { message: format!("not valid YAML: {ours}"), help, offset };
        }
    }
    Fault { message: "not valid YAML".to_owned(), help: None, offset }
}
