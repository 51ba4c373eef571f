//! The members of the API's enumerations, and what a value outside them may be.
//! Source: the model of botocore 1.44.5 (2026-11-17).

pub const PACKAGE_TYPES: &[&str] = &["Zip", "Image"];
pub const ARCHITECTURES: &[&str] = &["x86_64", "arm64"];
pub const TRACING_MODES: &[&str] = &["Active", "PassThrough"];
pub const SNAP_START: &[&str] = &["PublishedVersions", "None"];
pub const LOG_FORMATS: &[&str] = &["JSON", "Text"];
pub const APPLICATION_LOG_LEVELS: &[&str] = &["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
pub const SYSTEM_LOG_LEVELS: &[&str] = &["DEBUG", "INFO", "WARN"];
pub const STORAGE_MODES: &[&str] = &["COPY", "REFERENCE"];
pub const PUBLISH_TO: &[&str] = &["LATEST_PUBLISHED"];
pub const TENANT_ISOLATION: &[&str] = &["PER_TENANT"];
pub const DIRECT_S3_READ: &[&str] = &["ENABLED", "DISABLED", "AUTO"];

/// What a value is to an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    Member,
    /// A member in another case: the service compares exactly.
    WrongCase(&'static str),
    /// Written as no member of this enumeration ever is.
    Never,
    /// Nothing known, but of the form of the known ones: a member that came later may look so.
    Perhaps,
}

/// Judges a value by the known members and by how they are written.
pub fn membership(value: &str, members: &[&'static str]) -> Membership {
    if members.contains(&value) {
        return Membership::Member;
    }
    if let Some(member) = members.iter().find(|m| m.eq_ignore_ascii_case(value)) {
        return Membership::WrongCase(member);
    }
    let upper = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let lower = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let pascal = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let like = |form: &dyn Fn(&str) -> bool| members.iter().all(|m| form(m)) && !form(value);
    if value.is_empty() || like(&upper) || like(&lower) || like(&pascal) {
        return Membership::Never;
    }
    Membership::Perhaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_judged_by_the_form_of_the_known_members() {
        assert_eq!(membership("Active", TRACING_MODES), Membership::Member);
        assert_eq!(membership("ACTIVE", TRACING_MODES), Membership::WrongCase("Active"));
        assert_eq!(membership("invalidOption", SNAP_START), Membership::Never);
        assert_eq!(membership("EveryVersion", SNAP_START), Membership::Perhaps);
        assert_eq!(membership("Arm 64", ARCHITECTURES), Membership::Never);
        assert_eq!(membership("riscv64", ARCHITECTURES), Membership::Perhaps);
        assert_eq!(membership("OTEL", LOG_FORMATS), Membership::Perhaps);
        assert_eq!(membership("", STORAGE_MODES), Membership::Never);
        assert_eq!(membership("reference-only", STORAGE_MODES), Membership::Never);
    }
}
