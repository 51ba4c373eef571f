//! What inspection has to know of a runtime: its language, version and image. Which image a runtime stands
//! on is `facts`' to say; an identifier that `facts` does not hold is understood by its name, with its image
//! unknown.

use crate::facts::runtimes;
pub use crate::facts::runtimes::{Family, Os};

/// What a runtime identifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runtime {
    pub family: Family,
    /// `3` of python3.13, `22` of nodejs22.x, `8` of java8.al2; 0 for `provided`.
    pub major: u32,
    /// `13` of python3.13; 0 elsewhere.
    pub minor: u32,
    /// `None` for runtimes newer than the facts.
    pub os: Option<Os>,
}

/// How the identifiers of a family begin: longer ones first, where one begins another.
const PREFIXES: &[(&str, Family)] = &[
    ("python", Family::Python),
    ("nodejs", Family::Node),
    ("ruby", Family::Ruby),
    ("java", Family::Java),
    ("dotnetcore", Family::DotNet),
    ("dotnet", Family::DotNet),
    ("go", Family::Go),
    ("provided", Family::Provided),
];

impl Runtime {
    /// Understands an identifier; `None` where it is of no known family.
    pub fn parse(id: &str) -> Option<Runtime> {
        let (prefix, family) = *PREFIXES.iter().find(|(prefix, _)| id.starts_with(prefix))?;
        let rest = id.get(prefix.len()..)?;
        let version = rest.split_once(".al").map_or(rest, |(version, _)| version);
        let mut parts = version.split(['.', '-']);
        let major = match parts.next()? {
            "" => 0,
            number => number.parse::<u16>().ok()?,
        };
        let minor = match parts.next() {
            None | Some("x") => 0,
            Some(number) => number.parse::<u16>().ok().filter(|n| *n < 100)?,
        };
        let os = runtimes::find(id).and_then(|known| known.os);
        Some(Runtime { family, major: u32::from(major), minor: u32::from(minor), os })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_every_family() {
        let of = |id| Runtime::parse(id).map(|r| (r.family, r.major, r.minor, r.os));
        let (al1, al2, al2023) = (Some(Os::Al1), Some(Os::Al2), Some(Os::Al2023));
        assert_eq!(of("python3.8"), Some((Family::Python, 3, 8, al2)));
        assert_eq!(of("python3.13"), Some((Family::Python, 3, 13, al2023)));
        assert_eq!(of("python3.99"), Some((Family::Python, 3, 99, None)));
        assert_eq!(of("nodejs18.x"), Some((Family::Node, 18, 0, al2)));
        assert_eq!(of("nodejs22.x"), Some((Family::Node, 22, 0, al2023)));
        assert_eq!(of("java8"), Some((Family::Java, 8, 0, al1)));
        assert_eq!(of("java8.al2"), Some((Family::Java, 8, 0, al2)));
        assert_eq!(of("java17.al2023"), Some((Family::Java, 17, 0, al2023)));
        assert_eq!(of("java17"), Some((Family::Java, 17, 0, al2)));
        assert_eq!(of("dotnet8"), Some((Family::DotNet, 8, 0, al2023)));
        assert_eq!(of("dotnetcore3.1"), Some((Family::DotNet, 3, 1, al2)));
        assert_eq!(of("ruby3.4"), Some((Family::Ruby, 3, 4, al2023)));
        assert_eq!(of("go1.x"), Some((Family::Go, 1, 0, al1)));
        assert_eq!(of("provided"), Some((Family::Provided, 0, 0, al1)));
        assert_eq!(of("provided.al2023"), Some((Family::Provided, 0, 0, al2023)));
        assert_eq!(of("provided.al2027"), Some((Family::Provided, 0, 0, None)));
        assert_eq!(of("rust1"), None);
        assert_eq!(of("custom"), None);
    }

    #[test]
    fn every_identifier_of_the_facts_is_of_the_same_family_here() {
        for known in runtimes::all().iter().filter(|r| r.family != Family::Custom) {
            let parsed = Runtime::parse(known.id).map(|r| (r.family, r.os));
            assert_eq!(parsed, Some((known.family, known.os)), "{}", known.id);
        }
    }
}
