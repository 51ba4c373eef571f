//! S3, as far as staging needs it: path style, every bucket is there once something is put into it.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::state::World;
use super::wire::{Call, Refusal, Reply, answer, answer_empty, answer_xml, escape, hex, insert};

/// One version of an object.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub bytes: Bytes,
    pub version: Option<String>,
    pub etag: String,
    /// `x-amz-checksum-…` and `x-amz-meta-…` headers as they were sent.
    pub checksums: BTreeMap<String, String>,
    pub modified: jiff::Timestamp,
}

#[derive(Clone, Debug)]
struct Upload {
    bucket: String,
    key: String,
    parts: BTreeMap<u32, Bytes>,
    checksums: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
struct Bucket {
    versioned: bool,
    objects: BTreeMap<String, Vec<Object>>,
}

/// All buckets, and the uploads in parts that are under way.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    buckets: BTreeMap<String, Bucket>,
    uploads: BTreeMap<String, Upload>,
}

impl Buckets {
    pub fn holds(&self, bucket: &str) -> bool {
        self.buckets.contains_key(bucket)
    }

    pub fn object(&self, bucket: &str, key: &str, version: Option<&str>) -> Option<&Object> {
        let objects = self.buckets.get(bucket)?.objects.get(key)?;
        match version {
            Some(version) => objects.iter().find(|object| object.version.as_deref() == Some(version)),
            None => objects.last(),
        }
    }

    /// Objects by bucket and key, with their digests; uploads under way by what they are for.
    pub fn snapshot(&self) -> Value {
        let objects: BTreeMap<_, _> = self
            .buckets
            .iter()
            .map(|(name, bucket)| {
                let keys: BTreeMap<_, _> = bucket
                    .objects
                    .iter()
                    .filter_map(|(key, versions)| Some((key, hex(&Sha256::digest(&versions.last()?.bytes)))))
                    .collect();
                (name, keys)
            })
            .collect();
        let uploads: Vec<String> =
            self.uploads.values().map(|upload| format!("{}/{}", upload.bucket, upload.key)).collect();
        json!({ "buckets": objects, "uploads": uploads })
    }
}

pub(crate) fn apply(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let mut reply = match call.operation {
        "PutObject" => put(world, call),
        "HeadObject" | "GetObject" => get(world, call),
        "DeleteObject" => {
            if let Some(bucket) = world.buckets.buckets.get_mut(&call.name) {
                bucket.objects.remove(&call.item);
            }
            Ok(answer_empty(204))
        }
        "CreateBucket" => {
            world.buckets.buckets.entry(call.name.clone()).or_default();
            Ok(answer_empty(200))
        }
        "PutBucketVersioning" => {
            let on = String::from_utf8_lossy(&call.body).contains("<Status>Enabled</Status>");
            world.buckets.buckets.entry(call.name.clone()).or_default().versioned = on;
            Ok(answer_empty(200))
        }
        "GetBucketVersioning" => {
            let on = world.buckets.buckets.get(&call.name).is_some_and(|bucket| bucket.versioned);
            let status = if on { "<Status>Enabled</Status>" } else { "" };
            Ok(answer_xml(200, format!("<VersioningConfiguration>{status}</VersioningConfiguration>")))
        }
        "HeadBucket" => Ok(answer_empty(200)),
        "GetBucketLocation" => {
            let place = if call.region == "us-east-1" { "" } else { call.region.as_str() };
            Ok(answer_xml(200, format!("<LocationConstraint>{}</LocationConstraint>", escape(place))))
        }
        "CreateMultipartUpload" => begin(world, call),
        "UploadPart" => part(world, call),
        "CompleteMultipartUpload" => complete(world, call),
        "AbortMultipartUpload" => {
            upload(world, call)?;
            world.buckets.uploads.remove(call.query("uploadId").unwrap_or_default());
            Ok(answer_empty(204))
        }
        "ListMultipartUploads" => list_uploads(world, call),
        "ListObjectsV2" => list(world, call),
        _ => Err(Refusal::new(501, "NotImplemented", "the sandbox does not play this operation")),
    }?;
    if matches!(call.operation, "HeadBucket" | "CreateBucket") {
        insert(&mut reply, "x-amz-bucket-region", &call.region);
    }
    Ok(reply)
}

/// Quoted, and unlike for unlike bytes; not an MD5, which nobody may rely on.
fn etag(bytes: &[u8]) -> String {
    let digest = hex(&Sha256::digest(bytes));
    format!("\"{}\"", digest.get(..32).unwrap_or(&digest))
}

fn store(world: &mut World, bucket: &str, key: &str, bytes: Bytes, checksums: BTreeMap<String, String>) -> Reply {
    let modified = world.clock();
    let id = world.serial.next();
    let bucket = world.buckets.buckets.entry(bucket.to_owned()).or_default();
    let version = bucket.versioned.then(|| id.replace('-', ""));
    let object = Object { etag: etag(&bytes), bytes, version, checksums, modified };
    let mut reply = answer_empty(200);
    describe(&mut reply, &object, true);
    let versions = bucket.objects.entry(key.to_owned()).or_default();
    if !bucket.versioned {
        versions.clear();
    }
    versions.push(object);
    reply
}

fn describe(reply: &mut Reply, object: &Object, checksums: bool) {
    insert(reply, "etag", &object.etag);
    if let Some(version) = &object.version {
        insert(reply, "x-amz-version-id", version);
    }
    for (name, value) in object.checksums.iter().filter(|(name, _)| checksums || name.starts_with(METADATA)) {
        insert(reply, name, value);
    }
}

/// Headers of the user's own, which stay with the object.
const METADATA: &str = "x-amz-meta-";

fn metadata(call: &Call) -> BTreeMap<String, String> {
    let own = call.headers.iter().filter(|(name, _)| name.as_str().starts_with(METADATA));
    own.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect()
}

fn put(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    if call.header("if-none-match") == Some("*") && world.buckets.object(&call.name, &call.item, None).is_some() {
        return Err(Refusal::new(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
        ));
    }
    let (bytes, mut checksums) = content(call)?;
    checksums.extend(metadata(call));
    Ok(store(world, &call.name, &call.item, bytes, checksums))
}

fn get(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let Some(object) = world.buckets.object(&call.name, &call.item, call.query("versionId")) else {
        return Err(Refusal::new(404, "NoSuchKey", "The specified key does not exist."));
    };
    let whole = object.bytes.len();
    let mut reply = match call.header("range").and_then(|range| span(range, whole)) {
        Some((from, to)) => {
            let mut reply = answer(206, "application/octet-stream", object.bytes.slice(from..to));
            insert(&mut reply, "content-range", &format!("bytes {from}-{}/{whole}", to - 1));
            reply
        }
        None => answer(200, "application/octet-stream", object.bytes.clone()),
    };
    insert(&mut reply, "accept-ranges", "bytes");
    describe(&mut reply, object, call.header("x-amz-checksum-mode").is_some());
    insert(&mut reply, "last-modified", &object.modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    Ok(reply)
}

/// `bytes=5-9` of so many bytes, as a start and an end; nothing where it does not fit, and the whole is sent.
fn span(range: &str, whole: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = if to.is_empty() { whole } else { to.parse::<usize>().ok()?.saturating_add(1).min(whole) };
    (from < to).then_some((from, to))
}

/// The bytes of an upload without the frames of `aws-chunked`, and its checksums, trailing ones included.
fn content(call: &Call) -> Result<(Bytes, BTreeMap<String, String>), Refusal> {
    let mut checksums: BTreeMap<String, String> = call
        .headers
        .iter()
        .filter(|(name, _)| {
            name.as_str().starts_with("x-amz-checksum-")
                && !name.as_str().ends_with("-algorithm")
                && !name.as_str().ends_with("-type")
        })
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let streaming = call.header("x-amz-content-sha256").is_some_and(|hash| hash.starts_with("STREAMING-"));
    let chunked = call.header("content-encoding").is_some_and(|encoding| encoding.contains("aws-chunked"));
    if !streaming && !chunked {
        return Ok((call.body.clone(), checksums));
    }
    let incomplete = || Refusal::new(400, "IncompleteBody", "The request body terminated unexpectedly");
    let mut rest: &[u8] = &call.body;
    let mut bytes = Vec::with_capacity(rest.len());
    loop {
        let (line, after) = line(rest).ok_or_else(incomplete)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| incomplete())?;
        if size == 0 {
            rest = after;
            break;
        }
        bytes.extend_from_slice(after.get(..size).ok_or_else(incomplete)?);
        rest = after.get(size..).and_then(|after| after.strip_prefix(b"\r\n")).ok_or_else(incomplete)?;
    }
    while let Some((trailer, after)) = line(rest) {
        if let Some((name, value)) = trailer.split_once(':').filter(|(name, _)| name.starts_with("x-amz-checksum-")) {
            checksums.insert(name.to_owned(), value.trim().to_owned());
        }
        rest = after;
    }
    Ok((Bytes::from(bytes), checksums))
}

/// A line that ends with CR LF, and what follows.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    Some((std::str::from_utf8(bytes.get(..end)?).ok()?, bytes.get(end + 2..)?))
}

fn begin(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let id = world.serial.next().replace('-', "");
    let upload =
        Upload { bucket: call.name.clone(), key: call.item.clone(), parts: BTreeMap::new(), checksums: metadata(call) };
    world.buckets.uploads.insert(id.clone(), upload);
    Ok(answer_xml(
        200,
        format!(
            "<InitiateMultipartUploadResult><Bucket>{}</Bucket><Key>{}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>",
            escape(&call.name),
            escape(&call.item)
        ),
    ))
}

fn upload<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Upload, Refusal> {
    let id = call.query("uploadId").unwrap_or_default();
    let upload =
        world.buckets.uploads.get_mut(id).filter(|upload| upload.bucket == call.name && upload.key == call.item);
    upload.ok_or_else(|| Refusal::new(404, "NoSuchUpload", "The specified upload does not exist."))
}

fn part(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let number = call
        .query("partNumber")
        .and_then(|number| number.parse::<u32>().ok())
        .filter(|number| (1..=10_000).contains(number));
    let Some(number) = number else {
        return Err(Refusal::new(
            400,
            "InvalidArgument",
            "Part number must be an integer between 1 and 10000, inclusive",
        ));
    };
    let (bytes, checksums) = content(call)?;
    let mut reply = answer_empty(200);
    insert(&mut reply, "etag", &etag(&bytes));
    for (name, value) in &checksums {
        insert(&mut reply, name, value);
    }
    upload(world, call)?.parts.insert(number, bytes);
    Ok(reply)
}

fn complete(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let found = upload(world, call)?.clone();
    let listed = String::from_utf8_lossy(&call.body);
    let mut whole = Vec::new();
    for number in listed.split("<PartNumber>").skip(1) {
        let number = number.split('<').next().and_then(|number| number.trim().parse::<u32>().ok()).unwrap_or(0);
        let Some(bytes) = found.parts.get(&number) else {
            return Err(Refusal::new(400, "InvalidPart", "One or more of the specified parts could not be found."));
        };
        whole.extend_from_slice(bytes);
    }
    world.buckets.uploads.remove(call.query("uploadId").unwrap_or_default());
    let stored = store(world, &call.name, &call.item, Bytes::from(whole), found.checksums);
    let tag = stored.headers().get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    let mut reply = answer_xml(
        200,
        format!(
            "<CompleteMultipartUploadResult><Bucket>{}</Bucket><Key>{}</Key><ETag>{}</ETag></CompleteMultipartUploadResult>",
            escape(&call.name),
            escape(&call.item),
            escape(tag)
        ),
    );
    if let Some(version) = stored.headers().get("x-amz-version-id") {
        reply.headers_mut().insert("x-amz-version-id", version.clone());
    }
    Ok(reply)
}

fn list_uploads(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let prefix = call.query("prefix").unwrap_or_default();
    let mut shown = String::new();
    for (id, upload) in &world.buckets.uploads {
        if upload.bucket == call.name && upload.key.starts_with(prefix) {
            shown.push_str(&format!("<Upload><Key>{}</Key><UploadId>{id}</UploadId></Upload>", escape(&upload.key)));
        }
    }
    Ok(answer_xml(
        200,
        format!(
            "<ListMultipartUploadsResult><Bucket>{}</Bucket><IsTruncated>false</IsTruncated>{shown}</ListMultipartUploadsResult>",
            escape(&call.name)
        ),
    ))
}

fn list(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let Some(bucket) = world.buckets.buckets.get(&call.name) else {
        return Err(Refusal::new(404, "NoSuchBucket", "The specified bucket does not exist"));
    };
    let prefix = call.query("prefix").unwrap_or_default();
    let mut shown = String::new();
    for (key, versions) in bucket.objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
        if let Some(object) = versions.last() {
            shown.push_str(&format!(
                "<Contents><Key>{}</Key><LastModified>{}</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
                escape(key),
                object.modified.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                escape(&object.etag),
                object.bytes.len()
            ));
        }
    }
    Ok(answer_xml(
        200,
        format!(
            "<ListBucketResult><Name>{}</Name><IsTruncated>false</IsTruncated>{shown}</ListBucketResult>",
            escape(&call.name)
        ),
    ))
}
