//! The parts of an ARN.

/// `arn:partition:service:region:account:resource`; region and account may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    pub partition: &'a str,
    pub service: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// The rest, colons and all.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts, where the text has all six; what stands in them is not judged.
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        let mut parts = text.splitn(6, ':');
        let (arn, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        (arn == "arn").then_some(Arn { partition, service, region, account, resource })
    }
}

/// Whether a text is an account's number: twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Arn, is_account};

    #[test]
    fn an_arn_has_six_parts_and_the_last_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:lambda:eu-west-1:123456789012:layer:base:3").unwrap();
        assert_eq!(
            (arn.service, arn.region, arn.account, arn.resource),
            ("lambda", "eu-west-1", "123456789012", "layer:base:3")
        );
        assert_eq!(Arn::parse("arn:aws:iam::123456789012:role/x").unwrap().region, "");
        assert_eq!(Arn::parse("arn:aws:iam:role/x"), None);
        assert_eq!(Arn::parse("urn:aws:iam::1:role/x"), None);
    }

    #[test]
    fn an_account_is_twelve_ascii_digits() {
        assert!(is_account("012345678901"));
        assert!(!is_account("01234567890"));
        assert!(!is_account("٠١٢٣٤٥"));
    }
}
