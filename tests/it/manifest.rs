//! Manifests as users and accidents write them: whatever the bytes, no panic, no wait, no secret shown.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lamctl::manifest::{Input, Loaded, Options, load};
use proptest::prelude::*;

/// The values under `variables` in the manifests below; no part of it may be shown.
const CANARY: &str = "k4n/rie+s3cr";

fn read(bytes: &[u8]) -> Loaded {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/manifests/valid");
    let input = Input { name: "a.yaml".to_owned(), path: None, base: base.clone(), bytes: bytes.to_vec() };
    load(&input, &Options { cwd: base, ..Options::default() })
}

/// Everything that could be printed of what was found: messages, and the lines pointed at with one around.
fn printed(loaded: &Loaded) -> String {
    let mut out = String::new();
    for diagnostic in &loaded.diagnostics {
        let _ = writeln!(out, "{} {:?}", diagnostic.message, diagnostic.help);
        if let Some(place) = &diagnostic.place {
            let (start, end) = (place.start(), place.end());
            assert!(place.span.start <= place.span.end && place.span.end <= place.source.shown.len());
            assert!(place.source.shown.is_char_boundary(place.span.start));
            assert!(place.source.shown.is_char_boundary(place.span.end));
            let lines = place.source.shown.lines().skip(start.line.saturating_sub(2)).take(end.line - start.line + 3);
            lines.for_each(|line| {
                let _ = writeln!(out, "{line}");
            });
        }
    }
    out
}

const BLOCK: &str = "\
function_name: hello
runtime: python3.13
role: arn:aws:iam::123456789012:role/hello
code:
  dir: src
  exclude: [\"tests/**\"]
environment:
  variables:
    TOKEN: k4n/rie+s3cr
    OTHER: \"k4n/rie+s3cr\"
    LONG: |
      k4n/rie+s3cr
      k4n/rie+s3cr and k4n/rie+s3cr
memory_size: 256
tags: { team: web }
";

const FLOW: &str = r#"{"FunctionName": "hello", "Runtime": "python3.13", "Code": {"S3Bucket": "b", "S3Key": "k"},
 "Environment": {"Variables": {"TOKEN": "k4n/rie+s3cr", "OTHER": "k4n/rie+s3cr"}}, "MemorySize": 256}"#;

const SEVERAL: &str = "\
x-env: &env
  TOKEN: k4n/rie+s3cr
defaults:
  code: { dir: src }
  environment: { variables: *env }
functions:
  one: { memory_size: 256 }
  two:
    environment:
      variables: { TOKEN: 'k4n/rie+s3cr', OTHER: k4n/rie+s3cr }
";

#[test]
fn the_manifests_to_be_mutated_are_right() {
    for text in [BLOCK, FLOW, SEVERAL] {
        let loaded = read(text.as_bytes());
        assert_eq!(printed(&loaded), "");
        assert!(text.contains(CANARY) && !format!("{:?}", loaded.functions).contains(CANARY));
    }
}

#[derive(Clone, Debug)]
enum Mutation {
    Delete(usize, usize),
    Insert(usize, &'static str),
    Swap(usize, usize),
    Cut(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let pieces = prop::sample::select(vec![
        " ", "\n", ":", ": ", "'", "\"", "{", "}", "[", "]", ",", "- ", "#", " # ", "&a ", "*a", "!t ", "|", ">", "\t",
        "? ", "é", "😀", "\u{0}", "\r", "---\n", "<<: ", "${", "${A}", "%", "@", "null", "~", "x: ", "\u{feff}",
        "\u{2028}",
    ]);
    prop_oneof![
        (any::<usize>(), 1..4_usize).prop_map(|(at, n)| Mutation::Delete(at, n)),
        (any::<usize>(), pieces).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        any::<usize>().prop_map(Mutation::Cut),
    ]
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for mutation in mutations {
        let length = chars.len().max(1);
        match mutation {
            Mutation::Delete(at, n) => {
                let at = at % length;
                chars.drain(at.min(chars.len())..(at + n).min(chars.len()));
            }
            Mutation::Insert(at, piece) => {
                let at = at % length;
                chars.splice(at.min(chars.len())..at.min(chars.len()), piece.chars());
            }
            Mutation::Swap(a, b) if !chars.is_empty() => chars.swap(a % length, b % length),
            Mutation::Cut(at) => chars.truncate(at % length),
            Mutation::Swap(..) => {}
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        printed(&read(&bytes));
    }

    #[test]
    fn arbitrary_yaml_is_survived(text in "[a-c:{}\\[\\], \n'\"|>&*!#?\\-~0-9${}]{0,80}") {
        printed(&read(text.as_bytes()));
    }

    #[test]
    fn a_slip_of_the_pen_shows_no_secret(
        text in prop::sample::select(vec![BLOCK, FLOW, SEVERAL]),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let text = mutated(text, &mutations);
        let started = Instant::now();
        let shown = printed(&read(text.as_bytes()));
        prop_assert!(started.elapsed() < Duration::from_secs(5));
        // Parts too: a mutation may have cut the secret in two.
        for part in [CANARY, "k4n", "s3cr"] {
            prop_assert!(!shown.contains(part), "{}\n-----\n{}", text, shown);
        }
    }
}

/// The worst that a file of the largest size can do.
#[test]
fn the_largest_files_come_to_an_end() {
    const MIB: usize = 1 << 20;
    let fill = |head: &str, item: &str| head.to_owned() + &item.repeat((MIB - head.len()) / item.len());
    let numbered = |head: &str, item: fn(usize) -> String| {
        let mut text = head.to_owned();
        for n in 0.. {
            let next = item(n);
            if text.len() + next.len() > MIB {
                break;
            }
            text.push_str(&next);
        }
        text
    };
    let cases = [
        ("numbers where text is wanted", fill("layers: [", "1.10,")),
        ("variables", numbered("environment:\n  variables:\n", |n| format!("    A{n}: 1.{n}\n"))),
        (
            "variables on one line of wide characters",
            numbered("environment: {variables: {", |n| format!("A{n}: é{n},")),
        ),
        ("one duplicate key", fill("", "a: 1\n")),
        ("unknown keys", numbered("", |n| format!("a{n}: 1\n"))),
        ("maps where text is wanted", fill("layers:\n", "- {a: b}\n")),
        ("dashes", fill("", "- ")),
        ("brackets", "[".repeat(MIB)),
        ("brackets that quotes hide", fill("a: [", "\"]\",[")),
        ("empty lists", fill("a: [", "[],")),
        ("a plain scalar of many lines", fill("description: ", "a\n  ")),
        ("a block scalar", fill("environment:\n  variables:\n    A: |\n", "     a\n")),
        ("quotes", fill("a: \"", "\\\"")),
        ("aliases", fill("x-a: &a [1]\nlayers: [", "*a,")),
        ("anchors", numbered("layers: [", |n| format!("&a{n} x,"))),
        ("long keys", numbered("", |n| format!("{}{n}: {{", "k".repeat(1000)))),
        ("aliases of long keys", fill(&format!("x: &a {{{}: 1}}\ny: [", "k".repeat(900)), "*a,")),
        ("comments", fill("environment:\n  variables:\n    A: 1\n", "    # a\n")),
        ("interpolation", fill("description: \"", "${A:-b}")),
        ("line breaks of every kind", fill("a: b\n", "\r\u{2028}")),
        (
            "functions",
            numbered("defaults: {timeout: big, code: {dir: .}}\nfunctions:\n", |n| format!("  f{n}: {{}}\n")),
        ),
        ("colons", fill("a: ", ":")),
        ("spaces", fill("a: ", " ")),
    ];
    // As many as fit under the bound on values.
    let most = |head: &str, item: &str| {
        let room = MIB - head.len();
        head.to_owned() + &item.repeat((room / item.len()).min(49_000))
    };
    let under = [
        ("49,000 numbers", most("layers: [", "1.10,") + "1]"),
        ("49,000 lists", most("layers: [", "[],") + "1]"),
        ("49,000 maps", most("layers:\n", "- {}\n")),
        ("24,000 maps", most("layers:\n", "- {a: b}\n").split_at(24_000 * 9).0.to_owned()),
        ("49,000 nulls", most("layers: [", "~,") + "1]"),
        ("49,000 wide texts", most("environment: {variables: {A: [", "ééééééé,") + "1]}}"),
        ("49,000 interpolations", most("layers: [", "'${A:-b}',") + "1]"),
        ("49,000 aliases", most("x-a: &a {}\nlayers: [", "*a,") + "1]"),
        (
            "49,000 aliases of secrets",
            most("x-a: &a {A: b} # x\nenvironment: {variables: [", "*a,").split_at(60_000).0.to_owned() + "1]}",
        ),
        ("49,000 unset variables", most("layers: [", "'${NO}',") + "1]"),
        ("20,000 functions", {
            let mut text = "defaults: {timeout: big, code: {dir: .}, tags: {a: b}}\nfunctions:\n".to_owned();
            (0..20_000).for_each(|n| text.push_str(&format!("  f{n}: {{}}\n")));
            text.replace("{}\n", "\n")
        }),
        ("24,000 variables", {
            let mut text = "function_name: a\ncode: {dir: .}\nenvironment:\n  variables:\n".to_owned();
            (0..24_000).for_each(|n| text.push_str(&format!("    A{n}: 1.{n} # comment\n")));
            text
        }),
        ("24,000 unknown keys", (0..24_000).map(|n| format!("memory_siz{n}: 1\n")).collect()),
        ("24,000 duplicate keys", most("", "a: 1\n").split_at(24_000 * 5).0.to_owned()),
        ("deep maps of long keys", {
            let mut text = String::new();
            (0..100).for_each(|n| text.push_str(&format!("{}{}:\n", " ".repeat(n), "k".repeat(1000))));
            let deep = " ".repeat(100);
            (0..8_000).for_each(|n| text.push_str(&format!("{deep}{n}: 1\n")));
            text
        }),
    ];
    for (name, text) in cases.into_iter().chain(under) {
        // That it ends is the test: before the bounds, several of these took minutes.
        let loaded = read(text.as_bytes());
        printed(&loaded);
        if let Some(first) = loaded.diagnostics.first() {
            assert!(first.place.is_some(), "{name}: {}", first.message);
        }
    }
}
