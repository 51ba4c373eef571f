//! What was probably meant: a name that is nearly another, a file that sits one folder down.

use crate::package::Contents;

/// The candidate most like `wanted`, where one is like it enough to be worth saying.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates.into_iter().take(2_000) {
        if candidate == wanted || candidate.len() > 256 || wanted.len() > 256 {
            continue;
        }
        let likeness = if candidate.eq_ignore_ascii_case(wanted) {
            0.99
        } else if strsim::damerau_levenshtein(wanted, candidate) <= 1 + wanted.len() / 5 {
            strsim::jaro_winkler(wanted, candidate)
        } else if candidate.ends_with(wanted) || candidate.starts_with(wanted) || wanted.ends_with(candidate) {
            0.7
        } else {
            continue;
        };
        if best.is_none_or(|(b, _)| likeness > b) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// An entry that is one of the wanted names but for folders in front of it: the shallowest.
pub fn deeper<'a>(contents: &'a Contents, wanted: &[String]) -> Option<&'a str> {
    contents
        .entries()
        .iter()
        .map(|e| e.name.as_str())
        .filter(|name| {
            wanted.iter().any(|w| name.strip_suffix(w.as_str()).is_some_and(|front| front.ends_with('/')))
                && !is_dependency(name)
        })
        .min_by_key(|name| name.matches('/').count())
}

/// Whether an entry is part of an installed dependency, not of the function's own sources.
pub fn is_dependency(name: &str) -> bool {
    name.split('/').any(|part| {
        matches!(part, "node_modules" | "site-packages" | "dist-packages" | "bower_components")
            || part.ends_with(".dist-info")
            || part.ends_with(".egg-info")
    }) || name.starts_with("vendor/bundle/")
        || name.contains("/vendor/bundle/")
}

/// The file names of a folder's entries: what stands directly in it (`""` is the root).
pub fn files_in<'a>(contents: &'a Contents, folder: &str) -> impl Iterator<Item = &'a str> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let start = contents.entries().partition_point(|e| e.name.as_bytes() < prefix.as_bytes());
    let own = prefix.clone();
    contents.entries()[start..]
        .iter()
        .map(|e| e.name.as_str())
        .take_while(move |name| name.starts_with(&own))
        .filter(move |name| !name[prefix.len()..].contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("handler", ["main", "handlr"]), Some("handlr"));
        assert_eq!(nearest("handler", ["lambda_handler", "other"]), Some("lambda_handler"));
        assert_eq!(nearest("Handler", ["handler", "handles"]), Some("handler"));
        assert_eq!(nearest("handler", ["xyz"]), None);
    }
}
