//! Fetches what a presigned URL names: a deployed function's code. The URL is secret and reaches no output.

use std::time::Duration;

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::Bytes;

use super::client::Client;
use crate::error::{Error, Kind, Result};

impl Client {
    /// Downloads the code that `location` (from GetFunction) names.
    ///
    /// # Errors
    /// The URL has expired, or the connection broke.
    pub async fn download(&self, location: &str) -> Result<Bytes> {
        // What went wrong below may quote the URL, so it stays unsaid.
        let failed = || {
            Error::new(Kind::Service, "the function's code could not be downloaded")
                .hint("run the command again: the link to the code is only good for 10 min")
                .retryable()
        };
        let body = fetch(self.http.clone(), location).await.ok_or_else(failed)?;
        Ok(body)
    }
}

async fn fetch(http: SharedHttpClient, location: &str) -> Option<Bytes> {
    let origin = location.find("://").and_then(|i| location[i + 3..].find('/').map(|j| i + 3 + j))?;
    let (host, path) = location.split_at(origin);
    let path = path.to_owned();
    let operation = Operation::builder()
        .service_name("s3")
        .operation_name("GetObject")
        .behavior_version(super::config::behavior())
        .http_client(http)
        .endpoint_url(host)
        .no_auth()
        .no_retry()
        .timeout_config(TimeoutConfig::builder().connect_timeout(Duration::from_secs(5)).build())
        .serializer(move |(): ()| {
            let mut request = HttpRequest::new(SdkBody::empty());
            let _ = request.set_method("GET");
            request.set_uri(path.as_str())?;
            Ok(request)
        })
        .deserializer(|response: &HttpResponse| {
            let body = response.body().bytes().map(Bytes::copy_from_slice);
            let body = body.filter(|_| response.status().is_success());
            body.ok_or_else(|| OrchestratorError::<std::io::Error>::other("no code in the answer"))
        })
        .build();
    operation.invoke(()).await.ok()
}
