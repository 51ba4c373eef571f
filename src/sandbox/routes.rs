//! Which operation of which service a request asks for, by its method, path and headers alone.

use bytes::Bytes;
use http::Method;
use http::request::Parts;

use super::limits;
use super::wire::{Call, Service, pairs, percent_decode};

/// Where GetFunction says that code can be fetched.
const DOWNLOAD: &str = "/sandbox-code/";

/// What a request asks for.
pub(crate) fn route(parts: &Parts) -> Call {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (region, scope) = scope(header("authorization").unwrap_or_default());
    let raw = parts.uri.path();
    let target = header("x-amz-target").unwrap_or_default();
    let service = match scope.as_deref() {
        Some("lambda") => Service::Lambda,
        Some("sts") => Service::Sts,
        Some("logs") => Service::Logs,
        Some("s3") => Service::S3,
        _ if target.starts_with("Logs_") => Service::Logs,
        _ if raw == "/" && parts.method == Method::POST => Service::Sts,
        _ if dated(raw) => Service::Lambda,
        _ => Service::S3,
    };
    let query = pairs(parts.uri.query().unwrap_or_default());
    let has = |name: &str| query.iter().any(|(key, _)| key == name);
    let (operation, name, item) = match service {
        _ if raw.starts_with(DOWNLOAD) => {
            ("DownloadCode", String::new(), percent_decode(raw.trim_start_matches(DOWNLOAD), false))
        }
        Service::Lambda => lambda(&parts.method, raw),
        Service::Sts => ("GetCallerIdentity", String::new(), String::new()),
        Service::Logs => match target.rsplit('.').next() {
            Some("FilterLogEvents") => ("FilterLogEvents", String::new(), String::new()),
            _ => unknown(),
        },
        Service::S3 => s3(&parts.method, raw, &has),
    };
    Call {
        service,
        operation,
        region: region.unwrap_or_else(|| limits::REGION.to_owned()),
        method: parts.method.clone(),
        name,
        item,
        query,
        headers: parts.headers.clone(),
        body: Bytes::new(),
    }
}

fn unknown() -> (&'static str, String, String) {
    ("Unknown", String::new(), String::new())
}

/// Region and service of a signature: `Credential=KEY/20260101/us-east-1/lambda/aws4_request`.
fn scope(authorization: &str) -> (Option<String>, Option<String>) {
    let Some((_, rest)) = authorization.split_once("Credential=") else { return (None, None) };
    let credential = rest.split(',').next().unwrap_or_default();
    let mut parts = credential.rsplit('/').skip(1);
    let service = parts.next().map(str::to_owned);
    let region = parts.next().filter(|region| !region.is_empty()).map(str::to_owned);
    (region, service)
}

/// Whether a path starts with an API's date, as all of Lambda's do.
fn dated(path: &str) -> bool {
    let date = path.trim_start_matches('/').split('/').next().unwrap_or_default().as_bytes();
    date.len() == 10
        && date.iter().enumerate().all(|(at, c)| if at == 4 || at == 7 { *c == b'-' } else { c.is_ascii_digit() })
}

fn lambda(method: &Method, path: &str) -> (&'static str, String, String) {
    let segments: Vec<String> =
        path.trim_matches('/').split('/').skip(1).map(|segment| percent_decode(segment, false)).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let named = |operation, name: &str| (operation, name.to_owned(), String::new());
    match (method.as_str(), segments.as_slice()) {
        ("POST", ["functions"]) => named("CreateFunction", ""),
        ("GET", ["functions"]) => named("ListFunctions", ""),
        ("GET", ["functions", name]) => named("GetFunction", name),
        ("DELETE", ["functions", name]) => named("DeleteFunction", name),
        ("GET", ["functions", name, "configuration"]) => named("GetFunctionConfiguration", name),
        ("PUT", ["functions", name, "configuration"]) => named("UpdateFunctionConfiguration", name),
        ("PUT", ["functions", name, "code"]) => named("UpdateFunctionCode", name),
        ("POST", ["functions", name, "versions"]) => named("PublishVersion", name),
        ("GET", ["functions", name, "versions"]) => named("ListVersionsByFunction", name),
        ("POST", ["functions", name, "aliases"]) => named("CreateAlias", name),
        ("GET", ["functions", name, "aliases"]) => named("ListAliases", name),
        ("GET", ["functions", name, "aliases", alias]) => ("GetAlias", (*name).to_owned(), (*alias).to_owned()),
        ("PUT", ["functions", name, "aliases", alias]) => ("UpdateAlias", (*name).to_owned(), (*alias).to_owned()),
        ("DELETE", ["functions", name, "aliases", alias]) => ("DeleteAlias", (*name).to_owned(), (*alias).to_owned()),
        ("POST", ["functions", name, "invocations"]) => named("Invoke", name),
        ("GET", ["functions", name, "policy"]) => named("GetPolicy", name),
        ("GET", ["functions", name, "url"]) => named("GetFunctionUrlConfig", name),
        ("GET", ["functions", name, "concurrency"]) => named("GetFunctionConcurrency", name),
        ("PUT", ["functions", name, "concurrency"]) => named("PutFunctionConcurrency", name),
        ("DELETE", ["functions", name, "concurrency"]) => named("DeleteFunctionConcurrency", name),
        ("GET", ["functions", name, "code-signing-config"]) => named("GetFunctionCodeSigningConfig", name),
        ("PUT", ["functions", name, "code-signing-config"]) => named("PutFunctionCodeSigningConfig", name),
        ("DELETE", ["functions", name, "code-signing-config"]) => named("DeleteFunctionCodeSigningConfig", name),
        ("GET", ["tags", arn @ ..]) if !arn.is_empty() => named("ListTags", &arn.join("/")),
        ("POST", ["tags", arn @ ..]) if !arn.is_empty() => named("TagResource", &arn.join("/")),
        ("DELETE", ["tags", arn @ ..]) if !arn.is_empty() => named("UntagResource", &arn.join("/")),
        ("GET", ["event-source-mappings"]) => named("ListEventSourceMappings", ""),
        _ => unknown(),
    }
}

fn s3(method: &Method, path: &str, has: &dyn Fn(&str) -> bool) -> (&'static str, String, String) {
    let path = path.trim_start_matches('/');
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let (bucket, key) = (percent_decode(bucket, false), percent_decode(key, false));
    let operation = match (method.as_str(), key.is_empty()) {
        _ if bucket.is_empty() => "Unknown",
        ("GET", true) if has("location") => "GetBucketLocation",
        ("GET", true) if has("versioning") => "GetBucketVersioning",
        ("PUT", true) if has("versioning") => "PutBucketVersioning",
        ("GET", true) if has("uploads") => "ListMultipartUploads",
        ("GET", true) => "ListObjectsV2",
        ("HEAD", true) => "HeadBucket",
        ("PUT", true) => "CreateBucket",
        ("POST", false) if has("uploads") => "CreateMultipartUpload",
        ("POST", false) if has("uploadId") => "CompleteMultipartUpload",
        ("PUT", false) if has("partNumber") => "UploadPart",
        ("DELETE", false) if has("uploadId") => "AbortMultipartUpload",
        ("PUT", false) => "PutObject",
        ("HEAD", false) => "HeadObject",
        ("GET", false) => "GetObject",
        ("DELETE", false) => "DeleteObject",
        _ => "Unknown",
    };
    (operation, bucket, key)
}

#[cfg(test)]
mod tests {
    use super::{route, scope};
    use crate::sandbox::wire::Service;

    fn routed(method: &str, uri: &str, service: &str) -> (Service, &'static str, String, String) {
        let authorization =
            format!("AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host");
        let request =
            http::Request::builder().method(method).uri(uri).header("authorization", authorization).body(()).unwrap();
        let call = route(&request.into_parts().0);
        assert_eq!(call.region, "eu-west-1");
        (call.service, call.operation, call.name, call.item)
    }

    #[test]
    fn paths_name_operations() {
        let lambda = |method, uri| routed(method, uri, "lambda");
        assert_eq!(lambda("POST", "/2015-03-31/functions").1, "CreateFunction");
        assert_eq!(lambda("POST", "/2015-03-31/functions/").1, "CreateFunction");
        assert_eq!(lambda("GET", "/2015-03-31/functions/a%3Ab?Qualifier=1").2, "a:b");
        assert_eq!(lambda("DELETE", "/2015-03-31/functions/f/aliases/live").3, "live");
        assert_eq!(lambda("GET", "/2017-03-31/tags/arn%3Aaws%3Alambda").1, "ListTags");
        assert_eq!(lambda("PATCH", "/2015-03-31/functions").1, "Unknown");
        assert_eq!(routed("PUT", "/bucket/a/b.zip?partNumber=1&uploadId=x", "s3").1, "UploadPart");
        assert_eq!(routed("PUT", "/bucket/a/b.zip", "s3").3, "a/b.zip");
        assert_eq!(routed("POST", "/", "sts").1, "GetCallerIdentity");
    }

    #[test]
    fn a_signature_without_a_scope_names_nothing() {
        assert_eq!(scope("Bearer abc"), (None, None));
        assert_eq!(scope("Credential=x"), (None, None));
    }
}
