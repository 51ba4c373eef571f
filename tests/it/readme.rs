//! The README's generated parts are current: rules, manifest reference, exit codes, commands.

use crate::support::root;

/// Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
fn with(text: &str, name: &str, part: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = text.find(&open).unwrap_or_else(|| panic!("README.md has no {open}")) + open.len();
    let end = start + text[start..].find(&close).unwrap_or_else(|| panic!("README.md has no {close}"));
    format!("{}{}\n{}", &text[..start], part.trim_end(), &text[end..])
}

fn exit_codes() -> String {
    let rows: Vec<String> =
        lamctl::exit::TABLE.iter().map(|(code, meaning)| format!("| {code} | {meaning} |")).collect();
    format!("| code | meaning |\n|---|---|\n{}\n", rows.join("\n"))
}

fn commands() -> String {
    let command = lamctl::cli::command();
    let rows: Vec<String> = command
        .get_subcommands()
        .map(|c| {
            format!("| `lamctl {}` | {} |", c.get_name(), c.get_about().map(ToString::to_string).unwrap_or_default())
        })
        .collect();
    format!("| command | does |\n|---|---|\n{}\n", rows.join("\n"))
}

#[test]
fn the_generated_parts_of_the_readme_are_current() {
    let path = root().join("README.md");
    let text = std::fs::read_to_string(&path).expect("README.md");
    let mut current = with(&text, "rules", &lamctl::preflight::explain::markdown_table());
    current = with(&current, "manifest", &lamctl::manifest::reference_markdown());
    current = with(&current, "exit-codes", &exit_codes());
    current = with(&current, "commands", &commands());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &current).expect("written");
    }
    assert!(
        current == text || std::env::var_os("UPDATE").is_some(),
        "stale (make it anew with `UPDATE=1 cargo test current`)"
    );
}
