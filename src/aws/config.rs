//! Region, credentials and endpoint: found as the AWS CLI finds them, and a clear word where they are not.
//!
//! The environment is injected (`vars`). One thing reads the process's own environment: aws-config, for
//! the paths of the profile files and for sources other than a static key pair; it takes no other map
//! outside its own tests. With an injected HTTP client it is not asked at all, so that tests in process
//! touch neither the machine's environment nor its files.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::profile::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_lambda::config::IdentityCache;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::timeout::TimeoutConfig;

use super::client::{Client, Endpoints};
use super::credentials::{self, Named};
use super::http::{self, set};
use super::scrub::Scrub;
use crate::error::{Error, Kind, Result};

/// What is needed to reach AWS.
#[derive(Clone, Debug)]
pub struct Connect {
    /// `--region`, else `target.region`.
    pub region: Option<String>,
    /// `--profile`, else `target.profile`.
    pub profile: Option<String>,
    /// `profile` came from the flag: credentials in the environment don't count then.
    pub profile_from_flag: bool,
    /// `--endpoint-url`: for all services, over everything else.
    pub endpoint_url: Option<String>,
    /// The process's environment.
    pub vars: Vars,
    /// For a connection: DNS, TCP and TLS together.
    pub connect_timeout: Duration,
    /// Carries the requests instead of a client of our own (tests in process).
    pub http: Option<SharedHttpClient>,
}

/// Environment variables. Debug shows their names alone.
#[derive(Clone, Default)]
pub struct Vars(pub BTreeMap<String, String>);

impl std::fmt::Debug for Vars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Default for Connect {
    fn default() -> Self {
        Connect {
            region: None,
            profile: None,
            profile_from_flag: false,
            endpoint_url: None,
            vars: Vars::default(),
            connect_timeout: Duration::from_secs(5),
            http: None,
        }
    }
}

/// Finds region and credentials, and makes the clients. Sends nothing to Lambda; credentials may come
/// from STS, SSO, a process or the instance's metadata.
///
/// # Errors
/// Kind `environment`: no region, no credentials, an unusable endpoint, proxy or certificate file. Each
/// says where it looked.
pub async fn connect(connect: &Connect) -> Result<Client> {
    let vars = &connect.vars.0;
    let endpoints = endpoints(connect)?;
    let injected = connect.http.is_some();
    let client = match &connect.http {
        Some(client) => client.clone(),
        None => http::client(vars)?,
    };
    let named = Named::find(connect);
    let timeouts = TimeoutConfig::builder().connect_timeout(Duration::from_millis(2_500)).build();
    let provider = ProviderConfig::without_region()
        .with_http_client(client.clone())
        .with_behavior_version(Some(behavior()))
        .with_timeout_config(timeouts);
    let region = region(connect, &named, &provider, injected).await?;
    let found =
        credentials::find(&named, connect, &provider.with_region(Some(Region::new(region.clone()))), injected).await?;
    let scrub = Scrub::new(found.secrets.iter().map(String::as_str));
    let sdk = sdk_config(connect, client.clone(), &region, &named, found, injected).await;
    let endpoints = endpoints.or_profile(sdk.endpoint_url());
    Ok(Client::new(sdk, client, region, endpoints, scrub))
}

/// Pinned: another version may change retries, timeouts or checksums under us.
pub(super) fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

async fn sdk_config(
    connect: &Connect,
    client: SharedHttpClient,
    region: &str,
    named: &Named,
    found: credentials::Found,
    injected: bool,
) -> SdkConfig {
    // Derived from the retry settings, this would be six seconds: too short for a slow credential_process.
    let cache = IdentityCache::lazy().load_timeout(Duration::from_secs(60)).build();
    let timeouts = TimeoutConfig::builder().connect_timeout(connect.connect_timeout).build();
    let region = Region::new(region.to_owned());
    if injected {
        return SdkConfig::builder()
            .behavior_version(behavior())
            .region(region)
            .credentials_provider(found.provider)
            .identity_cache(cache)
            .timeout_config(timeouts)
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(aws_smithy_async::time::SystemTimeSource::new())
            .http_client(client)
            .build();
    }
    let mut loader = aws_config::defaults(behavior())
        .region(region)
        .credentials_provider(found.provider)
        .identity_cache(cache)
        .timeout_config(timeouts)
        .http_client(client);
    if let Some(profile) = named.profile_to_read() {
        loader = loader.profile_name(profile);
    }
    loader.load().await
}

async fn region(connect: &Connect, named: &Named, provider: &ProviderConfig, injected: bool) -> Result<String> {
    let vars = &connect.vars.0;
    let given =
        connect.region.as_deref().or_else(|| set(vars, "AWS_REGION")).or_else(|| set(vars, "AWS_DEFAULT_REGION"));
    let found = match given {
        Some(region) => Some(region.trim().to_owned()),
        None if injected => None,
        None => {
            let mut builder = ProfileFileRegionProvider::builder().configure(provider);
            if let Some(profile) = named.profile_to_read() {
                builder = builder.profile_name(profile);
            }
            use aws_config::meta::region::ProvideRegion;
            builder.build().region().await.map(|region| region.to_string())
        }
    };
    let Some(region) = found.filter(|region| !region.is_empty()) else {
        let profile = named.profile_shown(vars);
        return Err(Error::new(
            Kind::Environment,
            format!(
                "no region: looked at --region, target.region, AWS_REGION, AWS_DEFAULT_REGION and the region of profile {profile} in {}",
                credentials::config_file(vars)
            ),
        )
        .code("NoRegion")
        .hint("pass --region, or set target.region in the manifest"));
    };
    if !region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(Error::new(
            Kind::Environment,
            format!("{} is not the name of a region", super::scrub::shown(&region)),
        )
        .code("BadRegion")
        .hint("write it like eu-west-1"));
    }
    Ok(region)
}

/// The endpoints that flag and environment name; those of a profile come later.
fn endpoints(connect: &Connect) -> Result<Endpoints> {
    let vars = &connect.vars.0;
    let ignored = set(vars, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let pick = |service: &str| -> Result<Option<String>> {
        let variable = format!("AWS_ENDPOINT_URL_{service}");
        let (name, url) = match &connect.endpoint_url {
            Some(url) => ("--endpoint-url", url.as_str()),
            None if ignored => return Ok(None),
            None => match (set(vars, &variable), set(vars, "AWS_ENDPOINT_URL")) {
                (Some(url), _) => (variable.as_str(), url),
                (None, Some(url)) => ("AWS_ENDPOINT_URL", url),
                (None, None) => return Ok(None),
            },
        };
        check_url(name, url).map(Some)
    };
    Ok(Endpoints {
        lambda: pick("LAMBDA")?,
        sts: pick("STS")?,
        s3: pick("S3")?,
        logs: pick("CLOUDWATCH_LOGS")?,
        ignored,
    })
}

fn check_url(name: &str, url: &str) -> Result<String> {
    let url = url.trim();
    let parsed: Option<::http::Uri> = url.parse().ok();
    // A name and password in it would reach every line that names the endpoint, so they are not quoted here either.
    if url.contains('@') {
        return Err(Error::new(Kind::Environment, format!("{name} holds a user name or password"))
            .code("BadEndpoint")
            .hint("write it without them, like http://127.0.0.1:4566"));
    }
    let good = parsed.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some());
    if good {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    Err(Error::new(Kind::Environment, format!("{name} is not a URL: {}", super::scrub::shown(url)))
        .code("BadEndpoint")
        .hint("write it like http://127.0.0.1:4566"))
}

#[cfg(test)]
mod tests {
    use super::{Connect, Vars, endpoints};

    fn given(flag: Option<&str>, pairs: &[(&str, &str)]) -> Connect {
        let vars = Vars(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect());
        Connect { endpoint_url: flag.map(str::to_owned), vars, ..Connect::default() }
    }

    #[test]
    fn endpoints_have_an_order() {
        let pairs = [("AWS_ENDPOINT_URL", "http://all:1/"), ("AWS_ENDPOINT_URL_LAMBDA", "http://lambda:2")];
        let found = endpoints(&given(None, &pairs)).expect("fine");
        assert_eq!((found.lambda.as_deref(), found.sts.as_deref()), (Some("http://lambda:2"), Some("http://all:1")));
        let found = endpoints(&given(Some("https://flag"), &pairs)).expect("fine");
        assert_eq!((found.lambda.as_deref(), found.sts.as_deref()), (Some("https://flag"), Some("https://flag")));
        let ignoring = [pairs[0], pairs[1], ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
        assert_eq!(endpoints(&given(None, &ignoring)).expect("fine").lambda, None);
        assert!(endpoints(&given(Some("localhost:4566"), &[])).is_err());
    }

    #[test]
    fn debug_shows_no_values() {
        let connect = given(None, &[("AWS_SECRET_ACCESS_KEY", "canary")]);
        assert!(!format!("{connect:?}").contains("canary"));
    }
}
