//! Where a published version comes from, written into its description and read back by `versions`.

use std::fmt;

/// Characters that a description may have: AWS Lambda API, FunctionConfiguration, 2026-11.
pub(super) const DESCRIPTION_LIMIT: usize = 256;
const START: &str = "lamctl:";

/// The origin of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Provenance {
    /// The git commit; `None` outside a repository.
    pub commit: Option<String>,
    /// Whether the tree had changes that were not committed.
    pub dirty: bool,
    /// The package's CodeSha256, or an image's digest.
    pub package: Option<String>,
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(START)?;
        if let Some(commit) = &self.commit {
            write!(f, " commit={commit}{}", if self.dirty { "+dirty" } else { "" })?;
        }
        if let Some(package) = &self.package {
            write!(f, " package={package}")?;
        }
        Ok(())
    }
}

impl Provenance {
    /// The version's description: the function's own, and this, within AWS's limit.
    pub fn describe(&self, description: Option<&str>) -> String {
        let own = self.to_string();
        let own: String = own.chars().take(DESCRIPTION_LIMIT).collect();
        match description.map(str::trim).filter(|d| !d.is_empty()) {
            None => own,
            Some(text) => {
                let room = DESCRIPTION_LIMIT.saturating_sub(own.chars().count() + 1);
                let text: String = text.chars().take(room).collect();
                if text.is_empty() { own } else { format!("{text} {own}") }
            }
        }
    }

    /// What a description says of it.
    pub fn parse(description: &str) -> Option<Self> {
        let (_, rest) = description.rsplit_once(START)?;
        let mut found = Provenance::default();
        for word in rest.split_whitespace() {
            match word.split_once('=') {
                Some(("commit", commit)) => {
                    found.dirty = commit.ends_with("+dirty");
                    found.commit = Some(commit.trim_end_matches("+dirty").to_owned());
                }
                Some(("package", package)) => found.package = Some(package.to_owned()),
                _ => return None,
            }
        }
        (found != Provenance::default()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for commit in [None, Some("0123456789012345678901234567890123456789".to_owned())] {
            for dirty in [false, commit.is_some()] {
                let provenance = Provenance { commit: commit.clone(), dirty, package: Some("abc+/=".into()) };
                for text in [None, Some(""), Some("the web's front end"), Some(&*"é".repeat(300))] {
                    let description = provenance.describe(text);
                    assert!(description.chars().count() <= DESCRIPTION_LIMIT);
                    assert_eq!(Provenance::parse(&description), Some(provenance.clone()), "{description}");
                }
            }
        }
        assert_eq!(Provenance::parse("a function of mine"), None);
    }
}
