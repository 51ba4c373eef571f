//! The listing as text.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::list::{Listing, Row};

/// Packages with no more files than this are shown whole.
const WHOLE: usize = 100;

/// Of larger ones, what takes less than this share of the zip is summed up (one in a hundred).
const SHARE: u64 = 100;

/// Folders deeper than this are not drawn deeper.
const DEEPEST: usize = 40;

const BAR: usize = 12;

/// A folder or file. Kept in one list, children by their numbers: a zip's names can nest deeper than a stack.
struct Place<'a> {
    name: &'a str,
    folder: bool,
    link: bool,
    depth: usize,
    unzipped: u64,
    zipped: u64,
    files: u64,
    children: Vec<usize>,
}

pub(super) fn render(listing: &Listing, width: usize, color: bool) -> String {
    let mut out = String::new();
    let style = Style { color };
    let _ = writeln!(
        out,
        "{} {} zipped, {} unzipped, {}",
        style.bold(&counted(listing.files, "file")),
        bytes(listing.zipped_bytes),
        bytes(listing.unzipped_bytes),
        ratio(listing)
    );
    let _ = writeln!(out, "\n{}", style.dim(&format!("{:>9} {:>9}", "zipped", "unzipped")));
    tree(&mut out, listing, width, style);
    if listing.types.len() > 1 {
        let _ = writeln!(out, "\n{}", style.bold("types"));
        for kind in listing.types.iter().take(10) {
            let ending = escaped(kind.ending.as_deref().unwrap_or("(none)"));
            row(&mut out, kind.zipped_bytes, kind.unzipped_bytes, listing.types[0].zipped_bytes, style);
            let _ = writeln!(out, "{ending}  {}", style.dim(&counted(kind.files, "file")));
        }
    }
    if !listing.advice.is_empty() {
        let _ = writeln!(out, "\n{}", style.bold("never read at run time; `code.exclude` leaves them out"));
        for advice in &listing.advice {
            row(&mut out, advice.zipped_bytes, advice.unzipped_bytes, listing.types[0].zipped_bytes, style);
            let _ = writeln!(out, "{}, {}", advice.what, counted(advice.files, "file"));
            for pattern in advice.exclude.iter().take(3) {
                let _ = writeln!(out, "{:34}{}", "", style.dim(&escaped(pattern)));
            }
            if advice.exclude.len() > 3 {
                let _ = writeln!(
                    out,
                    "{:34}{}",
                    "",
                    style.dim(&format!("… {} more, with --json", advice.exclude.len() - 3))
                );
            }
        }
    }
    out
}

fn tree(out: &mut String, listing: &Listing, width: usize, style: Style) {
    let places = places(&listing.entries);
    let least = if listing.entries.len() <= WHOLE { 0 } else { places[0].zipped / SHARE };
    let most = places[0].children.iter().map(|i| places[*i].zipped).max().unwrap_or(0);
    // What is still to be drawn, the next one last: a place, or a sum of small ones (depth, files, sizes).
    let mut next: Vec<Result<usize, (usize, u64, u64, u64)>> = Vec::new();
    let push = |next: &mut Vec<_>, place: &Place<'_>| {
        let mut children = place.children.clone();
        children.sort_by_key(|i| (Reverse(places[*i].zipped), places[*i].name));
        let large = children.partition_point(|i| places[*i].zipped >= least && least > 0 || least == 0);
        // One alone takes as much room as its sum.
        let large = if children.len() - large == 1 { children.len() } else { large };
        let small = &children[large..];
        // A folder of nothing but small ones says so itself.
        if !small.is_empty() && large > 0 {
            let sum = |f: fn(&Place<'_>) -> u64| small.iter().map(|i| f(&places[*i])).sum();
            next.push(Err((place.depth + 1, sum(|p| p.files), sum(|p| p.zipped), sum(|p| p.unzipped))));
        }
        next.extend(children[..large].iter().rev().map(|i| Ok(*i)));
    };
    push(&mut next, &places[0]);
    if next.is_empty() && !places[0].children.is_empty() {
        // All of them are small: thousands of files side by side.
        next.push(Err((1, places[0].files, places[0].zipped, places[0].unzipped)));
    }
    while let Some(item) = next.pop() {
        match item {
            Ok(i) => {
                let place = &places[i];
                row(out, place.zipped, place.unzipped, most, style);
                let indent = "  ".repeat(place.depth.saturating_sub(1).min(DEEPEST));
                let name = fitted(place, width.saturating_sub(34 + indent.len()).max(16));
                let name = if place.folder { style.bold(&name) } else { name };
                let before = next.len();
                push(&mut next, place);
                let inside = if place.folder && next.len() == before {
                    format!("  {}", style.dim(&counted(place.files, "file")))
                } else {
                    String::new()
                };
                let _ = writeln!(out, "{indent}{name}{inside}");
            }
            Err((depth, files, zipped, unzipped)) => {
                row(out, zipped, unzipped, most, style);
                let indent = "  ".repeat(depth.saturating_sub(1).min(DEEPEST));
                let _ = writeln!(out, "{indent}{}", style.dim(&format!("… {}", counted(files, "smaller file"))));
            }
        }
    }
}

/// The tree: the root first.
fn places(rows: &[Row]) -> Vec<Place<'_>> {
    let new = |name, depth| Place {
        name,
        folder: true,
        link: false,
        depth,
        unzipped: 0,
        zipped: 0,
        files: 0,
        children: Vec::new(),
    };
    let mut places = vec![new("", 0)];
    let mut folders: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for file in rows {
        let mut at = 0;
        let mut parts = file.name.split('/').peekable();
        loop {
            places[at].unzipped += file.unzipped_bytes;
            places[at].zipped += file.zipped_bytes;
            places[at].files += 1;
            let Some(part) = parts.next() else { break };
            let next = places.len();
            let depth = places[at].depth + 1;
            let is_folder = parts.peek().is_some();
            let child = if is_folder { *folders.entry((at, part)).or_insert(next) } else { next };
            if child == next {
                places[at].children.push(next);
                places.push(Place { folder: is_folder, link: file.link && !is_folder, ..new(part, depth) });
            }
            at = child;
        }
    }
    places
}

/// Sizes and bar, in 34 columns. A full bar is as much as the largest line of its table has.
fn row(out: &mut String, zipped: u64, unzipped: u64, most: u64, style: Style) {
    let bar = bar(zipped, most);
    let _ = write!(
        out,
        "{:>9} {:>9}  {}{} ",
        bytes(zipped),
        bytes(unzipped),
        style.cyan(&bar),
        " ".repeat(BAR - bar.width())
    );
}

/// Eighths of a column; anything at all shows.
fn bar(part: u64, whole: u64) -> String {
    let columns = BAR as u64 * 8;
    let eighths = (u128::from(part) * u128::from(columns)).checked_div(u128::from(whole)).unwrap_or(0);
    let eighths = usize::try_from(eighths.min(u128::from(columns))).unwrap_or(0).max(usize::from(part > 0));
    let mut bar = "█".repeat(eighths / 8);
    if let Some(rest) = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"].get((eighths % 8).wrapping_sub(1)) {
        bar.push_str(rest);
    }
    bar
}

/// The name, its middle left out where it is too wide.
fn fitted(place: &Place<'_>, room: usize) -> String {
    let mut name = escaped(place.name);
    if place.folder {
        name.push('/');
    }
    if place.link {
        name.push_str(" (link)");
    }
    if name.width() <= room {
        return name;
    }
    let half = room.saturating_sub(1) / 2;
    let take = |chars: &mut dyn Iterator<Item = char>| {
        let mut taken = String::new();
        for c in chars {
            if taken.width() + c.to_string().width() > half {
                break;
            }
            taken.push(c);
        }
        taken
    };
    let start = take(&mut name.chars());
    let end: String = take(&mut name.chars().rev()).chars().rev().collect();
    format!("{start}…{end}")
}

fn ratio(listing: &Listing) -> String {
    let share = (u128::from(listing.zipped_bytes) * 100).checked_div(u128::from(listing.unzipped_bytes)).unwrap_or(100);
    format!("{share} % of its size")
}

fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Bytes for people, in at most 8 columns: `999 B`, `9.5 KiB`, `250 MiB`.
fn bytes(n: u64) -> String {
    if n < 1024 {
        return format!("{n} B");
    }
    let mut unit = 1_u128 << 10;
    for name in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
        // Rounded to tenths, then to the whole from 100 on.
        let tenths = (u128::from(n) * 10 + unit / 2) / unit;
        if tenths < 10_000 && (tenths < 10_240 && u128::from(n) < unit << 10) {
            return if tenths < 1000 {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            } else {
                format!("{} {name}", (tenths + 5) / 10)
            };
        }
        unit <<= 10;
    }
    format!("{} EiB", n >> 60)
}

/// Control characters, and those that change the direction of text, made visible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hides = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || hides { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

#[derive(Clone, Copy)]
struct Style {
    color: bool,
}

impl Style {
    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn cyan(self, text: &str) -> String {
        self.paint("36", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let shown: Vec<_> = [0, 1023, 1024, 1_048_575, 1_048_576, 104_857_600, 1_073_741_823, u64::MAX]
            .into_iter()
            .map(bytes)
            .collect();
        assert_eq!(shown[..3], ["0 B", "1023 B", "1.0 KiB"]);
        assert_eq!(shown[4..6], ["1.0 MiB", "100 MiB"]);
        assert!(shown.iter().all(|s| s.len() <= 8), "{shown:?}");
    }

    #[test]
    fn bars() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(1, 1_000_000), "▏");
        assert_eq!(bar(10, 10), "█".repeat(BAR));
        assert_eq!(bar(5, 0), "▏");
        assert_eq!(bar(u64::MAX, 1), "█".repeat(BAR));
    }
}
