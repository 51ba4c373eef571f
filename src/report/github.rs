//! Findings as GitHub workflow commands, which show them beside the changed lines.

use crate::diagnostic::{Diagnostic, Level};

/// `::error file=deploy.yaml,line=7,col=14::message`.
pub fn annotation(finding: &Diagnostic) -> String {
    let command = match finding.level {
        Level::Deny => "error",
        _ => "warning",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place
        && place.source.is_file
    {
        let (start, end) = (place.start(), place.end());
        properties.push(format!("file={}", property(&place.source.name)));
        properties.push(format!("line={}", start.line));
        properties.push(format!("endLine={}", end.line));
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end.column));
        }
    }
    if let Some(rule) = finding.rule {
        properties.push(format!("title={}", property(rule)));
    }
    let about = finding.function.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
    let mut message = format!("{about}{}", finding.message);
    if let Some(entry) = &finding.entry {
        message.push_str(&format!(" ({entry})"));
    }
    if let Some(help) = &finding.help {
        message.push_str(&format!("\n{help}"));
    }
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{command}{space}{}::{}", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_values_are_escaped() {
        let mut finding = Diagnostic::fault("50% is\nwrong", None);
        finding.rule = Some("tags");
        assert_eq!(annotation(&finding), "::error title=tags::50%25 is%0Awrong");
    }

    #[test]
    fn of_several_functions_each_finding_names_its_own() {
        let finding = Diagnostic::warning("it is so", None).function("one").help("do this");
        assert_eq!(annotation(&finding), "::warning::one: it is so%0Ado this");
    }
}
