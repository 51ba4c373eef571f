//! Packages over 50 MiB through S3, with the real binary: against MiniStack, and where something is to go
//! wrong, through the sandbox's faults in front of it.
#![expect(clippy::disallowed_methods, reason = "processes are waited for, in their own time")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use crate::support::endpoint::{SandboxProcess, ministack};
use crate::support::{HELLO, Place};

/// 60 MB that do not shrink.
static BLOB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut state = 7_u64;
    let mut out = Vec::with_capacity(60_000_008);
    while out.len() < 60_000_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.extend_from_slice(&(state >> 32).to_le_bytes()[..4]);
    }
    out
});

/// One request over a connection of its own: status and body.
fn http(endpoint: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let authority = endpoint.trim_start_matches("http://");
    let mut stream = TcpStream::connect(authority).expect("the endpoint is there");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {authority}\r\nContent-Length: {length}\r\nAuthorization: AWS4-HMAC-SHA256 \
         Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, answer)
}

/// A bucket of its own for each test.
fn bucket(endpoint: &str, name: &str, region: Option<&str>) -> String {
    let bucket = format!("{name}-{}", std::process::id());
    let body = region.map_or(String::new(), |region| {
        format!(
            "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>{region}\
             </LocationConstraint></CreateBucketConfiguration>"
        )
    });
    assert_eq!(http(endpoint, "PUT", &format!("/{bucket}"), &body).0, 200, "the bucket is made");
    bucket
}

fn uploads(endpoint: &str, bucket: &str) -> usize {
    let (status, body) = http(endpoint, "GET", &format!("/{bucket}?uploads"), "");
    assert_eq!(status, 200, "{body}");
    body.matches("<UploadId>").count()
}

fn function(place: &Place, name: &str, bucket: Option<&str>) {
    place.write("src/app.py", "def handler(event, context):\n    return 1\n").write("src/blob.bin", &*BLOB);
    let upload = bucket.map_or(String::new(), |b| format!("  upload: {{s3_bucket: {b}, s3_prefix: staged/}}\n"));
    place.write("deploy.yaml", HELLO.replace("name: hello", &format!("name: {name}")) + &upload);
}

fn operations(document: &serde_json::Value) -> Vec<String> {
    let steps = document["functions"][0]["steps"].as_array().expect("steps");
    steps.iter().map(|s| s["operation"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A create that is under way: at least one part has arrived, the others take their time.
fn under_way(place: &Place, endpoint: &str, bucket: &str) -> Child {
    let child =
        place.lamctl().arg("create").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("lamctl starts");
    let start = Instant::now();
    while uploads(endpoint, bucket) == 0 {
        assert!(start.elapsed() < Duration::from_secs(120), "no upload begins");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(700));
    child
}

fn slow(endpoint: &str) -> SandboxProcess {
    SandboxProcess::start(&["--upstream", endpoint, "--fault", "UploadPart#2+:slow-read=200000"])
}

#[test]
fn a_package_over_50_mib_is_staged_once_and_its_version_passed_on() {
    let Some(endpoint) = ministack() else { return };
    let bucket = bucket(endpoint, "once", None);
    let on = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    assert_eq!(http(endpoint, "PUT", &format!("/{bucket}?versioning"), on).0, 200);
    let place = Place::new().at(endpoint);
    let name = format!("staged-{}", std::process::id());
    function(&place, &name, Some(&bucket));
    let first = place.run(["create", "--json"]).expect(0).json();
    let made = &first["functions"][0];
    assert_eq!(made["code_sha256"], made["package"]["sha256"], "{first:#}");
    let steps = operations(&first);
    assert_eq!(steps[..4], ["HeadObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"]);
    assert_eq!(uploads(endpoint, &bucket), 0);

    // Another function, the same files: found by its hash.
    function(&place, &format!("{name}-2"), Some(&bucket));
    let second = place.run(["create", "--json"]).expect(0).json();
    assert_eq!(operations(&second)[..2], ["HeadObject", "CreateFunction"]);
    assert_eq!(second["functions"][0]["code_sha256"], made["code_sha256"]);
    function(&place, &format!("{name}-3"), Some(&bucket));
    place.run(["create"]).expect(0).says(&format!("in s3://{bucket} already: nothing is uploaded"));
    // One version of one object was made.
    let (_, versions) = http(endpoint, "GET", &format!("/{bucket}?versions"), "");
    assert_eq!(versions.matches("<VersionId>").count(), 1, "{versions}");
    for name in [name.clone(), format!("{name}-2"), format!("{name}-3")] {
        place.run(["delete", &name, "--yes"]).expect(0);
    }
}

#[test]
fn a_part_that_fails_is_sent_again_and_one_that_keeps_failing_leaves_nothing_behind() {
    let Some(endpoint) = ministack() else { return };
    let bucket = bucket(endpoint, "parts", None);
    let sandbox = SandboxProcess::start(&["--upstream", endpoint, "--fault", "UploadPart#3+:500"]);
    let place = Place::new().at(&sandbox.url).env("AWS_MAX_ATTEMPTS", "2");
    function(&place, &format!("parts-{}", std::process::id()), Some(&bucket));
    place.run(["create"]).expect(254).says("UploadPart").says("2 attempts");
    assert_eq!(uploads(endpoint, &bucket), 0);

    let faults = ["--upstream", endpoint, "--fault", "UploadPart#3:503", "--fault", "UploadPart#5:lost"];
    let sandbox = SandboxProcess::start(&faults);
    let place = Place::new().at(&sandbox.url);
    function(&place, &format!("parts-{}", std::process::id()), Some(&bucket));
    let document = place.run(["create", "--json"]).expect(0).json();
    let steps = document["functions"][0]["steps"].as_array().expect("steps");
    let parts = steps.iter().find(|s| s["operation"] == "UploadPart").expect("parts");
    assert_eq!(parts["attempts"], 10, "8 parts and 2 again: {document:#}");
    assert_eq!(uploads(endpoint, &bucket), 0);
}

#[test]
fn an_interrupted_upload_is_taken_back_at_once() {
    let Some(endpoint) = ministack() else { return };
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let bucket = bucket(endpoint, &format!("stopped-{}", signal.to_lowercase()), None);
        let sandbox = slow(endpoint);
        let place = Place::new().at(&sandbox.url);
        function(&place, "stopped", Some(&bucket));
        let child = under_way(&place, endpoint, &bucket);
        let start = Instant::now();
        Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().expect("kill");
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(start.elapsed() < Duration::from_secs(15), "a part is not waited for");
        assert!(said.contains("go on: run"), "{said}");
        assert_eq!(uploads(endpoint, &bucket), 0, "{said}");
    }
}

#[test]
fn what_a_killed_run_left_the_next_one_takes_back() {
    let Some(endpoint) = ministack() else { return };
    let bucket = bucket(endpoint, "killed", None);
    let sandbox = slow(endpoint);
    let name = format!("killed-{}", std::process::id());
    let place = Place::new().at(&sandbox.url);
    function(&place, &name, Some(&bucket));
    let mut child = under_way(&place, endpoint, &bucket);
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    assert_eq!(uploads(endpoint, &bucket), 1);

    let place = Place::new().at(endpoint);
    function(&place, &name, Some(&bucket));
    place.run(["create"]).expect(0).says("took back what an earlier run had not finished");
    assert_eq!(uploads(endpoint, &bucket), 0);
    place.run(["delete", &name, "--yes"]).expect(0);
}

#[test]
fn a_bucket_in_another_region_is_named() {
    let Some(endpoint) = ministack() else { return };
    let bucket = bucket(endpoint, "elsewhere", Some("eu-west-1"));
    let place = Place::new().at(endpoint);
    function(&place, "elsewhere", Some(&bucket));
    place
        .run(["create"])
        .expect(254)
        .says(&format!("the bucket {bucket} is in eu-west-1, and the function in us-east-1"))
        .says("use a bucket in us-east-1");
}

#[test]
fn without_a_bucket_it_says_what_to_add() {
    let place = Place::new();
    function(&place, "large", None);
    let ran = place.run(["create", "-n"]).expect(4).says("zip-size").says("code.upload: { s3_bucket: … }");
    assert_eq!(ran.stdout, "");
}

/// The heads of the requests to S3, which are all refused.
fn refusing() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heads);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                head.extend_from_slice(&byte);
            }
            kept.lock().expect("heads").push(String::from_utf8_lossy(&head).to_lowercase());
            let body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
            let _ = write!(stream, "HTTP/1.0 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n");
            if !head.starts_with(b"HEAD") {
                let _ = stream.write_all(body.as_bytes());
            }
        }
    });
    (url, heads)
}

#[test]
fn the_buckets_owner_and_the_key_of_the_code_go_with_the_upload() {
    let sandbox = SandboxProcess::start(&[]);
    let (url, heads) = refusing();
    let place = Place::new().at(&sandbox.url).env("AWS_ENDPOINT_URL_S3", &url);
    function(&place, "owned", Some("packages"));
    let manifest = std::fs::read_to_string(place.path().join("deploy.yaml")).expect("the manifest");
    let key = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let more = format!("  source_kms_key_arn: {key}\ntarget: {{account: '000000000000'}}\n");
    place.write("deploy.yaml", manifest + &more);
    place.run(["create"]).expect(254).says("s3:PutObject");
    let heads = heads.lock().expect("heads").clone();
    let begun = heads.iter().find(|h| h.starts_with("post ")).expect("an upload was begun");
    assert!(begun.contains("x-amz-server-side-encryption: aws:kms"), "{begun}");
    assert!(begun.contains(&format!("x-amz-server-side-encryption-aws-kms-key-id: {key}")), "{begun}");
    for head in &heads {
        assert!(head.contains("x-amz-expected-bucket-owner: 000000000000"), "{head}");
    }
}
