//! What `lamctl explain` says: the rules, each at length, all in a line each, and as data.

use serde_json::{Value, json};

use super::levels::GROUPS;
use super::registry;
use super::rule::Rule;
use super::words::{nearest, quote};

/// All that is to be said of a rule, or of a group; `None` where the name is neither.
pub fn explain(name: &str) -> Option<String> {
    if let Some(rule) = registry::find(name) {
        return Some(format!("{}\n\n{}", heading(rule), rule.docs.trim_end()));
    }
    let (group, about) = GROUPS.iter().find(|(group, _)| *group == name)?;
    let mut text = format!("{group}: {about}");
    for rule in members(group) {
        text.push_str("\n  ");
        text.push_str(&line(rule));
    }
    Some(text)
}

/// The same as data: a rule, or the list of a group's rules.
pub fn data(name: &str) -> Option<Value> {
    registry::find(name).map(json).or_else(|| {
        let (group, _) = GROUPS.iter().find(|(group, _)| *group == name)?;
        Some(members(group).map(json).collect())
    })
}

/// The rules of a group; `warnings` is no rule's own.
fn members(group: &str) -> impl Iterator<Item = &'static Rule> {
    registry::all().filter(move |rule| rule.group == group || group == "all")
}

/// What a mistyped name may mean, nearest first.
pub fn suggest(name: &str) -> Vec<&'static str> {
    nearest(name, registry::all().map(|rule| rule.name).chain(GROUPS.iter().map(|(group, _)| *group)))
}

/// The list of all rules: name, level and one line each, by group.
pub fn list() -> String {
    let mut text = String::new();
    for (group, about) in GROUPS {
        let mut rules = registry::all().filter(|rule| rule.group == *group).peekable();
        if rules.peek().is_none() {
            continue;
        }
        text.push_str(&format!("{group}: {about}\n"));
        for rule in rules {
            text.push_str(&format!("  {}\n", line(rule)));
        }
        text.push('\n');
    }
    text.push_str("warnings: every finding that would be a warning\nall: every rule");
    text
}

/// The rules as data: for `explain --json` and for tools.
pub fn json(rule: &Rule) -> Value {
    json!({
        "name": rule.name,
        "level": rule.level,
        "group": rule.group,
        "passes": rule.passes.iter().map(|pass| *pass as u8).collect::<Vec<_>>(),
        "fixed": rule.fixed,
        "summary": rule.summary,
        "docs": rule.docs.trim_end(),
    })
}

/// All rules as data.
pub fn json_all() -> Value {
    Value::Array(registry::all().map(json).collect())
}

/// The README's table of rules.
pub fn markdown_table() -> String {
    let mut text = String::from("| rule | pass | level | fires when |\n|---|---|---|---|\n");
    let mut rules: Vec<&Rule> = registry::all().collect();
    rules.sort_by_key(|rule| rule.passes.first());
    for rule in rules {
        let summary = rule.summary.replace('|', "\\|");
        text.push_str(&format!("| `{}` | {} | {} | {summary} |\n", rule.name, passes(rule), weight(rule)));
    }
    text
}

fn line(rule: &Rule) -> String {
    format!("{:<24}{:<7}{}", rule.name, rule.level.as_str(), rule.summary)
}

fn heading(rule: &Rule) -> String {
    format!("{} ({}, group {}, pass {})\n{}", quote(rule.name), weight(rule), rule.group, passes(rule), rule.summary)
}

fn weight(rule: &Rule) -> String {
    let fixed = if rule.fixed { ", fixed" } else { "" };
    format!("{}{fixed}", rule.level.as_str())
}

fn passes(rule: &Rule) -> String {
    rule.passes.iter().map(|pass| (*pass as u8).to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_what_why_an_example_and_the_cure() {
        for rule in registry::all() {
            // Rules that look into the package have theirs beside them, as prose.
            if rule.docs.starts_with("Looks at: ") {
                for part in ["\n\nWhy: ", "\n\nFires on:\n\n    ", "\n\nCure: "] {
                    assert!(rule.docs.contains(part), "{}: {part:?}", rule.name);
                }
            }
            assert!(rule.docs.len() > 150, "{}", rule.name);
            assert!(!rule.summary.ends_with('.') && !rule.summary.is_empty(), "{}", rule.name);
            assert!(list().contains(rule.name));
            assert!(markdown_table().contains(&format!("| `{}` |", rule.name)));
            assert_eq!(json(rule)["name"], rule.name);
            assert!(explain(rule.name).is_some_and(|text| text.contains(rule.summary)));
        }
    }

    #[test]
    fn groups_are_explained_and_slips_are_guessed() {
        assert!(explain("limits").is_some_and(|text| text.contains("environment-size")));
        assert!(explain("no-such").is_none());
        assert_eq!(suggest("enviroment-size")[0], "environment-size");
    }
}
