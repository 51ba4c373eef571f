//! The code of a function: taken from the request, from the sandbox's S3, or an image that is only named.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::sandbox::limits;
use crate::sandbox::s3::Buckets;
use crate::sandbox::wire::{Refusal, hex};

/// What a function runs.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// The zip; empty for an image.
    pub bytes: Bytes,
    /// As the API gives it: base64 for a zip, hexadecimal for an image.
    pub sha256: String,
    pub size: u64,
    pub image: Option<String>,
    pub kms_key: Option<String>,
}

/// Reads the code members of a request that are there; `None` when none is.
pub(crate) fn read(
    code: &Map<String, Value>,
    image: bool,
    creating: bool,
    buckets: &Buckets,
) -> Result<Option<Code>, Refusal> {
    let given = |name: &str| code.get(name).and_then(Value::as_str);
    let kms_key = given("SourceKMSKeyArn").filter(|key| !key.is_empty()).map(str::to_owned);
    let (zip, bucket, key) = (given("ZipFile"), given("S3Bucket"), given("S3Key"));
    let version = given("S3ObjectVersion");
    if image {
        if given("S3ObjectStorageMode").is_some() {
            return Err(Refusal::invalid("Do not include S3ObjectStorageMode when the function PackageType is Image."));
        }
        let Some(uri) = given("ImageUri").filter(|uri| !uri.is_empty()) else {
            return match (creating, zip.or(bucket).or(key)) {
                (true, _) => Err(Refusal::invalid("ImageUri is required.")),
                (false, Some(_)) => {
                    Err(Refusal::invalid("Please provide ImageUri when updating a function with packageType Image."))
                }
                (false, None) => Ok(None),
            };
        };
        return image_code(uri, kms_key).map(Some);
    }
    if given("ImageUri").is_some() && !creating {
        return Err(Refusal::invalid("Please don't provide ImageUri when updating a function with packageType Zip."));
    }
    let bytes = match (zip, bucket, key) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            return Err(Refusal::invalid(
                "Please do not provide other FunctionCode parameters when providing a ZipFile.",
            ));
        }
        (Some(text), None, None) => {
            let Ok(bytes) = STANDARD.decode(text) else {
                return Err(Refusal::new(400, "SerializationException", "the zip is not base64"));
            };
            if bytes.len() > limits::ZIP_BYTES {
                return Err(Refusal::new(
                    413,
                    "RequestEntityTooLargeException",
                    format!("Zipped size must be smaller than {} bytes", limits::ZIP_BYTES),
                ));
            }
            Bytes::from(bytes)
        }
        (None, Some(bucket), Some(key)) => object(buckets, bucket, key, version)?,
        (None, None, None) if version.is_none() => {
            return if creating {
                Err(Refusal::invalid("Please provide a source for function code."))
            } else {
                Ok(None)
            };
        }
        _ => return Err(Refusal::invalid("S3 Bucket and Key are required for uploading with S3 parameters.")),
    };
    probe(&bytes)?;
    Ok(Some(Code {
        sha256: STANDARD.encode(Sha256::digest(&bytes)),
        size: bytes.len() as u64,
        bytes,
        image: None,
        kms_key,
    }))
}

fn image_code(uri: &str, kms_key: Option<String>) -> Result<Code, Refusal> {
    let registry = uri.split('/').next().unwrap_or_default();
    let account = registry.split('.').next().unwrap_or_default();
    let private = account.len() == 12 && account.bytes().all(|c| c.is_ascii_digit()) && registry.contains(".dkr.ecr.");
    if !private || !uri.contains('/') {
        return Err(Refusal::invalid(format!("Source image {uri} is not valid. Provide a valid source image.")));
    }
    // A digest that the URI names is the image's; a tag's is made up, always the same for the same tag.
    let sha256 = match uri.split_once("@sha256:") {
        Some((_, digest)) => digest.to_owned(),
        None => hex(&Sha256::digest(uri.as_bytes())),
    };
    Ok(Code { bytes: Bytes::new(), sha256, size: 0, image: Some(uri.to_owned()), kms_key })
}

impl Code {
    /// The image by digest, as GetFunction resolves it.
    pub fn resolved_image(&self) -> Option<String> {
        let uri = self.image.as_deref()?;
        let plain = uri.split('@').next().unwrap_or(uri);
        let slash = plain.rfind('/').map_or(0, |at| at + 1);
        let repository = plain
            .get(slash..)
            .and_then(|last| last.find(':'))
            .map_or(plain, |at| plain.get(..slash + at).unwrap_or(plain));
        Some(format!("{repository}@sha256:{}", self.sha256))
    }
}

fn object(buckets: &Buckets, bucket: &str, key: &str, version: Option<&str>) -> Result<Bytes, Refusal> {
    let refused = |code: &str, message: &str| {
        Refusal::invalid(format!("Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {message}"))
    };
    if !buckets.holds(bucket) {
        return Err(refused("NoSuchBucket", "The specified bucket does not exist"));
    }
    match buckets.object(bucket, key, version) {
        Some(object) => Ok(object.bytes.clone()),
        None if version.is_some() => Err(refused("NoSuchVersion", "The specified version does not exist.")),
        None => Err(refused("NoSuchKey", "The specified key does not exist.")),
    }
}

/// Opens a zip as the service does, and adds up its entries.
fn probe(bytes: &Bytes) -> Result<(), Refusal> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes.as_ref())) else {
        return Err(Refusal::invalid(
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        ));
    };
    if archive.is_empty() {
        return Err(Refusal::invalid("Uploaded file must be a non-empty zip"));
    }
    let unzipped: u64 =
        (0..archive.len()).filter_map(|at| archive.by_index_raw(at).ok().map(|entry| entry.size())).sum();
    if unzipped > limits::UNZIPPED_BYTES {
        return Err(Refusal::invalid(format!("Unzipped size must be smaller than {} bytes", limits::UNZIPPED_BYTES)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_resolved_to_its_digest() {
        let uri = "000000000000.dkr.ecr.us-east-1.amazonaws.com/team/app:v1";
        let code = image_code(uri, None).unwrap();
        let resolved = code.resolved_image().unwrap();
        assert_eq!(resolved, format!("000000000000.dkr.ecr.us-east-1.amazonaws.com/team/app@sha256:{}", code.sha256));
        assert_eq!(image_code(&resolved, None).unwrap().sha256, code.sha256);
        assert!(image_code("docker.io/library/app:v1", None).is_err());
    }

    #[test]
    fn what_does_not_open_is_refused() {
        assert!(probe(&Bytes::from_static(b"not a zip")).unwrap_err().message.unwrap().contains("Could not unzip"));
        let empty = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
        assert!(probe(&Bytes::from(empty)).unwrap_err().message.unwrap().contains("non-empty"));
    }
}
