//! Which credentials count, where they were looked for, and why there are none.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::imds;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use super::config::Connect;
use super::http::set;
use super::wire::root_cause;
use crate::error::{Error, Kind, Result};

/// A login by SSO or a process may take its time; nothing waits longer than this.
const PATIENCE: Duration = Duration::from_secs(60);

/// What names the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A profile alone: from `--profile`, or from `target.profile` where nothing else names any.
    Profile(String),
    /// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    Keys,
    /// Whatever the default chain finds.
    Chain,
}

impl Named {
    pub fn find(connect: &Connect) -> Named {
        let vars = &connect.vars.0;
        match &connect.profile {
            Some(profile) if connect.profile_from_flag => return Named::Profile(profile.clone()),
            _ => {}
        }
        if set(vars, "AWS_ACCESS_KEY_ID").is_some() && set(vars, "AWS_SECRET_ACCESS_KEY").is_some() {
            return Named::Keys;
        }
        let others = [
            "AWS_PROFILE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ];
        match &connect.profile {
            Some(profile) if !others.iter().any(|name| set(vars, name).is_some()) => Named::Profile(profile.clone()),
            _ => Named::Chain,
        }
    }

    /// The profile whose region and endpoint count; `None`: that of AWS_PROFILE, or `default`.
    pub fn profile_to_read(&self) -> Option<&str> {
        match self {
            Named::Profile(profile) => Some(profile),
            Named::Keys | Named::Chain => None,
        }
    }

    pub fn profile_shown(&self, vars: &BTreeMap<String, String>) -> String {
        let name = self.profile_to_read().or_else(|| set(vars, "AWS_PROFILE")).unwrap_or("default");
        format!("`{}`", super::scrub::shown(name))
    }
}

/// The file of profiles, as people know it.
pub fn config_file(vars: &BTreeMap<String, String>) -> String {
    set(vars, "AWS_CONFIG_FILE").unwrap_or("~/.aws/config").to_owned()
}

fn credentials_file(vars: &BTreeMap<String, String>) -> String {
    set(vars, "AWS_SHARED_CREDENTIALS_FILE").unwrap_or("~/.aws/credentials").to_owned()
}

/// Credentials that were found.
pub(super) struct Found {
    pub provider: SharedCredentialsProvider,
    /// What no output may show.
    pub secrets: Vec<String>,
}

/// Finds credentials, now rather than at the first call.
///
/// # Errors
/// Kind `environment`, with where it looked and the root cause.
pub(super) async fn find(named: &Named, connect: &Connect, provider: &ProviderConfig, injected: bool) -> Result<Found> {
    let vars = &connect.vars.0;
    let provider: SharedCredentialsProvider = match named {
        Named::Keys => {
            let keys = Credentials::new(
                set(vars, "AWS_ACCESS_KEY_ID").unwrap_or_default().trim(),
                set(vars, "AWS_SECRET_ACCESS_KEY").unwrap_or_default().trim(),
                set(vars, "AWS_SESSION_TOKEN").map(|token| token.trim().to_owned()),
                None,
                "Environment",
            );
            SharedCredentialsProvider::new(keys)
        }
        Named::Profile(_) | Named::Chain if injected => {
            return Err(missing(named, vars, "no key pair is in the variables given"));
        }
        Named::Profile(profile) => {
            let profile = ProfileFileCredentialsProvider::builder().profile_name(profile).configure(provider).build();
            SharedCredentialsProvider::new(profile)
        }
        Named::Chain => {
            // Where there is no instance metadata, the default of four attempts takes too long to find out.
            let imds = imds::Client::builder()
                .configure(provider)
                .max_attempts(2)
                .connect_timeout(Duration::from_secs(1))
                .read_timeout(Duration::from_secs(2))
                .build();
            let chain = DefaultCredentialsChain::builder().configure(provider.clone()).imds_client(imds).build().await;
            SharedCredentialsProvider::new(chain)
        }
    };
    let first = match tokio::time::timeout(PATIENCE, provider.provide_credentials()).await {
        Ok(Ok(first)) => first,
        Ok(Err(error)) => return Err(explain(named, vars, &error)),
        Err(_) => return Err(missing(named, vars, "the source of the credentials took more than 60 s")),
    };
    let secrets = std::iter::once(first.secret_access_key()).chain(first.session_token()).map(str::to_owned).collect();
    let provider = SharedCredentialsProvider::new(Primed { first: Mutex::new(Some(first)), later: provider });
    Ok(Found { provider, secrets })
}

/// Gives the credentials already at hand once, then asks again: a process or a login is not run twice.
#[derive(Debug)]
struct Primed {
    first: Mutex<Option<Credentials>>,
    later: SharedCredentialsProvider,
}

impl ProvideCredentials for Primed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        match self.first.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(first) => future::ProvideCredentials::ready(Ok(first)),
            None => self.later.provide_credentials(),
        }
    }
}

fn explain(named: &Named, vars: &BTreeMap<String, String>, error: &CredentialsError) -> Error {
    let cause = match std::error::Error::source(error) {
        Some(source) => root_cause(source),
        None => "there are none in any of them".to_owned(),
    };
    // "not enabled" is what the SDK says of a profile that is not there.
    let absent = matches!((error, named), (CredentialsError::CredentialsNotLoaded(_), Named::Profile(_)));
    let cause = if absent { "there is no such profile, or no credentials in it" } else { cause.trim_end_matches('.') };
    missing(named, vars, cause)
}

/// The error for credentials that are not there, or cannot be had.
pub fn missing(named: &Named, vars: &BTreeMap<String, String>, cause: &str) -> Error {
    let profile = named.profile_shown(vars);
    let files = format!("{} and {}", config_file(vars), credentials_file(vars));
    let looked = match named {
        Named::Profile(_) => format!("profile {profile} in {files}"),
        Named::Keys => "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".to_owned(),
        Named::Chain => {
            let metadata = if set(vars, "AWS_EC2_METADATA_DISABLED").is_some_and(|v| v.eq_ignore_ascii_case("true")) {
                "not the instance's metadata (AWS_EC2_METADATA_DISABLED)"
            } else {
                "the instance's metadata (169.254.169.254)"
            };
            format!(
                "AWS_ACCESS_KEY_ID, profile {profile} in {files} (keys, roles, SSO, processes), \
                 AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_CREDENTIALS_*, and {metadata}"
            )
        }
    };
    let mut error =
        Error::new(Kind::Environment, format!("no credentials: looked at {looked}: {cause}")).code("NoCredentials");
    let lower = cause.to_ascii_lowercase();
    let for_profile = match named {
        Named::Profile(name) => format!(" --profile {name}"),
        _ => set(vars, "AWS_PROFILE").map(|name| format!(" --profile {name}")).unwrap_or_default(),
    };
    if lower.contains("sso") || lower.contains("expired") || lower.contains("token has") {
        error = error.hint(format!("run `aws sso login{for_profile}`"));
    } else if lower.contains("login") {
        error = error.hint(format!("run `aws login{for_profile}`"));
    } else if matches!(named, Named::Profile(_)) {
        error = error.hint("check the profile's name: run `aws configure list-profiles`");
    } else {
        error = error.hint("set AWS_PROFILE, pass --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
    if matches!(named, Named::Profile(_)) && set(vars, "AWS_ACCESS_KEY_ID").is_some() {
        error = error.hint("leave --profile out to use the keys of the environment");
    }
    error
}

#[cfg(test)]
mod tests {
    use super::{Named, missing};
    use crate::aws::config::{Connect, Vars};

    fn connect(profile: Option<&str>, from_flag: bool, pairs: &[(&str, &str)]) -> Connect {
        let vars = Vars(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect());
        Connect { profile: profile.map(str::to_owned), profile_from_flag: from_flag, vars, ..Connect::default() }
    }

    const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AK"), ("AWS_SECRET_ACCESS_KEY", "canary")];

    #[test]
    fn the_flag_excludes_keys_and_the_manifest_yields_to_everything() {
        let prod = || Named::Profile("prod".to_owned());
        assert_eq!(Named::find(&connect(Some("prod"), true, &KEYS)), prod());
        assert_eq!(Named::find(&connect(Some("prod"), false, &KEYS)), Named::Keys);
        assert_eq!(Named::find(&connect(Some("prod"), false, &[("AWS_PROFILE", "x")])), Named::Chain);
        assert_eq!(Named::find(&connect(Some("prod"), false, &[("AWS_ACCESS_KEY_ID", "half")])), prod());
        assert_eq!(Named::find(&connect(None, false, &[])), Named::Chain);
    }

    #[test]
    fn what_was_looked_at_is_said() {
        let vars = connect(None, false, &[("AWS_CONFIG_FILE", "/etc/aws")]).vars.0;
        let error = missing(&Named::Chain, &vars, "nothing answered");
        for part in ["AWS_ACCESS_KEY_ID", "`default`", "/etc/aws", "169.254.169.254", "nothing answered"] {
            assert!(error.message.contains(part), "{part}: {}", error.message);
        }
        let error = missing(&Named::Profile("p".into()), &vars, "the SSO session has expired");
        assert_eq!(error.hints, ["run `aws sso login --profile p`"]);
    }
}
