//! The calls to S3 that staging a package needs. One attempt each, judged as those to Lambda are.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, ServerSideEncryption};
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use bytes::Bytes;

use super::client::Client;
use super::fault::{Class, Fault, Outcome, Raw, unanswered};
use super::send::trouble;
use super::wire::{Exchange, Limits, Wire};
use crate::event::Events;

/// The metadata that holds the CodeSha256 of what was staged.
const SHA256: &str = "lamctl-sha256";

/// Where a package goes.
#[derive(Clone, Debug)]
pub struct Place {
    pub bucket: String,
    pub key: String,
    /// The account that must own the bucket.
    pub owner: Option<String>,
    /// SSE-KMS with this key; else as the bucket says.
    pub kms_key: Option<String>,
}

/// What is at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub length: u64,
    /// As base64, of the whole object; from its checksum, or from what lamctl noted.
    pub sha256: Option<String>,
    pub version: Option<String>,
}

/// A part that was uploaded.
#[derive(Clone, Debug)]
pub struct Part {
    pub number: i32,
    pub etag: Option<String>,
    pub sha256: String,
}

/// S3, for one staging.
#[derive(Clone, Debug)]
pub struct S3<'a> {
    client: &'a Client,
    s3: aws_sdk_s3::Client,
    place: &'a Place,
}

impl<'a> S3<'a> {
    pub fn new(client: &'a Client, place: &'a Place) -> Self {
        let mut config = aws_sdk_s3::config::Builder::from(&client.sdk)
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(url) = &client.endpoints.s3 {
            // A local server has no name per bucket.
            config = config.endpoint_url(url).force_path_style(true);
        }
        S3 { client, s3: aws_sdk_s3::Client::from_conf(config.build()), place }
    }

    fn exchange(&self, operation: &'static str, events: &Events) -> (Arc<Exchange>, aws_sdk_s3::config::Builder) {
        let limits = Limits { stall: Duration::from_secs(60), answer: Duration::from_secs(60) };
        let exchange = Exchange::new(operation, limits, events.clone());
        let wire = Wire { inner: self.client.http.clone(), exchange: Arc::clone(&exchange) };
        (exchange, aws_sdk_s3::config::Builder::new().http_client(wire))
    }

    /// What is there; `None` where nothing is, or where it is not ours to know.
    ///
    /// # Errors
    /// The bucket is absent or in another region; a fault.
    pub async fn head(&self) -> Result<Option<Object>, Fault> {
        self.look(None).await
    }

    /// As [`S3::head`], of one version of the object.
    ///
    /// # Errors
    /// As [`S3::head`].
    pub async fn look(&self, version_id: Option<&str>) -> Result<Option<Object>, Fault> {
        let (exchange, over) = self.exchange("HeadObject", &Events::none());
        let result = self
            .s3
            .head_object()
            .bucket(&self.place.bucket)
            .key(&self.place.key)
            .set_expected_bucket_owner(self.place.owner.clone())
            .checksum_mode(aws_sdk_s3::types::ChecksumMode::Enabled)
            .set_version_id(version_id.map(str::to_owned))
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = split(result);
        match exchange.raw().as_ref().map(|raw| (raw.status, raw)) {
            // Without s3:ListBucket, an absent object is a 403 too. Putting it tells.
            Some((404 | 403, _)) => return Ok(None),
            Some((status, raw)) if status >= 300 => return Err(self.elsewhere("HeadObject", raw)),
            _ => {}
        }
        self.client.outcome_of("HeadObject", &exchange, error)?;
        Ok(output.map(|o| Object {
            length: o.content_length.and_then(|l| u64::try_from(l).ok()).unwrap_or(0),
            sha256: o
                .metadata
                .and_then(|m| m.get(SHA256).cloned())
                // A composite checksum, of parts, ends in `-N`.
                .or_else(|| o.checksum_sha256.filter(|sum| !sum.contains('-'))),
            version: version(o.version_id),
        }))
    }

    /// A redirect says which region the bucket is in.
    fn elsewhere(&self, operation: &'static str, raw: &Raw) -> Fault {
        match raw.header("x-amz-bucket-region") {
            Some(region) if region != self.client.region() => {
                let region = super::scrub::shown(region);
                let message = format!(
                    "the bucket {} is in {region}, and the function in {}",
                    self.place.bucket,
                    self.client.region()
                );
                let mut fault = unanswered(operation, Class::Invalid, Outcome::Refused, message);
                fault.code = Some("PermanentRedirect".to_owned());
                fault.status = Some(raw.status);
                fault.hints = vec![format!(
                    "use a bucket in {}: Lambda reads code from its own region alone",
                    self.client.region()
                )];
                fault
            }
            _ => super::fault::judge(operation, raw, &self.client.scrub),
        }
    }

    fn refused(
        &self,
        operation: &'static str,
        exchange: &Exchange,
        error: Option<super::send::Trouble>,
    ) -> Result<Raw, Fault> {
        if let Some(raw) = exchange.raw()
            && (300..400).contains(&raw.status)
        {
            return Err(self.elsewhere(operation, &raw));
        }
        self.client.outcome_of(operation, exchange, error).map_err(|mut fault| {
            let resource = format!("arn:aws:s3:::{}/*", self.place.bucket);
            match (fault.class, fault.code.as_deref()) {
                (Class::AccessDenied, _) => {
                    fault.hints = vec![format!(
                        "add this statement to the policy of your principal: {{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:PutObject\",\"s3:AbortMultipartUpload\"],\"Resource\":\"{resource}\"}}"
                    )];
                }
                (_, Some("NoSuchBucket")) => {
                    fault.hints = vec![format!("create the bucket {} first, in {}", self.place.bucket, self.client.region())];
                }
                _ => {}
            }
            fault
        })
    }

    /// The whole package in one request; gives the version.
    ///
    /// # Errors
    /// A fault.
    pub async fn put(&self, bytes: Bytes, sha256: &str, events: &Events) -> Result<Option<String>, Fault> {
        let (exchange, over) = self.exchange("PutObject", events);
        let result = self
            .s3
            .put_object()
            .bucket(&self.place.bucket)
            .key(&self.place.key)
            .body(ByteStream::from(bytes))
            .checksum_sha256(sha256)
            .metadata(SHA256, sha256)
            .content_type("application/zip")
            .set_expected_bucket_owner(self.place.owner.clone())
            .set_server_side_encryption(self.place.kms_key.as_ref().map(|_| ServerSideEncryption::AwsKms))
            .set_ssekms_key_id(self.place.kms_key.clone())
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = split(result);
        self.refused("PutObject", &exchange, error)?;
        Ok(output.and_then(|o| version(o.version_id)))
    }

    /// Begins an upload in parts; gives its id.
    ///
    /// # Errors
    /// A fault.
    pub async fn begin(&self, sha256: &str) -> Result<String, Fault> {
        let (exchange, over) = self.exchange("CreateMultipartUpload", &Events::none());
        let result = self
            .s3
            .create_multipart_upload()
            .bucket(&self.place.bucket)
            .key(&self.place.key)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .metadata(SHA256, sha256)
            .content_type("application/zip")
            .set_expected_bucket_owner(self.place.owner.clone())
            .set_server_side_encryption(self.place.kms_key.as_ref().map(|_| ServerSideEncryption::AwsKms))
            .set_ssekms_key_id(self.place.kms_key.clone())
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = split(result);
        let raw = self.refused("CreateMultipartUpload", &exchange, error)?;
        match output.and_then(|o| o.upload_id) {
            Some(id) => Ok(id),
            None => Err(super::fault::unreadable("CreateMultipartUpload", &raw, true, &self.client.scrub)),
        }
    }

    /// One part.
    ///
    /// # Errors
    /// A fault.
    pub async fn part(
        &self,
        upload: &str,
        number: i32,
        bytes: Bytes,
        sha256: &str,
        events: &Events,
    ) -> Result<Part, Fault> {
        let (exchange, over) = self.exchange("UploadPart", events);
        let result = self
            .s3
            .upload_part()
            .bucket(&self.place.bucket)
            .key(&self.place.key)
            .upload_id(upload)
            .part_number(number)
            .body(ByteStream::from(bytes))
            .checksum_sha256(sha256)
            .set_expected_bucket_owner(self.place.owner.clone())
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = split(result);
        self.refused("UploadPart", &exchange, error)?;
        Ok(Part { number, etag: output.and_then(|o| o.e_tag), sha256: sha256.to_owned() })
    }

    /// Joins the parts; gives the version. S3 may answer 200 and an error in the body: that is a fault here.
    ///
    /// # Errors
    /// A fault.
    pub async fn complete(&self, upload: &str, parts: &[Part]) -> Result<Option<String>, Fault> {
        let (exchange, over) = self.exchange("CompleteMultipartUpload", &Events::none());
        let parts = parts.iter().map(|part| {
            CompletedPart::builder()
                .part_number(part.number)
                .set_e_tag(part.etag.clone())
                .checksum_sha256(&part.sha256)
                .build()
        });
        let result = self
            .s3
            .complete_multipart_upload()
            .bucket(&self.place.bucket)
            .key(&self.place.key)
            .upload_id(upload)
            .multipart_upload(CompletedMultipartUpload::builder().set_parts(Some(parts.collect())).build())
            .set_expected_bucket_owner(self.place.owner.clone())
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = split(result);
        self.refused("CompleteMultipartUpload", &exchange, error)?;
        Ok(output.and_then(|o| version(o.version_id)))
    }

    /// The place, for people.
    pub fn address(&self) -> String {
        format!("s3://{}/{}", self.place.bucket, self.place.key)
    }

    /// Uploads to this place that have not been completed, by id; the first thousand of them.
    ///
    /// # Errors
    /// A fault; it takes a permission that staging can do without (s3:ListBucketMultipartUploads).
    pub async fn unfinished(&self) -> Result<Vec<String>, Fault> {
        let (exchange, over) = self.exchange("ListMultipartUploads", &Events::none());
        let result = self
            .s3
            .list_multipart_uploads()
            .bucket(&self.place.bucket)
            .prefix(&self.place.key)
            .set_expected_bucket_owner(self.place.owner.clone())
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = split(result);
        self.refused("ListMultipartUploads", &exchange, error)?;
        let uploads = output.and_then(|o| o.uploads).unwrap_or_default();
        let here = uploads.into_iter().filter(|upload| upload.key.as_deref() == Some(self.place.key.as_str()));
        Ok(here.filter_map(|upload| upload.upload_id).collect())
    }

    /// Takes an unfinished upload back: its parts would cost money for ever.
    ///
    /// # Errors
    /// A fault.
    pub async fn abort(&self, upload: &str) -> Result<(), Fault> {
        let (exchange, over) = self.exchange("AbortMultipartUpload", &Events::none());
        let result = self
            .s3
            .abort_multipart_upload()
            .bucket(&self.place.bucket)
            .key(&self.place.key)
            .upload_id(upload)
            .set_expected_bucket_owner(self.place.owner.clone())
            .customize()
            .config_override(over)
            .send()
            .await;
        let (_, error) = split(result);
        self.refused("AbortMultipartUpload", &exchange, error).map(|_| ())
    }
}

/// A bucket without versioning answers `null`, or nothing.
fn version(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty() && id != "null")
}

fn split<T, E>(
    result: Result<
        T,
        aws_smithy_runtime_api::client::result::SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>,
    >,
) -> (Option<T>, Option<super::send::Trouble>)
where
    E: std::error::Error + Send + Sync + 'static,
{
    match result {
        Ok(output) => (Some(output), None),
        Err(error) => (None, Some(trouble(error))),
    }
}
