//! The runtimes: what they run on, until when AWS takes them, what they can.
//!
//! The table is `runtimes.txt` beside this file, dated, with its sources. AWS moves its dates: a date
//! after [`super::AS_OF`] may have been moved since (20 identifiers were, in the first half of 2026).

use std::sync::LazyLock;

use jiff::civil::Date;

static TABLE: &str = include_str!("runtimes.txt");
static RUNTIMES: LazyLock<Vec<Runtime>> = LazyLock::new(|| TABLE.lines().filter_map(row).collect());

/// One identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runtime {
    pub id: &'static str,
    pub family: Family,
    /// `None` where AWS does not say (`custom`).
    pub os: Option<Os>,
    /// The day AWS ends support.
    pub deprecated: Option<Date>,
    /// The first day on which AWS refuses new functions.
    pub no_create: Option<Date>,
    /// The first day on which AWS refuses changes of existing functions, but for a move to another runtime.
    pub no_update: Option<Date>,
    /// Empty where unknown.
    pub architectures: &'static [&'static str],
    pub snap_start: Support,
    pub managed_instances: Support,
    pub durable: Support,
    pub stage: Stage,
    /// What AWS names as its successor, or the family's newest.
    pub successor: Option<&'static str>,
}

/// What a runtime runs, which decides how its handler reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Node,
    Python,
    Java,
    DotNet,
    Ruby,
    Go,
    /// The user's own `bootstrap`.
    Provided,
    /// Managed by the customer (`custom`).
    Custom,
}

/// The image below a runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Os {
    Al1,
    Al2,
    Al2023,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    Yes,
    No,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    General,
    /// Known as a public preview only.
    Preview,
    /// A container image, no value of `runtime`.
    ImageOnly,
    Custom,
}

impl Os {
    /// The version of glibc in the image: symbols of newer ones are not there. Read from the images, 2026.
    pub fn glibc(self) -> (u32, u32) {
        match self {
            Os::Al1 => (2, 17),
            Os::Al2 => (2, 26),
            Os::Al2023 => (2, 34),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Os::Al1 => "Amazon Linux 1",
            Os::Al2 => "Amazon Linux 2",
            Os::Al2023 => "Amazon Linux 2023",
        }
    }
}

/// All of them, in the table's order.
pub fn all() -> &'static [Runtime] {
    &RUNTIMES
}

/// The runtime of exactly this identifier.
pub fn find(id: &str) -> Option<&'static Runtime> {
    RUNTIMES.iter().find(|r| r.id == id)
}

/// What an identifier is, for people and rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    Known(&'static Runtime),
    /// Not in the table, but a later version of a family in it.
    Newer(Family),
    /// An ARN: a runtime that the table cannot know.
    Arn,
    Unknown,
}

/// Tells what an identifier is.
pub fn identify(id: &str) -> Identity {
    if let Some(runtime) = find(id) {
        return Identity::Known(runtime);
    }
    if id.starts_with("arn:") {
        return Identity::Arn;
    }
    let Some((family, version)) = version_of(id) else { return Identity::Unknown };
    let newest = RUNTIMES.iter().filter_map(|r| version_of(r.id)).filter(|(f, _)| *f == family).map(|(_, v)| v).max();
    match newest {
        Some(newest) if version > newest => Identity::Newer(family),
        _ => Identity::Unknown,
    }
}

/// How the handler of an identifier reads: known ones and newer versions of known families.
pub fn family(id: &str) -> Option<Family> {
    match identify(id) {
        Identity::Known(runtime) => Some(runtime.family),
        Identity::Newer(family) => Some(family),
        Identity::Arn | Identity::Unknown => None,
    }
}

/// The family and version of an identifier in the form that its family uses today.
fn version_of(id: &str) -> Option<(Family, (u32, u32))> {
    let number = |text: &str| {
        let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        (plain && (text == "0" || !text.starts_with('0'))).then(|| text.parse::<u32>().ok()).flatten()
    };
    if let Some(rest) = id.strip_prefix("nodejs") {
        return Some((Family::Node, (number(rest.strip_suffix(".x")?)?, 0)));
    }
    let dotted = |rest: &str| rest.split_once('.').and_then(|(a, b)| Some((number(a)?, number(b)?)));
    if let Some(rest) = id.strip_prefix("python") {
        return Some((Family::Python, dotted(rest)?));
    }
    if let Some(rest) = id.strip_prefix("ruby") {
        return Some((Family::Ruby, dotted(rest)?));
    }
    if let Some(rest) = id.strip_prefix("java") {
        let version = rest.split_once(".al").map_or(Some(rest), |(v, os)| number(os).map(|_| v))?;
        return Some((Family::Java, (number(version)?, 0)));
    }
    if let Some(rest) = id.strip_prefix("dotnet") {
        return Some((Family::DotNet, (number(rest)?, 0)));
    }
    let rest = id.strip_prefix("provided.al")?;
    Some((Family::Provided, (number(rest)?, 0)))
}

fn row(line: &'static str) -> Option<Runtime> {
    if line.starts_with('#') {
        return None;
    }
    let mut cells = line.split_whitespace();
    let id = cells.next()?;
    let family = match cells.next()? {
        "Node.js" => Family::Node,
        "Python" => Family::Python,
        "Java" => Family::Java,
        ".NET" => Family::DotNet,
        "Ruby" => Family::Ruby,
        "Go" => Family::Go,
        "OS-only" => Family::Provided,
        "customer-managed" => Family::Custom,
        _ => return None,
    };
    let os = match cells.next()? {
        "AL1" => Some(Os::Al1),
        "AL2" => Some(Os::Al2),
        "AL2023" => Some(Os::Al2023),
        "?" => None,
        _ => return None,
    };
    let (deprecated, no_create, no_update) = (day(cells.next()?)?, day(cells.next()?)?, day(cells.next()?)?);
    let architectures: &[&str] = match cells.next()? {
        "both" => &["x86_64", "arm64"],
        "x86_64" => &["x86_64"],
        "arm64" => &["arm64"],
        "?" => &[],
        _ => return None,
    };
    let (snap_start, managed_instances) = (support(cells.next()?)?, support(cells.next()?)?);
    let durable = support(cells.next()?)?;
    let stage = match cells.next()? {
        "general" => Stage::General,
        "preview" => Stage::Preview,
        "image" => Stage::ImageOnly,
        "custom" => Stage::Custom,
        _ => return None,
    };
    let successor = match cells.next()? {
        "-" => None,
        id => Some(id),
    };
    Some(Runtime {
        id,
        family,
        os,
        deprecated,
        no_create,
        no_update,
        architectures,
        snap_start,
        managed_instances,
        durable,
        stage,
        successor,
    })
}

#[expect(clippy::option_option, reason = "outer: the cell reads; inner: it holds a day")]
fn day(cell: &str) -> Option<Option<Date>> {
    // `*` marks a day that is inferred from its siblings; those lie years ahead.
    match cell.trim_end_matches('*') {
        "-" => Some(None),
        text => text.parse().ok().map(Some),
    }
}

fn support(cell: &str) -> Option<Support> {
    match cell {
        "yes" => Some(Support::Yes),
        "no" => Some(Support::No),
        "?" => Some(Support::Unknown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_reads() {
        let lines = TABLE.lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(all().len(), lines);
        assert_eq!(lines, 55);
        for runtime in all() {
            assert_eq!(find(runtime.id), Some(runtime), "{} stands twice", runtime.id);
            if let Some(successor) = runtime.successor {
                assert!(find(successor).is_some_and(|s| s.family == runtime.family || runtime.family == Family::Go));
            }
        }
    }

    #[test]
    fn a_later_version_of_a_family_is_newer_and_a_wrong_one_unknown() {
        for id in ["python3.16", "nodejs28.x", "java29", "java26.al2026", "dotnet12", "ruby4.1", "provided.al2026"] {
            assert!(matches!(identify(id), Identity::Newer(_)), "{id}");
        }
        for id in ["python3.5", "python3", "nodejs18", "nodejs9.x", "java22.x", "java9", "ruby3.1", "provided.al", ""] {
            assert_eq!(identify(id), Identity::Unknown, "{id}");
        }
        for id in ["Python3.13", "python3.016", "nodejs99999.x", "dotnet+12", "go2.x", "rust1.95"] {
            assert_eq!(identify(id), Identity::Unknown, "{id}");
        }
        assert_eq!(identify("arn:aws:lambda:eu-west-1:123456789012:runtime/x"), Identity::Arn);
        assert_eq!(family("provided.al2023"), Some(Family::Provided));
    }

    #[test]
    fn dates_and_abilities_are_those_of_the_sources() {
        let node = find("nodejs20.x").unwrap();
        assert_eq!(node.no_create, Some(jiff::civil::date(2027, 2, 1)));
        assert_eq!(find("java8").unwrap().architectures, ["x86_64"]);
        assert_eq!(find("python3.12").unwrap().snap_start, Support::Yes);
        assert_eq!(find("python3.12").unwrap().managed_instances, Support::No);
        assert_eq!(find("dotnet9").unwrap().stage, Stage::ImageOnly);
        assert_eq!(find("python3.13").unwrap().os.map(Os::glibc), Some((2, 34)));
    }
}
