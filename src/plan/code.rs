//! The code that a call sends, and whether what is deployed is that code already.

use super::call::CodeRef;
use super::step::{Change, Do};
use super::steps::Steps;
use crate::error::{Error, Kind, Result};
use crate::function::{CodeSource, Deployed, Desired};
use crate::package::Artifact;

/// The largest zip that may be sent directly, in bytes: answer of AWS (413), recorded 2025-11.
pub const DIRECT_LIMIT: u64 = 52_428_800;

/// What is known of the wanted code beside the manifest.
#[derive(Clone, Copy, Debug, Default)]
pub struct CodeFacts<'a> {
    /// The finished package, where the code is local.
    pub package: Option<&'a Artifact>,
    /// The digest (`sha256:…`) that the image's tag stands for now, where somebody resolved it.
    pub image_digest: Option<&'a str>,
    /// Base64 of the object's SHA-256, where S3 has a checksum of the whole object.
    pub s3_sha256: Option<&'a str>,
}

impl CodeFacts<'_> {
    fn digest(&self) -> Option<&str> {
        self.image_digest.map(|said| digest(said).unwrap_or(said))
    }

    /// What the provenance of a version says of its code.
    pub(super) fn identity(&self, desired: &Desired) -> Option<String> {
        match desired.code.source() {
            Some(CodeSource::Image(uri)) => digest(uri).or_else(|| self.digest()).map(str::to_owned),
            Some(CodeSource::S3 { .. }) => self.s3_sha256.map(str::to_owned),
            _ => self.package.map(|p| p.sha256.clone()),
        }
    }
}

/// Whether the deployed code is the wanted one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeDifference {
    Same,
    Different {
        from: Option<String>,
        to: String,
    },
    /// It cannot be told, so the code is sent.
    Unknown {
        why: &'static str,
    },
}

/// The code to send; a package that is too large for a request is staged in S3 by a step before.
pub(super) fn reference(desired: &Desired, package: Option<&Artifact>, steps: &mut Steps) -> Result<CodeRef> {
    let code = &desired.code;
    let kms_key = code.source_kms_key_arn.clone().filter(|k| !k.is_empty());
    match code.source() {
        Some(CodeSource::Dir(_) | CodeSource::Zip(_)) => {
            let artifact =
                package.ok_or_else(|| Error::new(Kind::Internal, "a plan was made before the package"))?.clone();
            if artifact.zipped_bytes <= DIRECT_LIMIT {
                return Ok(CodeRef::Zip { artifact, kms_key });
            }
            let Some(bucket) = code.upload.as_ref().and_then(|u| u.s3_bucket.clone()) else {
                return Err(too_large(&artifact));
            };
            let prefix = code.upload.as_ref().and_then(|u| u.s3_prefix.clone()).unwrap_or_default();
            let key = stage_key(&prefix, &artifact);
            steps.push(Do::Stage { bucket: bucket.clone(), prefix }, Vec::new());
            Ok(CodeRef::Staged { artifact, bucket, key, version: None, kms_key })
        }
        Some(CodeSource::S3 { bucket, key, version }) => Ok(CodeRef::S3 {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            version: version.map(str::to_owned),
            storage_mode: code.s3_object_storage_mode.clone(),
            kms_key,
        }),
        Some(CodeSource::Image(uri)) => Ok(CodeRef::Image { uri: uri.to_owned(), kms_key }),
        None => Err(Error::new(Kind::Checks, "`code` does not name exactly one source")
            .hint("give `code` one of `dir`, `zip_file`, `s3_bucket` with `s3_key`, or `image_uri`")),
    }
}

fn too_large(artifact: &Artifact) -> Error {
    Error::new(
        Kind::Checks,
        format!(
            "the package has {} bytes, and a request carries at most {DIRECT_LIMIT} bytes (50 MiB)",
            artifact.zipped_bytes
        ),
    )
    .hint("name a bucket of the function's region in `code.upload.s3_bucket`: lamctl stages the package there")
    .hint("run `lamctl package --list` to see what takes the room")
}

/// The key of a staged package: named after its content, so that the same package is sent once.
pub fn stage_key(prefix: &str, artifact: &Artifact) -> String {
    use base64::Engine as _;
    let name = match base64::engine::general_purpose::STANDARD.decode(&artifact.sha256) {
        Ok(hash) => hash.iter().map(|b| format!("{b:02x}")).collect(),
        Err(_) => artifact.sha256.replace(['/', '+', '='], "_"),
    };
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    format!("{prefix}{slash}{name}.zip")
}

/// Whether the deployed code is the wanted one: zips by CodeSha256, images by repository and digest, S3
/// objects by their SHA-256 where it is known.
pub fn compare(desired: &Desired, deployed: &Deployed, facts: CodeFacts<'_>) -> CodeDifference {
    let has = deployed.configuration.code_sha256.as_deref();
    let by_hash = |wants: &str| {
        if has == Some(wants) {
            CodeDifference::Same
        } else {
            CodeDifference::Different { from: has.map(str::to_owned), to: wants.to_owned() }
        }
    };
    match desired.code.source() {
        Some(CodeSource::Dir(_) | CodeSource::Zip(_)) => match facts.package {
            Some(package) => by_hash(&package.sha256),
            None => CodeDifference::Unknown { why: "there is no package" },
        },
        Some(CodeSource::S3 { .. }) => match facts.s3_sha256 {
            Some(sha256) => by_hash(sha256),
            None => CodeDifference::Unknown { why: "the object has no SHA-256 checksum in S3" },
        },
        Some(CodeSource::Image(uri)) => image(uri, deployed, facts),
        None => CodeDifference::Unknown { why: "`code` names no single source" },
    }
}

fn image(uri: &str, deployed: &Deployed, facts: CodeFacts<'_>) -> CodeDifference {
    let Some(resolved) = &deployed.code.resolved_image_uri else {
        return CodeDifference::Unknown { why: "AWS does not say which image is deployed" };
    };
    let Some(wants) = digest(uri).or_else(|| facts.digest()) else {
        return CodeDifference::Unknown { why: "the image's tag is not resolved to a digest" };
    };
    if digest(resolved) == Some(wants) && repository(resolved) == repository(uri) {
        CodeDifference::Same
    } else {
        CodeDifference::Different { from: Some(resolved.clone()), to: format!("{}@{wants}", repository(uri)) }
    }
}

fn digest(uri: &str) -> Option<&str> {
    uri.split_once('@').map(|(_, digest)| digest)
}

/// The image's name without tag and digest (a colon before the last slash is a port).
fn repository(uri: &str) -> &str {
    let name = uri.split_once('@').map_or(uri, |(name, _)| name);
    match name.rfind(':') {
        Some(at) if name.rfind('/').is_none_or(|slash| slash < at) => &name[..at],
        _ => name,
    }
}

/// What a step that sends code says of it.
pub(super) fn change(difference: &CodeDifference, code: &CodeRef) -> Change {
    let (from, to) = match difference {
        CodeDifference::Different { from, to } => (from.clone(), to.clone()),
        CodeDifference::Same => (None, describe(code)),
        CodeDifference::Unknown { why } => (None, format!("cannot compare, would update: {why}")),
    };
    Change { field: "code".into(), from: from.map(Into::into), to: Some(to.into()) }
}

/// The code, for people: a hash, an S3 address or an image.
pub(super) fn describe(code: &CodeRef) -> String {
    match code {
        CodeRef::Zip { artifact, .. } | CodeRef::Staged { artifact, .. } => artifact.sha256.clone(),
        CodeRef::S3 { bucket, key, version, .. } => match version {
            Some(version) => format!("s3://{bucket}/{key} (version {version})"),
            None => format!("s3://{bucket}/{key}"),
        },
        CodeRef::Image { uri, .. } => uri.clone(),
    }
}
