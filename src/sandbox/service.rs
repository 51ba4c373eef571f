//! The service's own faults: refusals in AWS's words, and answers that tell something else than what is.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::faults::Service as Fault;
use super::lambda::names;
use super::limits;
use super::state::World;
use super::twist::Twist;
use super::wire::{Call, Refusal, Reply, Service, answer_json, insert};

/// What the call is about, as an ARN.
fn subject(call: &Call) -> (String, String) {
    let body: Value = if call.operation == "CreateFunction" {
        serde_json::from_slice(&call.body).unwrap_or_default()
    } else {
        Value::Null
    };
    let named = body.get("FunctionName").and_then(Value::as_str).unwrap_or(&call.name);
    let name = names::resolve(named, None, &call.region).map_or_else(|_| named.to_owned(), |target| target.name);
    (names::arn(&call.region, &name, None), name)
}

/// The refusal that a fault makes of a call before it has any effect, if it is one of those.
pub(crate) fn refusal(fault: &Fault, call: &Call, world: &mut World) -> Option<Refusal> {
    let (arn, name) = subject(call);
    Some(match fault {
        Fault::RoleNotAssumable(_) => {
            Refusal::invalid("The role defined for the function cannot be assumed by Lambda.")
        }
        Fault::RolePermissions(_) => Refusal::invalid(
            "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
        ),
        Fault::KmsGrant(_) => Refusal::invalid(
            "Lambda was unable to configure access to your environment variables because the KMS key is invalid for \
             CreateGrant. Please check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does \
             not refer to a valid principal: AROASANDBOX",
        ),
        Fault::Ec2Throttle(_) => Refusal::invalid(
            "Your request has been throttled by EC2, please make sure you have enough API rate limit. EC2 Error Code: \
             RequestLimitExceeded. EC2 Error Message: Request limit exceeded.",
        ),
        Fault::Busy(_) => Refusal::conflict(format!(
            "The operation cannot be performed at this time. An update is in progress for resource: {arn}"
        )),
        Fault::Pending(_) => Refusal::conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending",
        ),
        Fault::Exists if call.operation == "CreateAlias" => Refusal::conflict(format!("Alias already exists: {arn}")),
        Fault::Exists => Refusal::conflict(format!("Function already exist: {name}")),
        Fault::NotFoundAfterCreate(time) if call.operation != "CreateFunction" => {
            let function = world.function(&call.region, &name)?;
            let made = function.created;
            if world.now >= made + *time {
                return None;
            }
            Refusal::absent(format!("Function not found: {arn}"))
        }
        Fault::Forbidden => forbidden(call, &arn),
        Fault::StaleRevision => {
            let revision = world.serial.next();
            if let Some(latest) = world.function(&call.region, &name).and_then(|function| function.versions.get_mut(&0))
            {
                latest.revision = revision;
                latest.settings.insert("Description".to_owned(), json!("changed by somebody else"));
            }
            Refusal::new(
                412,
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to \
                 retrieve the latest Revision Id",
            )
        }
        _ => return None,
    })
}

fn forbidden(call: &Call, arn: &str) -> Refusal {
    let (action, resource) = match (call.service, call.operation) {
        (Service::Lambda, "Invoke") => ("lambda:InvokeFunction".to_owned(), arn.to_owned()),
        (Service::Lambda, "ListFunctions" | "ListEventSourceMappings") => {
            (format!("lambda:{}", call.operation), "*".to_owned())
        }
        (Service::Lambda, operation) => (format!("lambda:{operation}"), arn.to_owned()),
        (Service::Sts, operation) => (format!("sts:{operation}"), "*".to_owned()),
        (Service::S3, operation) => (format!("s3:{operation}"), format!("arn:aws:s3:::{}/{}", call.name, call.item)),
        (Service::Logs, operation) => {
            (format!("logs:{operation}"), format!("arn:aws:logs:{}:{}:log-group:*", call.region, limits::ACCOUNT))
        }
    };
    let code = match call.service {
        Service::S3 | Service::Sts => "AccessDenied",
        Service::Lambda | Service::Logs => "AccessDeniedException",
    };
    let status = if call.service == Service::Logs { 400 } else { 403 };
    let message = format!(
        "User: {} is not authorized to perform: {action} on resource: {resource} because no identity-based policy \
         allows the {action} action",
        limits::CALLER
    );
    Refusal::new(status, code, message)
}

/// What a fault does to the effect of a call.
pub(crate) fn twist(fault: &Fault, call: &Call) -> Twist {
    let mut twist = Twist::default();
    match fault {
        Fault::Failed(code) => twist.fails = Some(code.clone()),
        Fault::VersionFailed(code) => twist.version_fails = Some(code.clone()),
        Fault::NotFoundAfterCreate(time) if call.operation == "CreateFunction" => twist.hidden = Some(*time),
        _ => {}
    }
    twist
}

/// What a fault makes of a good answer.
pub(crate) fn distort(fault: &Fault, reply: Reply) -> Reply {
    match fault {
        Fault::WrongSha => edit(reply, |configuration| {
            configuration.insert("CodeSha256".to_owned(), json!("c29tZXRoaW5nIGVsc2UgdGhhbiB3aGF0IHdhcyBzZW4="));
        }),
        Fault::UnknownState(name, _) => edit(reply, |configuration| {
            configuration.insert("State".to_owned(), json!(name));
        }),
        Fault::Undecryptable => edit(reply, |configuration| {
            if configuration.contains_key("Environment") {
                configuration.insert(
                    "Environment".to_owned(),
                    json!({ "Error": {
                        "ErrorCode": "AccessDeniedException",
                        "Message": "Lambda was unable to decrypt your environment variables because the KMS access was denied. Please check your KMS permissions. KMS Exception: AccessDeniedException",
                    } }),
                );
            }
        }),
        Fault::FunctionError(kind) => {
            let body = json!({ "errorMessage": "the sandbox was told to fail", "errorType": kind });
            let mut failed = answer_json(200, &body);
            for (name, value) in reply.headers() {
                if name != http::header::CONTENT_LENGTH && name != http::header::CONTENT_TYPE {
                    failed.headers_mut().insert(name.clone(), value.clone());
                }
            }
            insert(&mut failed, "x-amz-function-error", "Unhandled");
            failed
        }
        _ => reply,
    }
}

/// Edits the configuration in an answer, wherever it stands.
fn edit(reply: Reply, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Reply {
    let (parts, body) = reply.into_parts();
    let Ok(Value::Object(mut answer)) = serde_json::from_slice::<Value>(&body) else {
        return http::Response::from_parts(parts, body);
    };
    match answer.get_mut("Configuration") {
        Some(Value::Object(configuration)) => change(configuration),
        _ => change(&mut answer),
    }
    http::Response::from_parts(parts, Bytes::from(Value::Object(answer).to_string()))
}

/// A rate of calls, as a bucket that fills.
#[derive(Debug)]
pub(crate) struct Rate {
    per_second: f64,
    tokens: f64,
    last: Duration,
}

impl Rate {
    pub fn new(per_second: u32) -> Self {
        Rate { per_second: f64::from(per_second), tokens: f64::from(per_second), last: Duration::ZERO }
    }

    /// Takes one call, or refuses it.
    pub fn take(&mut self, now: Duration) -> bool {
        let passed = now.saturating_sub(self.last).as_secs_f64();
        self.last = self.last.max(now);
        self.tokens = (self.tokens + passed * self.per_second).min(self.per_second);
        let free = self.tokens >= 1.0;
        if free {
            self.tokens -= 1.0;
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_fills_again() {
        let mut rate = Rate::new(2);
        let at = Duration::from_millis;
        assert!(rate.take(at(0)) && rate.take(at(0)));
        assert!(!rate.take(at(100)));
        assert!(rate.take(at(600)));
        assert!(!rate.take(at(700)));
    }
}
