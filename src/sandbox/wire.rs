//! Requests and answers of the sandbox as values: which operation a request asks for, and how AWS words its refusals.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};

/// A whole answer.
pub(crate) type Reply = http::Response<Bytes>;

/// The services that the sandbox plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Lambda,
    Sts,
    S3,
    Logs,
}

/// A request, read and routed.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub service: Service,
    /// The operation's name in the API; `Unknown` where the sandbox has none.
    pub operation: &'static str,
    pub region: String,
    pub method: Method,
    /// What the path names: a function, an ARN, a bucket.
    pub name: String,
    /// What it names below that: an alias, an object's key.
    pub item: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Call {
    /// The first query parameter of that name.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON; nothing at all counts as an empty object.
    pub fn json(&self) -> Result<Value, Refusal> {
        if self.body.is_empty() {
            return Ok(json!({}));
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(value @ Value::Object(_)) => Ok(value),
            Ok(_) => {
                Err(Refusal::new(400, "SerializationException", "Start of structure or map found where not expected."))
            }
            Err(error) => Err(Refusal::new(
                400,
                "SerializationException",
                format!("Could not parse request body into json: {error}"),
            )),
        }
    }
}

/// An answer that says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: Option<String>,
}

impl Refusal {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Refusal { status, code: code.to_owned(), message: Some(message.into()) }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Refusal::new(400, "InvalidParameterValueException", message)
    }

    pub fn absent(message: impl Into<String>) -> Self {
        Refusal::new(404, "ResourceNotFoundException", message)
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Refusal::new(409, "ResourceConflictException", message)
    }

    /// The answer in the manner of a service.
    pub fn reply(&self, service: Service) -> Reply {
        let message = self.message.as_deref().unwrap_or_default();
        match service {
            Service::Lambda => {
                // The member's spelling and company change with the status: recorded so.
                let body = match (self.code.as_str(), self.status) {
                    ("ValidationException" | "MissingAuthenticationTokenException", _) => {
                        json!({ "message": self.message })
                    }
                    ("TooManyRequestsException", _) => json!({
                        "Reason": "CallerRateLimitExceeded", "Type": "User", "message": self.message, "retryAfterSeconds": "1",
                    }),
                    (_, 403) => json!({ "Message": self.message }),
                    (_, 404) => json!({ "Type": "User", "Message": self.message }),
                    (_, 500..) => json!({ "Type": "Service", "Message": self.message }),
                    _ => json!({ "Type": "User", "message": self.message }),
                };
                let mut reply = answer_json(self.status, &body);
                insert(&mut reply, "x-amzn-errortype", &self.code);
                reply
            }
            Service::Logs => {
                let mut reply = answer_json(self.status, &json!({ "__type": self.code, "message": message }));
                insert(&mut reply, "content-type", "application/x-amz-json-1.1");
                reply
            }
            Service::Sts => answer_xml(
                self.status,
                format!(
                    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{}</Code>\
                     <Message>{}</Message></Error></ErrorResponse>",
                    escape(&self.code),
                    escape(message)
                ),
            ),
            Service::S3 => answer_xml(
                self.status,
                format!("<Error><Code>{}</Code><Message>{}</Message></Error>", escape(&self.code), escape(message)),
            ),
        }
    }
}

/// An answer of any kind.
pub(crate) fn answer(status: u16, content_type: &str, body: impl Into<Bytes>) -> Reply {
    let mut reply = http::Response::new(body.into());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !content_type.is_empty() {
        insert(&mut reply, header::CONTENT_TYPE.as_str(), content_type);
    }
    reply
}

pub(crate) fn answer_json(status: u16, body: &Value) -> Reply {
    answer(status, "application/json", body.to_string())
}

pub(crate) fn answer_xml(status: u16, body: String) -> Reply {
    answer(status, "application/xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}"))
}

/// Nothing but a status.
pub(crate) fn answer_empty(status: u16) -> Reply {
    answer(status, "", Bytes::new())
}

/// Sets a header; a name or value that HTTP cannot carry is left out.
pub(crate) fn insert(reply: &mut Reply, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), HeaderValue::try_from(value)) {
        reply.headers_mut().insert(name, value);
    }
}

/// Text made fit for XML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Decodes `%41`, and `+` where it stands for a blank.
pub(crate) fn percent_decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(code) = code {
            decoded.push(code);
            at += 3;
        } else {
            decoded.push(if plus && byte == b'+' { b' ' } else { byte });
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Pairs of `a=b&c=d`.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(name, true), percent_decode(value, true))
        })
        .collect()
}
