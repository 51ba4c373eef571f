//! The little that inspection has to know of a runtime: its language, version and image.
//!
//! Source: the runtimes page of the AWS Lambda developer guide and the images' package lists, as
//! collected on 2026-11-22. A runtime that is not listed is understood by its name, with its image unknown.

/// A language, as far as looking for handlers goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Python,
    Node,
    Ruby,
    Java,
    Dotnet,
    Go,
    Provided,
}

/// The operating system of a runtime's image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    AmazonLinux1,
    AmazonLinux2,
    AmazonLinux2023,
}

impl Os {
    /// The image's glibc, as (major, minor).
    pub fn glibc(self) -> (u32, u32) {
        match self {
            Os::AmazonLinux1 => (2, 17),
            Os::AmazonLinux2 => (2, 26),
            Os::AmazonLinux2023 => (2, 34),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Os::AmazonLinux1 => "Amazon Linux 1",
            Os::AmazonLinux2 => "Amazon Linux 2",
            Os::AmazonLinux2023 => "Amazon Linux 2023",
        }
    }
}

/// What a runtime identifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runtime {
    pub family: Family,
    /// `3` of python3.13, `22` of nodejs22.x, `8` of java8.al2; 0 for `provided`.
    pub major: u32,
    /// `13` of python3.13; 0 elsewhere.
    pub minor: u32,
    /// `None` for runtimes newer than this table.
    pub os: Option<Os>,
}

const FAMILIES: &[(&str, Family)] = &[
    ("python", Family::Python),
    ("nodejs", Family::Node),
    ("ruby", Family::Ruby),
    ("java", Family::Java),
    ("dotnetcore", Family::Dotnet),
    ("dotnet", Family::Dotnet),
    ("go", Family::Go),
    ("provided", Family::Provided),
];

const AL1: Option<Os> = Some(Os::AmazonLinux1);
const AL2: Option<Os> = Some(Os::AmazonLinux2);
const AL2023: Option<Os> = Some(Os::AmazonLinux2023);

/// The oldest and newest version of a family (as major × 100 + minor) that stand on an image.
const IMAGES: &[(Family, u32, u32, Option<Os>)] = &[
    (Family::Python, 207, 307, AL1),
    (Family::Python, 308, 311, AL2),
    (Family::Python, 312, 315, AL2023),
    (Family::Node, 0, 899, AL1),
    (Family::Node, 1000, 1899, AL2),
    (Family::Node, 2000, 2699, AL2023),
    (Family::Ruby, 205, 205, AL1),
    (Family::Ruby, 207, 302, AL2),
    (Family::Ruby, 303, 400, AL2023),
    (Family::Java, 800, 800, AL1),
    (Family::Java, 1100, 1799, AL2),
    (Family::Java, 2100, 2599, AL2023),
    (Family::Dotnet, 100, 201, AL1),
    (Family::Dotnet, 301, 600, AL2),
    (Family::Dotnet, 800, 1000, AL2023),
    (Family::Go, 0, 199, AL1),
    (Family::Provided, 0, 0, AL1),
];

impl Runtime {
    /// Understands an identifier; `None` where it is of no known family.
    pub fn parse(id: &str) -> Option<Runtime> {
        let (prefix, family) = *FAMILIES.iter().find(|(prefix, _)| id.starts_with(prefix))?;
        let rest = id.get(prefix.len()..)?;
        let (version, image) = match rest.split_once(".al") {
            Some((version, image)) => (version, Some(image)),
            None => (rest, None),
        };
        let mut parts = version.split(['.', '-']);
        let major = match parts.next()? {
            "" => 0,
            number => number.parse::<u16>().ok()?,
        };
        let minor = match parts.next() {
            None | Some("x") => 0,
            Some(number) => number.parse::<u16>().ok().filter(|n| *n < 100)?,
        };
        let (major, minor) = (u32::from(major), u32::from(minor));
        let os = match image {
            Some("2") => AL2,
            Some("2023") => AL2023,
            Some(_) => None,
            None => {
                let version = major * 100 + minor;
                IMAGES
                    .iter()
                    .find(|(f, from, to, _)| *f == family && (*from..=*to).contains(&version))
                    .and_then(|(_, _, _, os)| *os)
            }
        };
        Some(Runtime { family, major, minor, os })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_every_family() {
        let of = |id| Runtime::parse(id).map(|r| (r.family, r.major, r.minor, r.os));
        assert_eq!(of("python3.8"), Some((Family::Python, 3, 8, AL2)));
        assert_eq!(of("python3.13"), Some((Family::Python, 3, 13, AL2023)));
        assert_eq!(of("python3.99"), Some((Family::Python, 3, 99, None)));
        assert_eq!(of("nodejs18.x"), Some((Family::Node, 18, 0, AL2)));
        assert_eq!(of("nodejs22.x"), Some((Family::Node, 22, 0, AL2023)));
        assert_eq!(of("java8"), Some((Family::Java, 8, 0, AL1)));
        assert_eq!(of("java8.al2"), Some((Family::Java, 8, 0, AL2)));
        assert_eq!(of("java17.al2023"), Some((Family::Java, 17, 0, AL2023)));
        assert_eq!(of("java17"), Some((Family::Java, 17, 0, AL2)));
        assert_eq!(of("dotnet8"), Some((Family::Dotnet, 8, 0, AL2023)));
        assert_eq!(of("dotnetcore3.1"), Some((Family::Dotnet, 3, 1, AL2)));
        assert_eq!(of("ruby3.4"), Some((Family::Ruby, 3, 4, AL2023)));
        assert_eq!(of("go1.x"), Some((Family::Go, 1, 0, AL1)));
        assert_eq!(of("provided"), Some((Family::Provided, 0, 0, AL1)));
        assert_eq!(of("provided.al2023"), Some((Family::Provided, 0, 0, AL2023)));
        assert_eq!(of("provided.al2027"), Some((Family::Provided, 0, 0, None)));
        assert_eq!(of("rust1"), None);
        assert_eq!(of("custom"), None);
    }
}
