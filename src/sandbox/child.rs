//! Running a command against the sandbox, such that nothing of it can reach AWS.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

/// What every command of the sandbox gets.
fn settings(addr: SocketAddr) -> [(&'static str, String); 8] {
    [
        ("AWS_ENDPOINT_URL", format!("http://{addr}")),
        ("AWS_ACCESS_KEY_ID", "AKIASANDBOX".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "sandbox".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
        ("AWS_CONFIG_FILE", "/dev/null".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

/// Variables that would lead elsewhere.
const REMOVED: &[&str] = &[
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_CA_BUNDLE",
];

/// The environment of a command: that of the caller, with dummy credentials, a region and the sandbox as the endpoint
/// of every service, without what would lead elsewhere, and with the folder of this executable first on PATH.
pub fn environment(
    addr: SocketAddr,
    base: BTreeMap<OsString, OsString>,
    own_exe: &Path,
) -> BTreeMap<OsString, OsString> {
    let mut environment = base;
    environment.retain(|name, _| {
        let name = name.to_string_lossy();
        !REMOVED.contains(&name.as_ref()) && !name.starts_with("AWS_ENDPOINT_URL")
    });
    for (name, value) in settings(addr) {
        environment.insert(name.into(), value.into());
    }
    for name in ["NO_PROXY", "no_proxy"] {
        // A proxy of the caller's must not stand between a command and 127.0.0.1.
        let before = environment.get(OsStr::new(name)).filter(|value| !value.is_empty()).cloned();
        let value = match before {
            Some(mut hosts) => {
                hosts.push(",127.0.0.1");
                hosts
            }
            None => "127.0.0.1".into(),
        };
        environment.insert(name.into(), value);
    }
    if let Some(folder) = own_exe.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut path = folder.as_os_str().to_owned();
        if let Some(rest) = environment.get(OsStr::new("PATH")).filter(|rest| !rest.is_empty()) {
            path.push(":");
            path.push(rest);
        }
        environment.insert("PATH".into(), path);
    }
    environment
}

/// The lines that a shell takes in to use the sandbox.
pub fn export_lines(addr: SocketAddr) -> String {
    let mut lines = String::new();
    for (name, value) in settings(addr) {
        lines.push_str(&format!("export {name}={value}\n"));
    }
    for name in ["NO_PROXY", "no_proxy"] {
        lines.push_str(&format!("export {name}=127.0.0.1${{{name}:+,${name}}}\n"));
    }
    lines.push_str(&format!("unset {}\n", REMOVED.join(" ")));
    lines.push_str(
        "unset AWS_ENDPOINT_URL_LAMBDA AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_CLOUDWATCH_LOGS\n",
    );
    lines
}

/// Runs a command to its end, and says its exit code: 128+n for a signal. SIGINT goes to the whole group of a terminal, so it is only waited through; SIGTERM and
/// SIGHUP are passed on.
///
/// # Errors
/// There is no such command (`NotFound`: a shell's 127), or it cannot be run (126).
pub async fn run(command: &[OsString], environment: &BTreeMap<OsString, OsString>) -> io::Result<u8> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "there is no command"));
    };
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut terminations = signal(SignalKind::terminate())?;
    let mut hangups = signal(SignalKind::hangup())?;
    let mut child = match Command::new(program).args(arguments).env_clear().envs(environment).spawn() {
        Ok(child) => child,
        Err(error) => return Err(error),
    };
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let pass = |signal| {
        if let Some(pid) = pid {
            let _ = kill_process(pid, signal);
        }
    };
    let status = loop {
        tokio::select! {
            status = child.wait() => break status?,
            _ = interrupts.recv() => {}
            _ = terminations.recv() => pass(Signal::TERM),
            _ = hangups.recv() => pass(Signal::HUP),
        }
    };
    let signalled = std::os::unix::process::ExitStatusExt::signal(&status).map(|number| 128 + number);
    Ok(status.code().or(signalled).and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<OsString, OsString> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    #[test]
    fn nothing_leads_to_aws() {
        let base = variables(&[
            ("AWS_PROFILE", "production"),
            ("AWS_SESSION_TOKEN", "secret"),
            ("AWS_ACCESS_KEY_ID", "AKIAREAL"),
            ("AWS_ENDPOINT_URL_LAMBDA", "https://elsewhere"),
            ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
            ("PATH", "/usr/bin"),
            ("HOME", "/home/me"),
        ]);
        let environment = environment(SocketAddr::from(([127, 0, 0, 1], 4242)), base, Path::new("/opt/lamctl/lamctl"));
        let get = |name: &str| environment.get(OsStr::new(name)).map(|value| value.to_string_lossy().into_owned());
        assert_eq!(get("AWS_ENDPOINT_URL").as_deref(), Some("http://127.0.0.1:4242"));
        assert_eq!(get("AWS_ACCESS_KEY_ID").as_deref(), Some("AKIASANDBOX"));
        assert_eq!(get("PATH").as_deref(), Some("/opt/lamctl:/usr/bin"));
        assert_eq!(get("HOME").as_deref(), Some("/home/me"));
        for gone in
            ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_LAMBDA", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
        {
            assert_eq!(get(gone), None, "{gone}");
        }
    }
}
