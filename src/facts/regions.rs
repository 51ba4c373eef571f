//! Partitions and what their regions are called. Source: botocore 1.44.5's partitions (2026-11-17).

/// One partition of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// As ARNs name it.
    pub name: &'static str,
    /// What the names of its regions begin with.
    prefixes: &'static [&'static str],
    /// The end of its host names.
    pub dns_suffix: &'static str,
}

/// The ones with longer prefixes first: `us-gov-` is not `us-`.
pub const PARTITIONS: &[Partition] = &[
    Partition { name: "aws-us-gov", prefixes: &["us-gov-"], dns_suffix: "amazonaws.com" },
    Partition { name: "aws-iso", prefixes: &["us-iso-"], dns_suffix: "c2s.ic.gov" },
    Partition { name: "aws-iso-b", prefixes: &["us-isob-"], dns_suffix: "sc2s.sgov.gov" },
    Partition { name: "aws-iso-e", prefixes: &["eu-isoe-"], dns_suffix: "cloud.adc-e.uk" },
    Partition { name: "aws-iso-f", prefixes: &["us-isof-"], dns_suffix: "csp.hci.ic.gov" },
    Partition { name: "aws-eusc", prefixes: &["eusc-de-"], dns_suffix: "amazonaws.eu" },
    Partition { name: "aws-cn", prefixes: &["cn-"], dns_suffix: "amazonaws.com.cn" },
    Partition {
        name: "aws",
        prefixes: &["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
        dns_suffix: "amazonaws.com",
    },
];

/// The partition of a region, where the form of its name tells; `None` for names of no known form.
pub fn partition(region: &str) -> Option<&'static Partition> {
    let numbered = region.rsplit_once('-').is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if !numbered {
        return None;
    }
    PARTITIONS.iter().find(|p| p.prefixes.iter().any(|prefix| region.starts_with(prefix)))
}

#[cfg(test)]
mod tests {
    use super::partition;

    #[test]
    fn regions_tell_their_partition() {
        for (region, expected) in [
            ("eu-west-1", Some("aws")),
            ("us-east-2", Some("aws")),
            ("mx-central-1", Some("aws")),
            ("us-gov-west-1", Some("aws-us-gov")),
            ("us-isob-east-1", Some("aws-iso-b")),
            ("us-iso-west-1", Some("aws-iso")),
            ("eu-isoe-west-1", Some("aws-iso-e")),
            ("eusc-de-east-1", Some("aws-eusc")),
            ("cn-northwest-1", Some("aws-cn")),
            ("local", None),
            ("", None),
            ("us-", None),
        ] {
            assert_eq!(partition(region).map(|p| p.name), expected, "{region}");
        }
    }
}
