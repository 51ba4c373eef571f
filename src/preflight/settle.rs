//! What the pass that knows what is deployed adds to what was said before it.

use crate::diagnostic::{Diagnostic, Level, LevelSource};

/// The findings of [`super::Pass::Deployed`] that are news: `said` are those of the earlier passes. One that
/// was said of the same place at the same level or a graver one is left out; one that is graver now stays,
/// beside the warning that came when less was known.
///
/// `changes` is whether the plan creates the function or updates its code or configuration. Where it does
/// not, AWS is asked for nothing that it could refuse, so nothing is denied that nobody asked to be: it
/// warns.
pub fn settle(found: Vec<Diagnostic>, said: &[Diagnostic], changes: bool) -> Vec<Diagnostic> {
    let mut news: Vec<Diagnostic> = found;
    for finding in &mut news {
        let asked = matches!(finding.source, LevelSource::Manifest(_) | LevelSource::Flag(_));
        if !changes && !asked {
            finding.level = finding.level.min(Level::Warn);
        }
    }
    news.retain(|finding| !said.iter().any(|earlier| earlier.level >= finding.level && same(earlier, finding)));
    news
}

/// Whether two findings are about the same thing: the words may differ with what is known.
fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    let spot = |d: &Diagnostic| d.place.as_ref().map(|p| (p.source.name.clone(), p.span));
    let spots = (spot(a), spot(b));
    a.rule == b.rule
        && a.function == b.function
        && a.entry == b.entry
        && spots.0 == spots.1
        && (spots.0.is_some() || a.entry.is_some() || a.message == b.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &'static str, level: Level, message: &str) -> Diagnostic {
        Diagnostic { rule: Some(rule), level, ..Diagnostic::fault(message, None) }
    }

    #[test]
    fn what_was_said_is_not_said_again_unless_it_is_graver() {
        let said = [finding("handler-missing", Level::Warn, "a"), finding("layers", Level::Deny, "b")];
        let found = || vec![finding("handler-missing", Level::Warn, "a"), finding("layers", Level::Warn, "b")];
        assert!(settle(found(), &said, true).is_empty());
        let graver = settle(vec![finding("handler-missing", Level::Deny, "a")], &said, true);
        assert_eq!(graver.len(), 1);
        assert_eq!(settle(vec![finding("handler-missing", Level::Warn, "c")], &said, true).len(), 1);
        let entry = |message: &str| Diagnostic {
            entry: Some("bootstrap".into()),
            ..finding("wrong-architecture", Level::Warn, message)
        };
        assert!(settle(vec![entry("now known")], &[entry("unless what is deployed says otherwise")], true).is_empty());
    }

    #[test]
    fn a_deploy_that_changes_nothing_is_not_denied() {
        let blocked = || vec![finding("runtime-blocked", Level::Deny, "a")];
        assert_eq!(settle(blocked(), &[], true)[0].level, Level::Deny);
        assert_eq!(settle(blocked(), &[], false)[0].level, Level::Warn);
        let mut asked = blocked();
        asked[0].source = LevelSource::Flag("-D runtime-blocked".into());
        assert_eq!(settle(asked, &[], false)[0].level, Level::Deny);
    }
}
