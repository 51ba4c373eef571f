//! What went wrong with one attempt of a call: judged by the raw answer (status, header, body, in this
//! order), never by the text of the SDK's error.

use std::time::Duration;

use super::catalogue;
use super::scrub::Scrub;
use crate::error::{Error, Kind};

/// What a fault means for what to do next. `faults.md` has a row for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// IAM or KMS has not caught up with a young role or policy, or the role is wrong.
    Propagation,
    /// Another change of the function is under way.
    Busy,
    /// What is to be made exists already.
    Exists,
    /// Too many requests.
    Throttle,
    /// EC2 throttles Lambda's own calls.
    Ec2Throttle,
    /// A quota or a size limit.
    Limit,
    /// A value is refused.
    Invalid,
    /// The function, version, alias or other thing that the call names is absent.
    NotFound,
    /// A permission is missing.
    AccessDenied,
    /// Somebody else changed the function in between, or published something else.
    StaleRevision,
    /// Something that the settings name (bucket, layer, subnet, image) is absent.
    MissingDependency,
    /// Something else still needs what is to be deleted.
    InUse,
    /// Credentials are absent, wrong or expired, or the clock is off.
    Credentials,
    /// Nothing was sent: no DNS, no connection, TLS refused.
    Unreachable,
    /// Sent, and no answer that can be read.
    Lost,
    /// The service failed (5xx).
    Server,
    /// An answer that is not the service's: HTML of a proxy, a cut body.
    Unreadable,
    /// Ended for good: a function in State Failed, a function error.
    Terminal,
}

impl Class {
    /// What people read while it is waited for.
    pub fn phrase(self) -> &'static str {
        match self {
            Class::Propagation => {
                "IAM has not caught up with the role yet, or its trust policy lacks lambda.amazonaws.com"
            }
            Class::Busy => "another change of the function is under way",
            Class::Exists => "it exists already",
            Class::Throttle => "too many requests",
            Class::Ec2Throttle => "EC2 throttles Lambda's calls",
            Class::Limit => "a limit is exceeded",
            Class::Invalid => "a value is refused",
            Class::NotFound => "not found",
            Class::AccessDenied => "access denied",
            Class::StaleRevision => "the function was changed in between",
            Class::MissingDependency => "something that the settings name is missing",
            Class::InUse => "it is still in use",
            Class::Credentials => "the credentials are not accepted",
            Class::Unreachable => "the endpoint cannot be reached",
            Class::Lost => "the answer was lost",
            Class::Server => "the service failed",
            Class::Unreadable => "the answer cannot be read",
            Class::Terminal => "it ended for good",
        }
    }
}

/// What is known of the call's effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing reached the service.
    NotSent,
    /// The service said no: nothing changed.
    Refused,
    /// It may have happened.
    Unknown,
}

/// Why an attempt did not succeed. Nothing secret is in it.
#[derive(Clone, Debug)]
pub struct Fault {
    pub operation: &'static str,
    pub class: Class,
    /// The service's code, without what follows a `:`.
    pub code: Option<String>,
    pub message: String,
    pub status: Option<u16>,
    pub request_id: Option<String>,
    /// The service asks to wait so long.
    pub retry_after: Option<Duration>,
    pub outcome: Outcome,
    pub hints: Vec<String>,
}

/// A raw answer.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: bytes::Bytes,
}

impl Raw {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The service's id of the request.
    pub fn request_id(&self) -> Option<String> {
        ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
            .iter()
            .find_map(|name| self.header(name))
            .map(super::scrub::shown)
            .filter(|id| !id.is_empty())
    }

    /// Whether the body is a JSON object or array, or absent.
    pub fn looks_like_json(&self) -> bool {
        matches!(self.body.iter().find(|b| !b.is_ascii_whitespace()), None | Some(b'{' | b'['))
    }
}

/// A fault of something that never got an answer.
pub fn unanswered(operation: &'static str, class: Class, outcome: Outcome, message: String) -> Fault {
    Fault {
        operation,
        class,
        code: None,
        message,
        status: None,
        request_id: None,
        retry_after: None,
        outcome,
        hints: Vec::new(),
    }
}

/// Judges an answer that is not a success.
pub fn judge(operation: &'static str, raw: &Raw, scrub: &Scrub) -> Fault {
    let said = Said::read(raw);
    let code = said.code.as_deref();
    let message = said.message.as_deref().unwrap_or("");
    let class = catalogue::classify(raw.status, code, message);
    let outcome = match class {
        Class::Server | Class::Lost => Outcome::Unknown,
        _ if raw.status >= 500 || raw.status == 408 => Outcome::Unknown,
        _ => Outcome::Refused,
    };
    let shown = match (&said.message, code) {
        (Some(message), _) if !message.trim().is_empty() => scrub.clean(message),
        (_, Some(code)) => format!("{} without a message (status {})", scrub.clean(code), raw.status),
        _ => first_line(raw, scrub),
    };
    Fault {
        operation,
        class,
        code: said.code.as_deref().map(|code| scrub.clean(code)),
        hints: catalogue::hints(operation, class, code, message),
        message: shown,
        status: Some(raw.status),
        request_id: raw.request_id(),
        retry_after: said.retry_after,
        outcome,
    }
}

/// A success that cannot be read, or lacks what it must hold. On a write that is a lost response.
pub fn unreadable(operation: &'static str, raw: &Raw, write: bool, scrub: &Scrub) -> Fault {
    Fault {
        operation,
        class: if write { Class::Lost } else { Class::Unreadable },
        code: None,
        message: format!("the answer cannot be read: {}", first_line(raw, scrub)),
        status: Some(raw.status),
        request_id: raw.request_id(),
        retry_after: None,
        outcome: Outcome::Unknown,
        hints: vec!["check whether a proxy stands between here and AWS".to_owned()],
    }
}

fn first_line(raw: &Raw, scrub: &Scrub) -> String {
    let head = &raw.body[..raw.body.len().min(600)];
    let text = String::from_utf8_lossy(head);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("an empty body");
    // A JSON line may hold anything, an environment too.
    let line =
        if line.starts_with(['{', '[']) { "a JSON document that is cut off or lacks what it must hold" } else { line };
    let line: String = line.chars().take(120).collect();
    format!("status {}, {}", raw.status, scrub.clean(&line))
}

/// What an error answer says.
struct Said {
    code: Option<String>,
    message: Option<String>,
    retry_after: Option<Duration>,
}

impl Said {
    fn read(raw: &Raw) -> Said {
        let body: Option<serde_json::Value> = serde_json::from_slice(&raw.body).ok();
        let text = |keys: &[&str]| {
            let object = body.as_ref()?.as_object()?;
            keys.iter().find_map(|key| object.get(*key)?.as_str()).map(str::to_owned)
        };
        let xml = || {
            if body.is_none() { String::from_utf8(raw.body[..raw.body.len().min(8192)].to_vec()).ok() } else { None }
        };
        let code = raw
            .header("x-amzn-errortype")
            .map(str::to_owned)
            .filter(|code| !code.trim().is_empty())
            .or_else(|| text(&["__type", "code", "Code"]))
            .or_else(|| element(&xml()?, "Code"));
        let code = code.map(|code| bare_code(&code)).filter(|code| !code.is_empty());
        let message = text(&["message", "Message", "errorMessage"]).or_else(|| element(&xml()?, "Message"));
        let seconds = raw
            .header("retry-after")
            .map(str::to_owned)
            .or_else(|| text(&["retryAfterSeconds"]))
            .and_then(|s| s.trim().parse::<f64>().ok())
            .filter(|s| s.is_finite() && *s >= 0.0);
        Said { code, message, retry_after: seconds.map(|s| Duration::from_secs_f64(s.min(120.0))) }
    }
}

/// `Code:http://…` and `namespace#Code` are both `Code`.
fn bare_code(code: &str) -> String {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code).trim().chars().take(100).collect()
}

/// The text of the first such element of an XML error (STS, S3).
fn element(xml: &str, name: &str) -> Option<String> {
    let start = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let length = xml[start..].find(&format!("</{name}>"))?;
    Some(
        xml[start..start + length]
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

impl Fault {
    /// The error that a run ends with when this fault is not retried.
    pub fn into_error(self) -> Error {
        let kind = match self.class {
            Class::Credentials | Class::Unreachable => Kind::Environment,
            Class::Exists | Class::StaleRevision => Kind::Conflict,
            _ => Kind::Service,
        };
        let retryable = matches!(
            self.class,
            Class::Propagation
                | Class::Busy
                | Class::Throttle
                | Class::Ec2Throttle
                | Class::Unreachable
                | Class::Lost
                | Class::Server
                | Class::Unreadable
        );
        let mut error = Error::new(kind, format!("{}: {}", self.operation, self.message));
        error.code = self.code;
        error.request_id = self.request_id;
        error.retryable = retryable;
        error.hints = self.hints;
        error
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Outcome, Raw, judge};
    use crate::aws::scrub::Scrub;

    fn raw(status: u16, header: Option<&str>, body: &str) -> Raw {
        let headers = header.map(|h| ("x-amzn-errortype".to_owned(), h.to_owned())).into_iter().collect();
        Raw { status, headers, body: bytes::Bytes::copy_from_slice(body.as_bytes()) }
    }

    #[test]
    fn the_header_comes_first_and_is_cut_at_the_colon() {
        let raw = raw(
            409,
            Some("ResourceConflictException:http://x"),
            r#"{"__type":"Other","Message":"Function already exist: f"}"#,
        );
        let fault = judge("CreateFunction", &raw, &Scrub::default());
        assert_eq!(fault.code.as_deref(), Some("ResourceConflictException"));
        assert_eq!(fault.message, "Function already exist: f");
        assert_eq!((fault.class, fault.outcome), (Class::Exists, Outcome::Refused));
    }

    #[test]
    fn a_null_message_is_no_panic() {
        let fault =
            judge("GetFunction", &raw(403, Some("AccessDeniedException"), r#"{"Message":null}"#), &Scrub::default());
        assert_eq!(fault.class, Class::AccessDenied);
        assert_eq!(fault.message, "AccessDeniedException without a message (status 403)");
    }

    #[test]
    fn html_is_judged_by_its_status() {
        let html = "<html>\n<h1>Bad Gateway</h1>";
        let fault = judge("CreateFunction", &raw(502, None, html), &Scrub::default());
        assert_eq!((fault.class, fault.outcome), (Class::Server, Outcome::Unknown));
        assert_eq!(fault.message, "status 502, <html>");
        // A proxy's 404 does not say that the function is absent.
        let fault = judge("GetFunction", &raw(404, None, html), &Scrub::default());
        assert_eq!((fault.class, fault.outcome), (Class::Unreadable, Outcome::Refused));
    }
}
