//! Where a function's code comes from.

use serde::{Deserialize, Serialize};

/// The `code` block as written; exactly one source is a rule's business (`code-source`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Code {
    /// The folder to package, as written; relative to the manifest's folder.
    pub dir: Option<String>,
    pub include: Option<Vec<String>>,
    pub exclude: Option<Vec<String>>,
    pub symlinks: Option<Symlinks>,
    pub zip_file: Option<ZipSource>,
    pub upload: Option<Upload>,
    pub s3_bucket: Option<String>,
    pub s3_key: Option<String>,
    pub s3_object_version: Option<String>,
    pub s3_object_storage_mode: Option<String>,
    pub image_uri: Option<String>,
    pub source_kms_key_arn: Option<String>,
}

/// What to do with symbolic links in the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Symlinks {
    /// Package what they point to; links out of the folder too, with a warning.
    #[default]
    Follow,
    /// Package them as links.
    Keep,
    /// Refuse them.
    Error,
}

/// A ready zip.
#[derive(Clone, Debug, PartialEq)]
pub enum ZipSource {
    /// A path as written (`zip_file`); relative to the manifest's folder.
    Path(String),
    /// The bytes themselves (`ZipFile`, base64 in the text).
    Bytes(Vec<u8>),
}

/// Where a package too large for a direct upload is staged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Upload {
    pub s3_bucket: Option<String>,
    pub s3_prefix: Option<String>,
}

/// The one source of a [`Code`] that names exactly one.
#[derive(Clone, Debug, PartialEq)]
pub enum CodeSource<'a> {
    Dir(&'a str),
    Zip(&'a ZipSource),
    S3 { bucket: &'a str, key: &'a str, version: Option<&'a str> },
    Image(&'a str),
}

impl Code {
    /// The source, where the block names exactly one, whole.
    pub fn source(&self) -> Option<CodeSource<'_>> {
        let s3 = self.s3_bucket.is_some() || self.s3_key.is_some() || self.s3_object_version.is_some();
        match (&self.dir, &self.zip_file, s3, &self.image_uri) {
            (Some(dir), None, false, None) => Some(CodeSource::Dir(dir)),
            (None, Some(zip), false, None) => Some(CodeSource::Zip(zip)),
            (None, None, true, None) => match (&self.s3_bucket, &self.s3_key) {
                (Some(bucket), Some(key)) => {
                    Some(CodeSource::S3 { bucket, key, version: self.s3_object_version.as_deref() })
                }
                _ => None,
            },
            (None, None, false, Some(uri)) => Some(CodeSource::Image(uri)),
            _ => None,
        }
    }
}
