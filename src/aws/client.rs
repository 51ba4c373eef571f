//! One attempt of one call: `send` gives the answer, or the fault.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;

use super::fault::{self, Class, Fault, Outcome};
use super::scrub::Scrub;
use super::send;
use super::wire::{Exchange, Failure, Limits, Wire};
use crate::event::{Events, What};
use crate::plan::{Answer, Call, CodeRef};

/// The endpoints that were named; `None` is AWS's own.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    pub lambda: Option<String>,
    pub sts: Option<String>,
    pub s3: Option<String>,
    pub logs: Option<String>,
    /// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.
    pub ignored: bool,
}

impl Endpoints {
    /// With the profile's own where nothing else names one.
    pub fn or_profile(mut self, url: Option<&str>) -> Self {
        if !self.ignored {
            for one in [&mut self.lambda, &mut self.sts, &mut self.s3, &mut self.logs] {
                *one = one.take().or_else(|| url.map(str::to_owned));
            }
        }
        self
    }
}

/// The way to AWS. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) lambda: aws_sdk_lambda::Client,
    pub(super) sts: aws_sdk_sts::Client,
    #[cfg(any(feature = "s3", feature = "logs"))]
    pub(super) sdk: SdkConfig,
    pub(super) http: SharedHttpClient,
    pub(super) endpoints: Endpoints,
    region: String,
    pub(super) scrub: Scrub,
    read_timeout: Duration,
    reached: Arc<AtomicBool>,
}

/// A good answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub answer: Answer,
    pub request_id: Option<String>,
}

impl Client {
    pub(super) fn new(
        sdk: SdkConfig,
        http: SharedHttpClient,
        region: String,
        endpoints: Endpoints,
        scrub: Scrub,
    ) -> Self {
        // Retries are lamctl's own, for these clients; those that find credentials keep theirs.
        let mut lambda = aws_sdk_lambda::config::Builder::from(&sdk)
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        let mut sts = aws_sdk_sts::config::Builder::from(&sdk)
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(url) = &endpoints.lambda {
            lambda = lambda.endpoint_url(url);
        }
        if let Some(url) = &endpoints.sts {
            sts = sts.endpoint_url(url);
        }
        Client {
            lambda: aws_sdk_lambda::Client::from_conf(lambda.build()),
            sts: aws_sdk_sts::Client::from_conf(sts.build()),
            #[cfg(any(feature = "s3", feature = "logs"))]
            sdk,
            http,
            endpoints,
            region,
            scrub,
            read_timeout: Duration::from_secs(910),
            reached: Arc::new(AtomicBool::new(false)),
        }
    }

    pub fn region(&self) -> &str {
        &self.region
    }

    /// The Lambda endpoint, where it is not AWS's own.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoints.lambda.as_deref()
    }

    /// The same client with another patience for Invoke's answer (`--read-timeout`).
    #[must_use]
    pub fn with_read_timeout(mut self, read_timeout: Duration) -> Self {
        self.read_timeout = read_timeout;
        self
    }

    /// Whether the endpoint has answered before: then it is worth more patience when it does not.
    pub fn reached(&self) -> bool {
        self.reached.load(Ordering::Relaxed)
    }

    /// Makes one attempt. Retries nothing.
    ///
    /// # Errors
    /// A [`Fault`] that says what went wrong and what is known of the call's effect. Nothing secret is in it.
    pub async fn send(&self, call: &Call, events: &Events) -> Result<Reply, Fault> {
        let operation = call.operation();
        let exchange = Exchange::new(operation, self.limits(call), events.clone());
        let wire = Wire { inner: self.http.clone(), exchange: Arc::clone(&exchange) };
        let result = send::dispatch(self, call, wire).await;
        let scrub = self.scrub_for(call);
        let reply = self.judge(call, &exchange, result, &scrub);
        let text = match &reply {
            Ok(reply) => format!("{operation}: ok, request {}", reply.request_id.as_deref().unwrap_or("without an id")),
            Err(fault) => format!("{operation}: {:?} ({:?}): {}", fault.class, fault.outcome, fault.message),
        };
        events.emit(What::Detail { verbosity: 1, text });
        reply
    }

    /// What came of an exchange with another service (S3, Logs): its raw answer, or the fault.
    #[cfg(any(feature = "s3", feature = "logs"))]
    pub(super) fn outcome_of(
        &self,
        operation: &'static str,
        exchange: &Exchange,
        trouble: Option<send::Trouble>,
    ) -> Result<fault::Raw, Fault> {
        let Some(raw) = exchange.raw() else {
            return Err(self.unanswered(operation, exchange, trouble, &self.scrub));
        };
        self.reached.store(true, Ordering::Relaxed);
        if !raw.is_success() {
            return Err(fault::judge(operation, &raw, &self.scrub));
        }
        if trouble.is_some() {
            return Err(fault::unreadable(operation, &raw, true, &self.scrub));
        }
        Ok(raw)
    }

    fn judge(
        &self,
        call: &Call,
        exchange: &Exchange,
        result: Result<Answer, send::Trouble>,
        scrub: &Scrub,
    ) -> Result<Reply, Fault> {
        let operation = call.operation();
        let Some(raw) = exchange.raw() else {
            return Err(self.unanswered(operation, exchange, result.err(), scrub));
        };
        self.reached.store(true, Ordering::Relaxed);
        if !raw.is_success() {
            return Err(fault::judge(operation, &raw, scrub));
        }
        // An empty list and a body that went missing are the same to the SDK.
        let missing = raw.body.trim_ascii().is_empty() && !send::without_body(call);
        let readable =
            !missing && (raw.looks_like_json() || matches!(call, Call::Invoke { .. } | Call::GetCallerIdentity));
        match result {
            Ok(answer) if readable && send::complete(call, &answer) => {
                Ok(Reply { answer, request_id: raw.request_id() })
            }
            _ => Err(fault::unreadable(operation, &raw, is_write(call), scrub)),
        }
    }

    /// No answer came: what the connector saw, else what the SDK says (credentials, a value it cannot send).
    fn unanswered(
        &self,
        operation: &'static str,
        exchange: &Exchange,
        trouble: Option<send::Trouble>,
        scrub: &Scrub,
    ) -> Fault {
        let host = exchange.host().unwrap_or_else(|| "the endpoint".to_owned());
        let lost = |message: String| fault::unanswered(operation, Class::Lost, Outcome::Unknown, message);
        match exchange.failure() {
            Some(Failure::NoConnection(cause)) => {
                let message = format!("cannot reach {host}: {}", scrub.clean(&cause));
                let mut fault = fault::unanswered(operation, Class::Unreachable, Outcome::NotSent, message);
                fault.hints = unreachable_hints(&cause, self.endpoint().is_some());
                fault
            }
            Some(Failure::Stalled { sent, total, after }) => {
                let message = format!("the upload stalled for {} s after {sent} of {total} bytes", after.as_secs());
                let mut fault = lost(message);
                fault.hints = vec![
                    "let lamctl stage the package in S3 (code.upload.s3_bucket): S3 takes slow uploads in parts"
                        .to_owned(),
                ];
                fault
            }
            Some(Failure::NoAnswer { after }) => lost(format!("no answer from {host} within {} s", after.as_secs())),
            Some(Failure::Cut(cause)) => {
                lost(format!("the connection to {host} ended before the answer: {}", scrub.clean(&cause)))
            }
            Some(Failure::TooLarge) => lost(format!("the answer of {host} is larger than any that the service gives")),
            None => match trouble {
                Some(send::Trouble::Credentials(cause)) => {
                    let message = format!("no credentials: {}", scrub.clean(&cause));
                    let mut fault = fault::unanswered(operation, Class::Credentials, Outcome::NotSent, message);
                    fault.hints = vec!["log in again, or set AWS_PROFILE or pass --profile".to_owned()];
                    fault
                }
                Some(send::Trouble::Other(cause)) => {
                    let message = format!("the request cannot be made: {}", scrub.clean(&cause));
                    fault::unanswered(operation, Class::Invalid, Outcome::NotSent, message)
                }
                None => lost("no answer".to_owned()),
            },
        }
    }

    /// The wait for the answer: 60 s for writes, 10 s for reads, for Invoke as long as it is given.
    fn limits(&self, call: &Call) -> Limits {
        let answer = match call {
            Call::Invoke { asynchronous: false, .. } => self.read_timeout,
            call if is_write(call) => Duration::from_secs(60),
            _ => Duration::from_secs(10),
        };
        Limits { stall: Duration::from_secs(60), answer }
    }

    /// Credentials, and the environment values that this call carries.
    fn scrub_for(&self, call: &Call) -> Scrub {
        let settings = match call {
            Call::CreateFunction { settings, .. } | Call::UpdateFunctionConfiguration { settings, .. } => {
                Some(settings)
            }
            _ => None,
        };
        let values = settings
            .and_then(|s| s.environment.as_ref()?.variables.as_ref())
            .into_iter()
            .flat_map(|variables| variables.values().map(crate::function::settings::Secret::expose));
        self.scrub.with(values)
    }
}

fn unreachable_hints(cause: &str, custom: bool) -> Vec<String> {
    let lower = cause.to_ascii_lowercase();
    let hint = if lower.contains("certificate") || lower.contains("tls") || lower.contains("unknownissuer") {
        "set AWS_CA_BUNDLE to the certificates of whoever stands between here and AWS"
    } else if lower.contains("dns") || lower.contains("lookup") {
        "check the region's name, the network and the DNS"
    } else if custom {
        "check --endpoint-url and AWS_ENDPOINT_URL, and that the server runs"
    } else {
        "check the network, HTTPS_PROXY and NO_PROXY"
    };
    vec![hint.to_owned()]
}

/// Whether a call may change something, so that a lost answer leaves its effect unknown.
pub fn is_write(call: &Call) -> bool {
    !matches!(
        call,
        Call::GetCallerIdentity
            | Call::GetFunctionConfiguration { .. }
            | Call::GetFunction { .. }
            | Call::GetFunctionCodeSigningConfig { .. }
            | Call::ListTags { .. }
            | Call::GetAlias { .. }
            | Call::ListAliases { .. }
            | Call::ListVersionsByFunction { .. }
            | Call::ListFunctions { .. }
            | Call::ListEventSourceMappings { .. }
            | Call::GetFunctionUrlConfig { .. }
    )
}

/// The zip that a call carries in its body.
pub(super) fn inline_zip(call: &Call) -> Option<&crate::package::Artifact> {
    match call {
        Call::CreateFunction { code: CodeRef::Zip { artifact, .. }, .. }
        | Call::UpdateFunctionCode { code: CodeRef::Zip { artifact, .. }, .. } => Some(artifact),
        _ => None,
    }
}
