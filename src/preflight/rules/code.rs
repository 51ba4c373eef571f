//! Where the code comes from: one source, whole.

use super::{member, some, too_long};
use crate::facts::{limits, members, patterns};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn code_source(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let desired = subject.desired;
    let code = &desired.code;
    if let Some(kind) = &desired.settings.package_type {
        member(subject, &["package_type"], kind, members::PACKAGE_TYPES, out);
    }
    let s3 = code.s3_bucket.is_some() || code.s3_key.is_some() || code.s3_object_version.is_some();
    let given: Vec<&str> = [
        ("dir", code.dir.is_some()),
        ("zip_file", code.zip_file.is_some()),
        ("s3_bucket", s3),
        ("image_uri", code.image_uri.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, given)| given.then_some(key))
    .collect();
    match given.as_slice() {
        [] => out.push(
            Finding::new("code names no source", desired.places.key(&["code"]))
                .help("give exactly one of dir, zip_file, s3_bucket with s3_key, or image_uri"),
        ),
        [_] => {}
        [first, second, ..] => out.push(
            Finding::new(
                format!("code names more than one source: {} and {}", quote(first), quote(second)),
                desired.places.key(&["code", second]),
            )
            .help("keep exactly one of dir, zip_file, s3_bucket with s3_key, or image_uri"),
        ),
    }
    let image = code.image_uri.is_some();
    match desired.settings.package_type.as_deref() {
        Some("Image") if !image && !given.is_empty() => out.push(
            Finding::new("package_type is Image, and code names no image_uri", desired.places.at(&["package_type"]))
                .help("give code.image_uri, or take package_type out"),
        ),
        Some("Zip") if image => out.push(
            Finding::new("package_type is Zip, and code names an image_uri", desired.places.at(&["package_type"]))
                .help("take package_type out, or give code.dir, code.zip_file or code.s3_bucket"),
        ),
        _ => {}
    }
    if s3 {
        s3_object(subject, out);
    }
    storage_mode(subject, s3, out);
    idle_keys(subject, out);
}

fn s3_object(subject: &Subject<'_>, out: &mut Findings) {
    let code = &subject.desired.code;
    let lacks = match (&code.s3_bucket, &code.s3_key) {
        (Some(_), Some(_)) => None,
        (Some(_), None) => Some(("s3_bucket", "s3_key")),
        (None, Some(_)) => Some(("s3_key", "s3_bucket")),
        (None, None) => Some(("s3_object_version", "s3_bucket")),
    };
    if let Some((has, lacks)) = lacks {
        out.push(
            Finding::new(
                format!("code has {} without {}", quote(has), quote(lacks)),
                subject.desired.places.key(&["code", has]),
            )
            .help("give s3_bucket and s3_key together"),
        );
    }
    if let Some(bucket) = &code.s3_bucket {
        bucket_name(subject, &["code", "s3_bucket"], bucket, out);
    }
    for (key, value, limit) in
        [("s3_key", &code.s3_key, limits::S3_KEY), ("s3_object_version", &code.s3_object_version, limits::S3_VERSION)]
    {
        let Some(value) = value else { continue };
        if value.is_empty() {
            let place = subject.desired.places.at(&["code", key]);
            out.push(Finding::new(format!("{} is empty", quote(key)), place).help("name it, or take the key out"));
        }
        too_long(subject, &["code", key], key, value, limit, out);
    }
}

fn bucket_name(subject: &Subject<'_>, path: &[&str], bucket: &str, out: &mut Findings) {
    let length = bucket.chars().count();
    if !(limits::S3_BUCKET_MIN..=limits::S3_BUCKET_MAX).contains(&length) || !patterns::S3_BUCKET.matches(bucket) {
        let cure = if bucket.starts_with("s3://") || bucket.starts_with("arn:") {
            "give the bucket's bare name, and the key in s3_key"
        } else {
            "use 3 to 63 letters, digits, `.`, `-` and `_`, without a full stop at the end"
        };
        let message = format!("s3_bucket {} is no bucket's name", quote(bucket));
        out.push(Finding::new(message, subject.desired.places.at(path)).help(cure));
    }
}

fn storage_mode(subject: &Subject<'_>, s3: bool, out: &mut Findings) {
    let code = &subject.desired.code;
    // With an image it is `forbidden-for-image`'s.
    let Some(mode) = code.s3_object_storage_mode.as_deref().filter(|_| !subject.desired.is_image()) else { return };
    member(subject, &["code", "s3_object_storage_mode"], mode, members::STORAGE_MODES, out);
    let staged = code.upload.is_some() && !s3;
    if mode == "REFERENCE" && code.s3_object_version.is_none() && !staged {
        out.push(
            Finding::new(
                "s3_object_storage_mode REFERENCE needs an s3_object_version",
                subject.desired.places.at(&["code", "s3_object_storage_mode"]),
            )
            .help("give code.s3_object_version: AWS reads that version of the object at every start"),
        );
    }
}

/// Keys that another source needs.
fn idle_keys(subject: &Subject<'_>, out: &mut Findings) {
    let code = &subject.desired.code;
    if let Some(bucket) = code.upload.as_ref().and_then(|u| u.s3_bucket.as_ref()) {
        bucket_name(subject, &["code", "upload", "s3_bucket"], bucket, out);
    }
    if code.dir.is_some() || code.source().is_none() {
        return;
    }
    let idle = [
        ("include", some(code.include.as_ref())),
        ("exclude", some(code.exclude.as_ref())),
        ("symlinks", code.symlinks.is_some()),
        ("upload", code.upload.is_some() && code.zip_file.is_none()),
    ];
    for (key, _) in idle.iter().filter(|(_, given)| *given) {
        let message = format!("{} has no effect without code.dir", quote(&format!("code.{key}")));
        out.push(Finding::new(message, subject.desired.places.key(&["code", key])).help("take it out").warn());
    }
}

pub fn image_uri(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    image_config(subject, out);
    let Some(uri) = subject.desired.code.image_uri.as_deref() else { return };
    if patterns::IMAGE_URI.matches(uri) {
        return;
    }
    let host = uri.split('/').next().unwrap_or_default();
    let (message, cure) = if patterns::IMAGE_URI_FIPS.matches(uri) {
        ("is at ECR's FIPS endpoint, which Lambda does not take", "write `dkr.ecr` for `dkr.ecr-fips`")
    } else if host == "public.ecr.aws" {
        ("is in the public ECR", "push the image into a private ECR repository of the function's region")
    } else if host.contains(".dkr.ecr.")
        && uri.chars().any(|c| c.is_ascii_uppercase())
        && host.chars().all(|c| !c.is_ascii_uppercase())
    {
        (
            "is no image of a private ECR repository",
            "write the repository in lower case: ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG",
        )
    } else {
        (
            "is no image of a private ECR repository",
            "write it as ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG (or @sha256:DIGEST)",
        )
    };
    out.push(
        Finding::new(format!("image_uri {} {message}", quote(uri)), subject.desired.places.at(&["code", "image_uri"]))
            .help(cure)
            .sure(!subject.custom_endpoint || uri.is_empty()),
    );
}

/// How the image is started.
fn image_config(subject: &Subject<'_>, out: &mut Findings) {
    let Some(image) = subject.desired.settings.image_config.as_ref() else { return };
    for (key, words) in [("entry_point", &image.entry_point), ("command", &image.command)] {
        let Some(words) = words.as_ref().filter(|words| words.len() > limits::IMAGE_WORDS) else { continue };
        let message = format!("{key} has {} entries, over the limit of {}", words.len(), limits::IMAGE_WORDS);
        out.push(Finding::new(message, subject.desired.places.at(&["image_config", key])).help("shorten it"));
    }
    if let Some(folder) = &image.working_directory {
        let path = &["image_config", "working_directory"];
        too_long(subject, path, "working_directory", folder, limits::IMAGE_WORKING_DIRECTORY, out);
    }
}
