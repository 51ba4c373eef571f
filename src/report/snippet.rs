//! A finding with its place in the text, and a caret under it. The text is the source's `shown`, in which
//! every value under `variables` is masked.

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet};

use super::text::escape;
use crate::diagnostic::{Diagnostic, Level, LevelSource};

/// Lines of text.
pub fn render(finding: &Diagnostic, color: bool) -> String {
    let mark = match finding.level {
        Level::Deny => Mark::ERROR,
        _ => Mark::WARNING,
    };
    let about = finding.function.as_deref().map(|name| format!("{}: ", escape(name))).unwrap_or_default();
    let mut group = Group::with_title(mark.primary_title(format!("{about}{}", escape(&finding.message))));
    if let Some(place) = &finding.place {
        let shown = &place.source.shown;
        let start = place.span.start.min(shown.len());
        let end = place.span.end.clamp(start, shown.len());
        if shown.is_char_boundary(start) && shown.is_char_boundary(end) {
            let (from, text) = window(shown, start, end);
            let line = shown[..from].bytes().filter(|b| *b == b'\n').count() + 1;
            group = group.element(
                Snippet::source(text)
                    .line_start(line)
                    .path(escape(&place.source.name))
                    .annotation(AnnotationKind::Primary.span(start - from..end - from)),
            );
        }
    }
    if let Some(entry) = &finding.entry {
        group = group.element(Origin::path(format!("in the package: {}", escape(entry))));
    }
    if let Some(help) = &finding.help {
        group = group.element(Mark::HELP.message(escape_lines(help)));
    }
    if let Some(rule) = finding.rule {
        group = group.element(Mark::NOTE.with_name("rule").message(format!("{rule}{}", why(finding))));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// Why the finding has its level, where that is not the rule's own default.
fn why(finding: &Diagnostic) -> String {
    let level = finding.level.as_str();
    match &finding.source {
        LevelSource::Default | LevelSource::Rule => String::new(),
        LevelSource::Manifest(key) => format!(" ({level} by `checks: {}`)", escape(key)),
        LevelSource::Flag(flag) => format!(" ({level} by `{}`)", escape(flag)),
    }
}

/// The lines around a span, without the rest of the text: manifests may be large.
fn window(text: &str, start: usize, end: usize) -> (usize, String) {
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[end..].find('\n').map_or(text.len(), |i| end + i);
    let to = if text[..to].ends_with('\r') && to > end { to - 1 } else { to };
    // Control characters would move the cursor; a stand-in of the same length keeps the caret right.
    let safe = text[from..to].chars().map(|c| match c {
        '\n' | '\t' => c,
        c if c.is_control() && c.len_utf8() == 1 => '?',
        c => c,
    });
    (from, safe.collect())
}

fn escape_lines(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
}
