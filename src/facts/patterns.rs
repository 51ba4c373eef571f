//! The forms of identifiers, as the service's model has them (botocore 1.44.5, 2026-11-17).
//!
//! The model's patterns are without anchors and mean the whole text; its classes are ASCII.

use std::sync::LazyLock;

use regex::Regex;

use super::regions::PARTITIONS;

/// A region in an ARN.
const REGION: &str = r"(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-[0-9]";

/// A pattern that a whole text has to match. Compiled at its first use.
pub struct Pattern(LazyLock<Option<Regex>>);

impl Pattern {
    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        // Every pattern here compiles (a test looks); one that did not would refuse nothing.
        self.0.as_ref().is_none_or(|r| r.is_match(text))
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Pattern").field(&self.0.as_ref().map(Regex::as_str)).finish()
    }
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub static $name: Pattern = Pattern(LazyLock::new(|| Regex::new(&format!("^(?:{})$", $text)).ok()));)*

        #[cfg(test)]
        const ALL: &[&Pattern] = &[$(&$name),*];
    };
}

patterns! {
    /// A name, a partial ARN or an ARN, perhaps with a qualifier.
    FUNCTION_NAME = format!(
        r"(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:{REGION}:)?(?:[0-9]{{12}}:)?(?:function:)?[a-zA-Z0-9_-]+(?::(?:\$LATEST|[a-zA-Z0-9_-]+))?"
    );
    ROLE = r"arn:(?:aws[a-zA-Z-]*)?:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@\-/]+";
    /// Any ARN, or the empty text that clears.
    ARN_OR_EMPTY = r"(?:arn:(?:aws[a-zA-Z-]*)?:[a-z0-9.-]+:[^\n\r\u{85}\u{2028}\u{2029}]*)?";
    LAYER = format!(
        r"arn:(?:aws[a-zA-Z-]*)?:lambda:{REGION}:[0-9]{{12}}:layer:[a-zA-Z0-9_-]+:[0-9]+|arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9_-]+"
    );
    /// A layer's ARN that only lacks its version.
    LAYER_WITHOUT_VERSION = format!(r"arn:(?:aws[a-zA-Z-]*)?:lambda:{REGION}:[0-9]{{12}}:layer:[a-zA-Z0-9_-]+:?");
    EFS_ACCESS_POINT = format!(
        r"arn:aws[a-zA-Z-]*:elasticfilesystem:{REGION}:[0-9]{{12}}:access-point/fsap-[a-f0-9]{{17}}"
    );
    S3_FILES_ACCESS_POINT =
        r"arn:aws[-a-z]*:s3files:[0-9a-z:-]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}";
    MOUNT_PATH = r"/mnt/[a-zA-Z0-9_.-]+";
    CODE_SIGNING = format!(
        r"arn:(?:aws[a-zA-Z-]*)?:lambda:{REGION}:[0-9]{{12}}:code-signing-config:csc-[a-z0-9]{{17}}"
    );
    CAPACITY_PROVIDER = format!(
        r"arn:aws[a-zA-Z-]*:lambda:{REGION}:[0-9]{{12}}:capacity-provider:[a-zA-Z0-9_-]+"
    );
    SUBNET = r"subnet-[0-9a-z]*";
    SECURITY_GROUP = r"sg-[0-9a-zA-Z]*";
    ENVIRONMENT_KEY = r"[a-zA-Z][a-zA-Z0-9_]+";
    TAG = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*";
    LOG_GROUP = r"[.\-_/#A-Za-z0-9]+";
    /// The model adds by a lookbehind: no full stop at the end.
    S3_BUCKET = r"[0-9A-Za-z._-]*[0-9A-Za-z_-]";
    /// A private ECR repository, with tag or digest or both. Written from ECR's model: Lambda's has no pattern.
    IMAGE_URI = format!(
        r"[0-9]{{12}}\.dkr\.ecr\.[a-z0-9-]+\.(?:{})/{ECR_REPOSITORY}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?",
        suffixes()
    );
    /// The same at ECR's FIPS endpoint, which Lambda does not take.
    IMAGE_URI_FIPS = format!(r"[0-9]{{12}}\.dkr\.ecr-fips\.[a-z0-9-]+\.(?:{})/.+", suffixes());
}

const ECR_REPOSITORY: &str = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*";

fn suffixes() -> String {
    let mut suffixes: Vec<String> = PARTITIONS.iter().map(|p| regex::escape(p.dns_suffix)).collect();
    suffixes.sort();
    suffixes.dedup();
    suffixes.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in ALL {
            assert!(pattern.0.is_some(), "{pattern:?}");
            assert!(!pattern.matches("\n"), "{pattern:?}");
        }
    }

    #[test]
    fn patterns_match_whole_texts_and_ascii_classes() {
        let yes: &[(&Pattern, &str)] = &[
            (&FUNCTION_NAME, "hello"),
            (&FUNCTION_NAME, "hello:$LATEST"),
            (&FUNCTION_NAME, "123456789012:function:hello"),
            (&FUNCTION_NAME, "arn:aws:lambda:eusc-de-east-1:123456789012:function:hello:live"),
            (&FUNCTION_NAME, "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:hello"),
            (&ROLE, "arn:aws:iam::123456789012:role/service-role/a+b=c,d.e@f-g_h"),
            (&ARN_OR_EMPTY, ""),
            (&ARN_OR_EMPTY, "arn:aws:sqs:eu-west-1:123456789012:q"),
            (&LAYER, "arn:aws:lambda:us-iso-east-1:123456789012:layer:base:12"),
            (&LAYER, "arn:aws:lambda:::awslayer:AmazonLinux1803"),
            (&S3_BUCKET, "my-bucket.v2"),
            (&TAG, "équipe web/9 @home"),
            (&IMAGE_URI, "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b__c-d:v1"),
            (&IMAGE_URI, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"),
        ];
        for (pattern, text) in yes {
            assert!(pattern.matches(text), "{text}");
        }
        let no: &[(&Pattern, &str)] = &[
            (&FUNCTION_NAME, "invalid:function:name"),
            (&FUNCTION_NAME, "hello\n"),
            (&FUNCTION_NAME, "a.b"),
            (&FUNCTION_NAME, ""),
            (&FUNCTION_NAME, "arn:aws:lambda:eu-west-1:١٢٣٤٥٦٧٨٩٠١٢:function:hello"),
            (&ROLE, "r1"),
            (&ROLE, "arn:aws:iam::123456789012:user/me"),
            (&LAYER, "arn:aws:lambda:eu-west-1:123456789012:layer:base"),
            (&ENVIRONMENT_KEY, "A"),
            (&ENVIRONMENT_KEY, "1A"),
            (&ENVIRONMENT_KEY, "É1"),
            (&S3_BUCKET, "bucket."),
            (&TAG, "a#b"),
            (&MOUNT_PATH, "/mnt/a/b"),
            (&IMAGE_URI, "public.ecr.aws/lambda/python:3.13"),
            (&IMAGE_URI, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/App"),
            (&IMAGE_URI, "123456789012.dkr.ecr.eu-west-1.amazonaws.org/app"),
        ];
        for (pattern, text) in no {
            assert!(!pattern.matches(text), "{text}");
        }
    }
}
