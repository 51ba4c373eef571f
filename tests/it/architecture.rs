//! Who may use whom: holds the one direction that the crate's doc draws, wherever a path is written.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::root;

const VOCABULARY: [&str; 7] = ["diagnostic", "error", "event", "exit", "facts", "function", "outcome"];

/// Each stage uses the vocabulary and what stands before it here.
const STAGES: [&str; 6] = ["manifest", "package", "preflight", "plan", "aws", "retry"];

fn may(user: &str) -> BTreeSet<&'static str> {
    let mut allowed: BTreeSet<&str> = VOCABULARY.into();
    match user {
        v if VOCABULARY.contains(&v) => {}
        "sandbox" => return ["facts", "sandbox"].into(),
        "report" => allowed.extend(["plan"]),
        "wait" => allowed.extend(STAGES),
        "apply" => allowed.extend(STAGES.into_iter().chain(["wait"])),
        "cli" => allowed.extend(STAGES.into_iter().chain(["wait", "apply", "report", "sandbox"])),
        stage => {
            let before = STAGES.iter().position(|s| *s == stage).unwrap_or_else(|| panic!("an unknown room: {stage}"));
            allowed.extend(&STAGES[..before]);
        }
    }
    allowed
}

fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn nothing_calls_back_up() {
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let path = regex::Regex::new(r"\b(?:crate|lamctl)::(?:\{[^}]*\}|[a-z_0-9]+)").expect("a pattern");
    let name = regex::Regex::new(r"[a-z_0-9]+").expect("a pattern");
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for file in &files {
        let relative = file.strip_prefix(&src).expect("below src");
        let room = relative.components().next().expect("a part").as_os_str().to_string_lossy().replace(".rs", "");
        if room == "main" || room == "lib" {
            continue;
        }
        let allowed = may(&room);
        let text = std::fs::read_to_string(file).expect("text");
        for found in path.find_iter(&text) {
            let inside = found.as_str().split_once("::").expect("a path").1;
            // `crate::{a, b::c}` names rooms at its first level alone.
            let rooms: Vec<&str> = match inside.strip_prefix('{') {
                Some(list) => list.split(',').filter_map(|part| name.find(part.trim()).map(|m| m.as_str())).collect(),
                None => vec![inside],
            };
            for used in rooms {
                seen += 1;
                if used != room && !allowed.contains(used) {
                    wrong.push(format!("{} uses {used}", relative.display()));
                }
            }
        }
    }
    assert!(seen > 100, "the test reads no paths");
    assert!(wrong.is_empty(), "against the direction:\n{}", wrong.join("\n"));
}

#[test]
fn only_aws_names_the_sdk_and_no_file_outgrows_its_room() {
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let sdk = regex::Regex::new(r"\baws_(sdk|config|smithy|types|credential|runtime)[a-z_0-9]*::").expect("a pattern");
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&src).expect("below src").display().to_string();
        let text = std::fs::read_to_string(&file).expect("text");
        if !relative.starts_with("aws/") && !relative.ends_with("tests.rs") && sdk.is_match(&text) {
            wrong.push(format!("{relative} names an SDK crate"));
        }
        if text.lines().count() > 500 {
            wrong.push(format!("{relative} has {} lines", text.lines().count()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
