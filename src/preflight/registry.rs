//! One const table of all rules: a row here and a function under [`super::rules`] make a rule. Its docs for
//! `explain` are `docs/NAME.md` beside this file.

use super::rule::{Pass, Rule};
use super::rules::{
    code, environment, features, handler_format, identity, inspect, keys, layers, managed, network, package, region,
    required, runtime, sizes, source, tags,
};
use crate::diagnostic::Level;

/// Every rule, in the order of `explain`.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(inspect::INSPECT_RULES)
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// A row: name, `fixed` where it cannot be allowed, group, level, passes, function, one line.
macro_rules! rules {
    (@fixed) => { false };
    (@fixed fixed) => { true };
    ($($name:literal $(@$fixed:ident)? $group:ident $level:ident [$($pass:ident),*] => $check:path, $summary:literal;)*) => {
        const RULES: &[Rule] = &[$(Rule {
            name: $name,
            passes: &[$(Pass::$pass),*],
            level: Level::$level,
            group: stringify!($group),
            fixed: rules!(@fixed $($fixed)?),
            summary: $summary,
            docs: include_str!(concat!("docs/", $name, ".md")),
            check: $check,
        }),*];
    };
}

rules! {
    "function-name" mission Deny [Manifest] => identity::function_name, "not a name, partial ARN or ARN; a bare name over 64 characters, an ARN over 140; of another account than target.account";
    "role-arn" mission Deny [Manifest] => identity::role_arn, "not a role ARN, or one of another partition than the region's";
    "role-account" mission Deny [Manifest] => identity::role_account, "the role's account is another than target.account";
    "runtime-unknown" mission Deny [Manifest] => runtime::runtime_unknown, "no identifier of a known family, or in the wrong case; a newer version of a known family warns";
    "runtime-blocked" mission Deny [Manifest, Deployed] => runtime::runtime_blocked, "AWS refuses new functions, or updates of deployed ones, with this runtime";
    "runtime-deprecated" calendar Warn [Manifest] => runtime::runtime_deprecated, "the runtime is deprecated, or will be within 90 days";
    "runtime-preview" mission Warn [Manifest] => runtime::runtime_preview, "the runtime is known as a public preview only";
    "memory-multiple-of-64" mission Deny [Manifest] => sizes::memory_multiple_of_64, "memory_size is not a multiple of 64 MB";
    "memory-range" mission Deny [Manifest] => sizes::memory_range, "memory_size outside 128 to 10240 MB, or to 32768 with a capacity provider";
    "memory-quota" mission Allow [Manifest] => sizes::memory_quota, "memory_size over 3008 MB, which accounts with the reduced quota refuse";
    "timeout-range" mission Deny [Manifest] => sizes::timeout_range, "timeout outside 1 to 900 s, or to 5400 s with a capacity provider";
    "handler-format" mission Deny [Manifest] => handler_format::handler_format, "the handler is over 128 characters, has white space, or is not of the runtime's form";
    "required-to-create" mission Deny [Manifest, Deployed] => required::required_to_create, "role, and for zips runtime or handler, missing where the function does not exist";
    "forbidden-for-image" mission Deny [Manifest] => required::forbidden_for_image, "runtime, handler, layers, code signing or a storage mode for an image; image_config for a zip";
    "code-source" mission Deny [Manifest] => code::code_source, "none or more than one of dir, zip_file, s3_bucket, image_uri; half a pair; package_type contradicts it";
    "image-uri" mission Deny [Manifest] => code::image_uri, "not an image of a private ECR repository, or at its FIPS endpoint; image_config over its limits";
    "description-length" limits Deny [Manifest] => identity::description_length, "description over 256 characters";
    "tags" limits Deny [Manifest] => tags::tags, "over 50 tags; keys outside 1 to 128 characters, values over 256, other characters, or aws: in front";
    "environment-key" limits Deny [Manifest] => environment::environment_key, "a variable's name is not a letter and at least one letter, digit or underscore more";
    "environment-reserved" limits Deny [Manifest] => environment::environment_reserved, "a variable that Lambda sets itself";
    "environment-size" limits Deny [Manifest] => environment::environment_size, "the variables are over 4096 bytes as compact JSON in UTF-8";
    "environment-secret" secrets Warn [Manifest] => environment::environment_secret, "a variable's value looks like a credential";
    "layers" limits Deny [Manifest] => layers::layers, "more than 5, the same layer twice, no version, not a layer's ARN";
    "vpc-config" limits Deny [Manifest] => network::vpc_config, "subnets without security groups or the reverse, more than 16 or 5, ids of another form";
    "file-system" limits Deny [Manifest] => network::file_system, "more than one, EFS without a VPC, not an access point's ARN, not a path /mnt/NAME";
    "dead-letter-queue" limits Deny [Manifest] => network::dead_letter_queue, "not the ARN of a standard SQS queue or SNS topic";
    "kms-key" limits Deny [Manifest] => keys::kms_key, "not the ARN of a KMS key";
    "code-signing" limits Deny [Manifest] => keys::code_signing, "not the ARN of a code signing configuration, or one of another account";
    "snap-start" limits Deny [Manifest] => features::snap_start, "SnapStart with a runtime without it, an image, EFS, or ephemeral storage over 512 MB";
    "logging" limits Deny [Manifest] => features::logging, "unknown format or level, a level without JSON, not a log group's name";
    "ephemeral-storage" limits Deny [Manifest] => sizes::ephemeral_storage, "outside 512 to 10240 MB";
    "tracing" limits Deny [Manifest] => features::tracing, "a mode that is none";
    "architectures" limits Deny [Manifest] => features::architectures, "not exactly one of x86_64 and arm64, or one that the runtime does not run on";
    "capacity-provider" limits Deny [Manifest] => managed::capacity_provider, "its members' limits; with vpc_config, log format Text, or a runtime that does not run there";
    "durable" limits Deny [Manifest] => managed::durable, "retention outside 1 to 90 days, execution timeout outside 1 to 31622400 s; an undocumented runtime warns";
    "tenancy" limits Deny [Manifest] => managed::tenancy, "no or an unknown isolation mode, or together with SnapStart";
    "region-mismatch" limits Deny [Manifest] => region::region_mismatch, "an ARN or image URI is of another region than the function";
    "source-missing" @fixed package Deny [Files] => source::source_missing, "no such folder or zip, or it cannot be read";
    "source-empty" @fixed package Deny [Files] => source::source_empty, "nothing is left to package";
    "path-name" package Deny [Files] => source::path_name, "names that are not UTF-8, are absolute or leave the folder; names that differ only in case warn";
    "symlink-outside" package Warn [Files] => source::symlink_outside, "a link that leaves the folder or leads nowhere; denied with symlinks: error and for absolute kept links";
    "unzipped-size" package Deny [Files] => package::unzipped_size, "the files are over 262144000 bytes; from 90 % on it warns";
    "zip-size" package Deny [Package] => package::zip_size, "the zip is over 52428800 bytes, or the request over 70167211, without code.upload";
    "zip-unusable" @fixed package Deny [Package] => package::zip_unusable, "a ready zip that does not read back, is encrypted, or holds absolute or .. names; other methods warn";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::preflight::levels::GROUPS;

    #[test]
    fn names_are_kebab_case_and_unique_and_groups_are_known() {
        let mut names = BTreeSet::new();
        for rule in all() {
            assert!(names.insert(rule.name), "{} stands twice", rule.name);
            assert!(
                rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                rule.name
            );
            assert!(GROUPS.iter().any(|(group, _)| *group == rule.group), "{}", rule.name);
            assert!(!GROUPS.iter().any(|(group, _)| *group == rule.name), "{}", rule.name);
            assert!(!rule.passes.is_empty());
        }
    }
}
