//! Tags.

use crate::facts::{limits, patterns, reserved};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn tags(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(tags) = &subject.desired.settings.tags else { return };
    let places = &subject.desired.places;
    if tags.len() > limits::TAGS {
        let message = format!("{} tags, {} over the limit of {}", tags.len(), tags.len() - limits::TAGS, limits::TAGS);
        out.push(Finding::new(message, places.key(&["tags"])).help(format!("keep at most {}", limits::TAGS)));
    }
    for (key, value) in tags {
        let at_key = || places.key(&["tags", key]);
        let length = key.chars().count();
        if key.is_empty() || length > limits::TAG_KEY {
            let message =
                format!("the tag key {} has {length} characters; 1 to {} may be", quote(key), limits::TAG_KEY);
            out.push(Finding::new(message, at_key()).help("shorten it, or take the tag out"));
        } else if !patterns::TAG.matches(key) {
            out.push(
                Finding::new(format!("the tag key {} holds a character that tags may not", quote(key)), at_key())
                    .help(ALPHABET),
            );
        } else if key.starts_with(reserved::TAG_PREFIX) {
            let message = format!("the tag key {} begins with `aws:`, which is AWS's own", quote(key));
            out.push(Finding::new(message, at_key()).help("give it another prefix"));
        } else if key.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(reserved::TAG_PREFIX)) {
            let message =
                format!("the tag key {} begins with `aws:` in another case, which AWS reserves too", quote(key));
            out.push(Finding::new(message, at_key()).help("give it another prefix").warn());
        }
        let length = value.chars().count();
        if length > limits::TAG_VALUE {
            let message = format!(
                "the tag {} has a value of {length} characters, over the limit of {}",
                quote(key),
                limits::TAG_VALUE
            );
            out.push(Finding::new(message, places.at(&["tags", key])).help("shorten it"));
        } else if !patterns::TAG.matches(value) {
            let message = format!("the tag {} has a character in its value that tags may not", quote(key));
            out.push(Finding::new(message, places.at(&["tags", key])).help(ALPHABET));
        }
    }
}

const ALPHABET: &str = "use letters, digits, spaces and `_ . : / = + - @`";
