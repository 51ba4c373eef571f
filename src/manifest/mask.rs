//! Takes secrets out of a text before it is shown. What stands at a place that the table knows as harmless
//! is kept; everything else is masked. A mask has as many characters and as many bytes as what it hides,
//! so that lines, columns and spans hold.

use super::node::{Kind, Tree};
use super::shape::Shape;
use super::suggest;
use super::table;
use super::value::nameable;
use crate::diagnostic::Span;

/// `text` with these stretches masked; line breaks stay.
pub fn spans(text: &str, spans: &[Span]) -> String {
    let mut spans: Vec<Span> = spans.iter().copied().filter(|s| s.start < s.end).collect();
    spans.sort_unstable_by_key(|s| s.start);
    let mut out = String::with_capacity(text.len());
    let mut next = spans.into_iter().peekable();
    let mut until = 0;
    for (offset, c) in text.char_indices() {
        while let Some(span) = next.next_if(|s| s.start <= offset) {
            until = until.max(span.end);
        }
        out.push(if offset < until && !matches!(c, '\n' | '\r' | ' ' | '\t') { star(c) } else { c });
    }
    out
}

/// A star as long as the character.
fn star(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '∗',
        _ => '🞱',
    }
}

/// All of a text masked.
pub fn all(text: &str) -> String {
    spans(text, &[Span { start: 0, end: text.len() }])
}

/// What may be shown of the values at a place.
#[derive(Clone, Copy)]
enum Show {
    /// As the shape says.
    Known(&'static Shape),
    /// The root: a manifest's and a function's keys together.
    Root,
    Nothing,
}

/// The text of a tree with all masked that the table does not know as harmless.
pub fn masked(tree: &Tree) -> String {
    let mut hidden = Vec::new();
    walk(tree, 0, Show::Root, &mut hidden);
    spans(tree.text(), &hidden)
}

fn walk(tree: &Tree, node: u32, show: Show, hidden: &mut Vec<Span>) {
    let Some(item) = tree.item(node) else { return };
    match &item.kind {
        Kind::List(children) => {
            let show = match show {
                Show::Known(Shape::List(shape)) => Show::Known(shape),
                // A list where something else is wanted.
                _ => Show::Nothing,
            };
            for child in children {
                walk(tree, *child, show, hidden);
            }
            if matches!(show, Show::Nothing) {
                comments(tree, node, hidden);
            }
        }
        Kind::Map(children) => {
            let secrets = match show {
                Show::Known(shape) => secret(shape),
                Show::Root => false,
                Show::Nothing => true,
            };
            for (key, value) in children {
                let name = super::value::key_name(tree, *key);
                if !name.as_deref().is_some_and(nameable) || bare(tree, *key, *value) {
                    hide(tree, *key, hidden);
                }
                walk(tree, *key, if scalar(tree, *key) { Show::Known(&Shape::Text) } else { Show::Nothing }, hidden);
                walk(tree, *value, below(show, name.as_deref().unwrap_or_default()), hidden);
            }
            if secrets {
                comments(tree, node, hidden);
            }
        }
        _ => match show {
            Show::Known(shape) if !secret(shape) && !matches!(shape, Shape::Struct(_) | Shape::Map(_)) => {}
            _ => hide(tree, node, hidden),
        },
    }
}

/// What may be shown under a key.
fn below(show: Show, key: &str) -> Show {
    let near = |fields: &mut dyn Iterator<Item = &'static super::shape::Field>| {
        let fields: Vec<_> = fields.collect();
        if let Some(field) = fields.iter().find(|f| f.is_named(key)) {
            return Show::Known(&field.shape);
        }
        let known = suggest::nearest(key, fields.iter().map(|f| f.name));
        match known.and_then(|name| fields.iter().find(|f| f.name == name)) {
            Some(field) if nameable(key) => Show::Known(&field.shape),
            _ => Show::Nothing,
        }
    };
    match show {
        Show::Root => match table::root(key) {
            Some(field) => Show::Known(&field.shape),
            None => near(&mut table::FIELDS.iter()),
        },
        Show::Known(Shape::Struct(fields)) => near(&mut fields.iter()),
        Show::Known(Shape::Map(shape)) => Show::Known(shape),
        _ => Show::Nothing,
    }
}

fn secret(shape: &Shape) -> bool {
    matches!(shape, Shape::Secret | Shape::Map(Shape::Secret))
}

fn scalar(tree: &Tree, node: u32) -> bool {
    tree.item(node).is_some_and(|item| !matches!(item.kind, Kind::List(_) | Kind::Map(_)))
}

/// A key without a colon behind it: what a flow map makes of a lone value.
fn bare(tree: &Tree, key: u32, value: u32) -> bool {
    let (Some(key), Some(value)) = (tree.item(key), tree.item(value)) else { return false };
    if !matches!(value.kind, Kind::Null) || matches!(key.kind, Kind::List(_) | Kind::Map(_)) {
        return false;
    }
    let end = tree.token(key).end;
    !tree.text().get(end..).unwrap_or_default().trim_start().starts_with(':')
}

fn hide(tree: &Tree, node: u32, hidden: &mut Vec<Span>) {
    let Some(item) = tree.item(node) else { return };
    if matches!(item.kind, Kind::List(_) | Kind::Map(_)) {
        return;
    }
    let token = tree.token(item);
    let span = Span { start: token.start, end: token.end };
    hidden.push(span);
    // What is left of the line behind it is a comment, or the rest of a scalar that was cut short.
    let rest = tree.text().get(span.end..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('#') {
        hidden.push(Span { start: span.end, end: span.end + line.len() });
    }
}

/// The comments among and behind secrets: values that were commented out.
fn comments(tree: &Tree, node: u32, hidden: &mut Vec<Span>) {
    let Some(item) = tree.item(node) else { return };
    let text = tree.text();
    let last = last_scalar(tree, node).and_then(|n| tree.item(n)).map_or(item.start, |i| tree.token(i).end);
    // From the line above its first key on.
    let before = text.get(..item.start).unwrap_or_default();
    let mut at =
        before.rfind('\n').map_or(0, |end| text.get(..end).unwrap_or_default().rfind('\n').map_or(0, |i| i + 1));
    while let Some(line) = text.get(at..).filter(|l| !l.is_empty()) {
        let line = line.split_inclusive('\n').next().unwrap_or_default();
        let content = line.trim();
        if content.starts_with('#') {
            hidden.push(Span { start: at, end: at + line.len() });
        } else if at > last && !content.is_empty() {
            break;
        }
        at += line.len();
    }
}

fn last_scalar(tree: &Tree, node: u32) -> Option<u32> {
    let mut node = node;
    loop {
        node = match &tree.item(node)?.kind {
            Kind::List(children) => *children.last()?,
            Kind::Map(children) => children.last()?.1,
            _ => return Some(node),
        };
    }
}

/// A text that is no YAML: nothing but its lines says what is a secret. From the first line that speaks of
/// variables on, and everywhere where anchors are about, only lines that set a known, harmless key are kept.
pub fn broken(text: &str) -> String {
    let lower = text.to_lowercase();
    let anchors = text.contains('&');
    let start = if anchors || lower.len() != text.len() {
        0
    } else {
        ["variab", "environ", "varia", "envir"].iter().filter_map(|word| lower.find(word)).min().unwrap_or(text.len())
    };
    let start = text.get(..start).unwrap_or_default().rfind('\n').map_or(0, |i| i + 1);
    if start == 0 && !lower.contains("vari") && !lower.contains("envir") && !anchors && lower.len() == text.len() {
        return text.to_owned();
    }
    let mut hidden = Vec::new();
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if !harmless(line) {
            hidden.push(Span { start: at, end: at + line.len() });
        }
        at += line.len();
    }
    spans(text, &hidden)
}

/// `key:` of the table with a plain value or none, and nothing that could be part of a secret.
fn harmless(line: &str) -> bool {
    let Some((key, value)) = line.trim().split_once(':') else { return line.trim().is_empty() };
    let known = table::FIELDS.iter().find(|f| f.is_named(key));
    match known.map(|f| &f.shape) {
        Some(Shape::Struct(_) | Shape::Map(_)) => value.trim().is_empty(),
        Some(Shape::Int | Shape::Float | Shape::Bool | Shape::Text | Shape::OneOf(_)) => {
            value.starts_with(' ') && value.bytes().all(|b| b == b' ' || b.is_ascii_digit()) || {
                matches!(key, "function_name" | "runtime" | "handler" | "role" | "timeout" | "memory_size")
                    && value.starts_with(' ')
                    && value
                        .trim()
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':' | b'/'))
            }
        }
        _ => ["environment", "variables", "Environment", "Variables"].contains(&key) && value.trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_as_long_as_what_it_hides() {
        let text = "aé∑😀\nb";
        let masked = all(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked.chars().count(), text.chars().count());
        assert!(!masked.contains(['a', 'é', '∑', '😀', 'b']));
        assert_eq!(masked.find('\n'), text.find('\n'));
    }

    #[test]
    fn broken_text_shows_what_is_before_the_variables() {
        let text =
            "function_name: a\nmemory_size 256\nenvironment:\n  variables:\n    A: s3cret\nrole: x\n b: s3cret\n";
        let shown = broken(text);
        assert!(
            shown
                .starts_with("function_name: a\nmemory_size 256\nenvironment:\n  variables:\n    ** ******\nrole: x\n")
        );
        assert!(!shown.contains("s3cret"));
        assert!(!broken("x-a: &a\n  A: s3cret\nenvir: [").contains("s3cret"));
    }
}
