//! The HTTP client: rustls with ring, the machine's certificates or those of AWS_CA_BUNDLE, the proxy of
//! the environment. Built by hand because the SDK reads neither AWS_CA_BUNDLE nor, for a client that it
//! is given, the proxy.

use std::collections::BTreeMap;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::error::{Error, Kind, Result};

/// Builds the client.
///
/// # Errors
/// AWS_CA_BUNDLE cannot be read or holds no certificate; the proxy's URL cannot be read.
pub fn client(vars: &BTreeMap<String, String>) -> Result<SharedHttpClient> {
    let tls = tls(vars)?;
    let proxy = proxy(vars)?;
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut builder = Connector::builder();
        builder.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            builder.set_sleep_impl(components.sleep_impl());
        }
        if let Some(proxy) = &proxy {
            builder.set_proxy_config(Some(proxy.clone()));
        }
        builder.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(tls.clone()).build()
    }))
}

fn tls(vars: &BTreeMap<String, String>) -> Result<TlsContext> {
    let environment = |message: String| Error::new(Kind::Environment, message);
    let store = match set(vars, "AWS_CA_BUNDLE") {
        None => TrustStore::default(),
        Some(path) => {
            let pem =
                std::fs::read(path).map_err(|e| environment(format!("cannot read AWS_CA_BUNDLE ({path}): {e}")))?;
            if !pem.windows(27).any(|window| window == b"-----BEGIN CERTIFICATE-----") {
                return Err(environment(format!("AWS_CA_BUNDLE ({path}) holds no PEM certificate"))
                    .hint("point AWS_CA_BUNDLE at a file of PEM certificates"));
            }
            TrustStore::empty().with_pem_certificate(pem)
        }
    };
    TlsContext::builder()
        .with_trust_store(store)
        .build()
        .map_err(|e| environment(format!("the certificates cannot be used: {}", super::wire::root_cause(&e))))
}

/// The client takes one proxy: that of HTTPS, which AWS speaks, before that of plain HTTP.
fn proxy(vars: &BTreeMap<String, String>) -> Result<Option<ProxyConfig>> {
    let either =
        |name: &'static str| set(vars, name).or_else(|| set(vars, &name.to_ascii_lowercase())).map(|url| (name, url));
    // Upper-case HTTP_PROXY can be set by a request in CGI, where no lamctl runs; both are read, as the AWS CLI does.
    let (https, http, all) = (either("HTTPS_PROXY"), either("HTTP_PROXY"), either("ALL_PROXY"));
    let (name, url) = match (https, http, all) {
        (Some(https), _, _) => https,
        (None, _, Some(all)) => all,
        (None, Some(http), None) => http,
        (None, None, None) => return Ok(None),
    };
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let config = match (name, https.zip(http)) {
        ("HTTPS_PROXY", Some(((_, a), (_, b)))) if a == b => ProxyConfig::all(url),
        ("HTTPS_PROXY", _) => ProxyConfig::https(url),
        ("HTTP_PROXY", _) => ProxyConfig::http(url),
        _ => ProxyConfig::all(url),
    };
    // The URL may hold a password: it is not quoted.
    let config = config.map_err(|_| {
        Error::new(Kind::Environment, format!("{name} is not a URL that can be used"))
            .hint(format!("set {name} to something like http://proxy.example.com:3128"))
    })?;
    // Credentials of an instance or container come from link-local addresses, never through a proxy.
    let mut direct = vec!["169.254.169.254", "169.254.170.2", "169.254.170.23"];
    let no_proxy = either("NO_PROXY").map_or("", |(_, hosts)| hosts);
    direct.extend(no_proxy.split(',').map(str::trim).filter(|host| !host.is_empty()));
    Ok(Some(config.no_proxy(direct.join(","))))
}

/// A variable that is set and not empty.
pub fn set<'a>(vars: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    vars.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{client, proxy, tls};
    use std::collections::BTreeMap;

    fn vars(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    #[test]
    fn no_proxy_without_a_variable() {
        assert!(proxy(&vars(&[("HTTPS_PROXY", "")])).expect("fine").is_none());
        assert!(proxy(&vars(&[("https_proxy", "http://p:1")])).expect("fine").is_some());
    }

    #[test]
    fn a_proxy_that_is_no_url_is_named_but_not_quoted() {
        let error = proxy(&vars(&[("HTTPS_PROXY", "http://user:s3cr3t@ bad")])).expect_err("not a URL");
        assert!(error.message.contains("HTTPS_PROXY") && !error.to_string().contains("s3cr3t"), "{error}");
    }

    #[test]
    fn a_ca_bundle_must_be_readable_and_hold_certificates() {
        let error = tls(&vars(&[("AWS_CA_BUNDLE", "/nonexistent.pem")])).expect_err("absent");
        assert!(error.message.contains("/nonexistent.pem"), "{error}");
        assert!(client(&vars(&[])).is_ok());
    }
}
