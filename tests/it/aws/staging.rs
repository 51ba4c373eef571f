//! Staging in S3: once, whole, and taken back where it fails.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use lamctl::apply::{self, Inputs, Options, Stop};
use lamctl::event::What;
use lamctl::outcome::{Action, FunctionOutcome};
use lamctl::plan::{CodeRef, Do};

use super::plans::{Lambda, calls, options, plan, settings};
use super::{Asked, Does, Log, artifact, client, events};

/// A bucket, versioned.
#[derive(Default)]
struct Bucket {
    object: Option<(Vec<u8>, String)>,
    parts: BTreeMap<u32, Bytes>,
    sha256: String,
    aborted: u32,
}

fn ok(headers: Vec<(&'static str, String)>, body: &str) -> Does {
    Does::Answer { status: 200, headers, body: Bytes::copy_from_slice(body.as_bytes()) }
}

impl Bucket {
    fn answer(&mut self, asked: &Asked) -> Does {
        let sha = || asked.headers.get("x-amz-meta-lamctl-sha256").cloned().unwrap_or_default();
        let version = || vec![("x-amz-version-id", "v7".to_owned()), ("etag", "\"e\"".to_owned())];
        match (asked.method.as_str(), asked.path.contains("uploadId=")) {
            ("HEAD", _) => match &self.object {
                Some((body, sha)) => {
                    let mut headers = version();
                    headers.push(("content-length", body.len().to_string()));
                    headers.push(("x-amz-meta-lamctl-sha256", sha.clone()));
                    ok(headers, "")
                }
                None => Does::Answer { status: 404, headers: Vec::new(), body: Bytes::new() },
            },
            ("PUT", false) => {
                assert_eq!(asked.headers["x-amz-checksum-sha256"], super::sha256(&asked.body));
                assert_eq!(asked.headers["x-amz-expected-bucket-owner"], "123456789012");
                self.object = Some((asked.body.to_vec(), sha()));
                ok(version(), "")
            }
            ("POST", false) => {
                self.object = None;
                self.parts.clear();
                self.sha256 = sha();
                ok(Vec::new(), "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>")
            }
            ("PUT", true) => {
                assert_eq!(asked.headers["x-amz-checksum-sha256"], super::sha256(&asked.body));
                let number = asked.path.split("partNumber=").nth(1).and_then(|n| n.split('&').next());
                self.parts.insert(number.and_then(|n| n.parse().ok()).expect("a number"), asked.body.clone());
                ok(version(), "")
            }
            ("POST", true) => {
                let whole = self.parts.values().flat_map(|part| part.to_vec()).collect();
                self.object = Some((whole, self.sha256.clone()));
                ok(version(), "<CompleteMultipartUploadResult><Key>k</Key></CompleteMultipartUploadResult>")
            }
            ("GET", _) => ok(Vec::new(), "<ListMultipartUploadsResult></ListMultipartUploadsResult>"),
            _ => {
                self.aborted += 1;
                Does::Answer { status: 204, headers: Vec::new(), body: Bytes::new() }
            }
        }
    }
}

async fn stage(
    zip: &[u8],
    bucket: Bucket,
    fault: impl Fn(&Asked) -> Option<Does> + Send + Sync + 'static,
) -> (FunctionOutcome, Arc<Mutex<Bucket>>, Log, Vec<What>) {
    let bucket = Arc::new(Mutex::new(bucket));
    let lambda = Mutex::new(Lambda::new(Duration::ZERO));
    let shared = Arc::clone(&bucket);
    let (client, log) = client(move |asked| {
        // The question whether it connects, before the body has arrived.
        if matches!(asked.method.as_str(), "PUT" | "POST") && asked.body.is_empty() && !asked.path.contains("uploads") {
            return Does::Hang;
        }
        if let Some(does) = fault(&asked) {
            return does;
        }
        if asked.path.starts_with("/2015-03-31") {
            return lambda.lock().expect("lambda").answer(&asked);
        }
        shared.lock().expect("bucket").answer(&asked)
    })
    .await;
    let code = CodeRef::Staged {
        artifact: artifact(zip),
        bucket: "b".into(),
        key: "p/k.zip".into(),
        version: None,
        kms_key: None,
    };
    let steps = vec![
        Do::Stage { bucket: "b".into(), prefix: "p/".into() },
        Do::Create { settings: Box::new(settings()), code },
    ];
    let options = Options { bucket_owner: Some("123456789012".into()), ..options() };
    let (events, kept) = events();
    let mut out = FunctionOutcome::new("f", None);
    let plan = plan(Action::Create, steps);
    apply::run(&plan, &Inputs::default(), &client, &options, &events, &Stop::new(), &mut out).await;
    let kept = kept.lock().expect("events").iter().map(|e| e.what.clone()).collect();
    (out, bucket, log, kept)
}

fn created(log: &Log) -> serde_json::Value {
    let log = log.lock().expect("log");
    log.iter().find(|a| a.path.starts_with("/2015-03-31")).expect("a create").json()["Code"].clone()
}

#[tokio::test(start_paused = true)]
async fn a_package_is_put_once_and_its_version_is_passed_on() {
    let (_, bucket, log, _) = stage(b"a zip", Bucket::default(), |_| None).await;
    let wanted = serde_json::json!({ "S3Bucket": "b", "S3Key": "p/k.zip", "S3ObjectVersion": "v7" });
    assert_eq!(created(&log), wanted);
    let bucket = Bucket { object: bucket.lock().expect("bucket").object.clone(), ..Bucket::default() };
    assert_eq!(bucket.object.as_ref().map(|o| o.0.as_slice()), Some(b"a zip".as_slice()));
    let (_, _, log, _) = stage(b"a zip", bucket, |_| None).await;
    assert_eq!(created(&log), wanted);
    assert!(!calls(&log).iter().any(|call| call.starts_with("PUT")), "{:?}", calls(&log));
}

#[tokio::test(start_paused = true)]
async fn what_is_there_under_the_key_but_differs_is_replaced() {
    let bucket = Bucket { object: Some((b"other".to_vec(), super::sha256(b"other"))), ..Bucket::default() };
    let (_, bucket, _, _) = stage(b"a zip", bucket, |_| None).await;
    assert_eq!(bucket.lock().expect("bucket").object.as_ref().map(|o| o.0.as_slice()), Some(b"a zip".as_slice()));
}

#[tokio::test(start_paused = true)]
async fn a_large_package_goes_in_parts_with_progress_over_the_whole() {
    let zip: Vec<u8> = (0..40_000_000_u32).map(|i| (i % 253) as u8).collect();
    let (out, bucket, log, events) = stage(&zip, Bucket::default(), |_| None).await;
    assert!(out.steps.iter().any(|s| s.operation == "UploadPart" && s.attempts == 5), "{:?}", out.steps);
    assert!(bucket.lock().expect("bucket").object.as_ref().is_some_and(|o| o.0 == zip));
    assert_eq!(created(&log)["S3ObjectVersion"], "v7");
    let sent: Vec<u64> = events
        .iter()
        .filter_map(|what| match what {
            What::Sent { operation: "Stage", bytes, total: 40_000_000 } => Some(*bytes),
            _ => None,
        })
        .collect();
    assert!(sent.is_sorted() && sent.last() == Some(&40_000_000), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_fails_is_taken_back() {
    let zip = vec![1; 20_000_000];
    let (out, bucket, _, _) = stage(&zip, Bucket::default(), |asked| {
        let second = asked.path.contains("partNumber=2");
        let body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
        second.then(|| Does::Answer { status: 403, headers: Vec::new(), body: Bytes::from(body) })
    })
    .await;
    let error = out.error.expect("it stops");
    assert!(error.message.contains("Access Denied") && error.hints[0].contains("s3:PutObject"), "{error:?}");
    // Twice: parts that were under way may arrive after the first.
    assert_eq!(bucket.lock().expect("bucket").aborted, 2);
}

#[tokio::test(start_paused = true)]
async fn a_bucket_elsewhere_is_named_with_its_region() {
    let (out, _, _, _) = stage(b"a zip", Bucket::default(), |asked| {
        let headers = vec![("x-amz-bucket-region", "us-east-1".to_owned())];
        (asked.method == "HEAD").then(|| Does::Answer { status: 301, headers, body: Bytes::new() })
    })
    .await;
    let error = out.error.expect("it stops");
    assert!(error.message.contains("the bucket b is in us-east-1, and the function in eu-west-1"), "{error}");
}
