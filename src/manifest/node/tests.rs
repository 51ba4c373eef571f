use super::*;

fn read(text: &str) -> Arc<Tree> {
    Tree::read("a.yaml", true, text.as_bytes()).unwrap_or_else(|d| panic!("{d:?}"))
}

/// Every node's text, in order.
fn spans(text: &str) -> Vec<String> {
    let tree = read(text);
    (0..tree.items.len())
        .map(|n| {
            let span = tree.span(Node(n as u32));
            tree.text.text[span.start..span.end].to_owned()
        })
        .collect()
}

#[test]
fn every_node_has_its_place() {
    assert_eq!(
        spans("a: 1.10\nb: [x, 'y z']\nc:\n  d: {e: 0x1F}\n"),
        ["a: 1.10", "a", "1.10", "b", "[x, 'y z']", "x", "'y z'", "c", "d: {e: 0x1F}", "d", "{e: 0x1F}", "e", "0x1F"]
    );
    assert_eq!(spans("é: ü\n- : 1\n".trim_end_matches("- : 1\n")), ["é: ü", "é", "ü"]);
    assert_eq!(
        spans("{\"a\": \"\\ud83d\\ude00\", \"b\": [1]}"),
        ["{\"a\": \"\\ud83d\\ude00\", \"b\": [1]}", "\"a\"", "\"\\ud83d\\ude00\"", "\"b\"", "[1]", "1"]
    );
}

#[test]
fn an_alias_points_at_its_anchor() {
    assert_eq!(
        spans("x: &a {k: 1}\ny: *a\nz: &b text\nw: *b"),
        ["x: &a {k: 1}", "x", "{k: 1}", "k", "1", "y", "{k: 1}", "k", "1", "z", "text", "w", "text"]
    );
}

#[test]
fn raw_text_is_that_of_the_source() {
    let tree = read("[1.10, yes, 012, 0x10, ~, true, \"8\", !!str 5, !!int \"7\", 1e3, -0, .5]");
    let raw: Vec<String> = tree.items.iter().skip(1).map(|i| tree.raw(i).0).collect();
    assert_eq!(raw, ["1.10", "yes", "012", "0x10", "~", "true", "8", "5", "7", "1e3", "-0", ".5"]);
}

#[track_caller]
fn fails(text: &[u8], message: &str, line: usize, column: usize) {
    let fault = Tree::read("a.yaml", true, text).expect_err("no fault");
    let at = fault.place.as_ref().unwrap().start();
    assert_eq!((fault.message.as_str(), at.line, at.column), (message, line, column));
}

#[test]
fn what_cannot_be_read_has_a_place() {
    fails(b"", "the manifest is empty", 1, 1);
    fails(b"# only a comment\n", "the manifest is empty", 2, 1);
    fails(b"---\n", "the manifest is empty", 2, 1);
    fails(b"a: 1\n---\nb: 2\n", "several documents in one file", 3, 1);
    fails(b"a: 1\nb: \xff", "the manifest is not UTF-8", 2, 4);
    fails(
        b"a: b: c",
        "not valid YAML: no key can stand here: a second `:` on the line, a missing one above, or a wrong indentation",
        1,
        5,
    );
    fails(b"a: [1, 2\nb: 3", "not valid YAML: a `,` or `]` is missing in the list", 2, 2);
    fails(b"a: *b", "not valid YAML: no anchor of this name stands before this alias", 1, 4);
    fails(b"a: \"open", "not valid YAML: the text ends inside a quoted value", 1, 9);
    fails(b"a:\n\t- b", "not valid YAML: a value cannot begin with this character", 2, 1);
    fails(b"a: @b", "not valid YAML: a value cannot begin with this character", 1, 4);
    fails(b"a: 1\nb 2\nc: 3", "not valid YAML: a `:` is missing after the key", 3, 1);
    fails(b"a\n---\nb: 1", "several documents in one file", 1, 1);
}

#[test]
fn bombs_are_stopped() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (n, m) in ('a'..'i').zip('b'..='i') {
        bomb.push_str(&format!("{m}: &{m} [*{n},*{n},*{n},*{n},*{n},*{n},*{n},*{n},*{n},*{n}]\n"));
    }
    let fault = Tree::read("a.yaml", true, bomb.as_bytes()).unwrap_err();
    assert_eq!(fault.message, "the manifest has more than 100,000 values, aliases expanded");
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(500_000), "*a,".repeat(10_000));
    let fault = Tree::read("a.yaml", true, long.as_bytes()).unwrap_err();
    assert_eq!(fault.message, "the manifest's aliases expand to more than 16 MiB");
    assert!(Tree::read("a.yaml", true, "&a [*a]".as_bytes()).is_err());
    assert!(Tree::read("a.yaml", true, "- ".repeat(500_000).as_bytes()).is_err());
}
