//! What Lambda's refusals mean, by status, code and fragments of the message, and what to do about the
//! common ones. Evidence: tests/fixtures/aws/aws_errors.json, 307 recorded or quoted answers.

use super::fault::Class;
use super::policy;

/// The class of an answer that is not a success.
pub fn classify(status: u16, code: Option<&str>, message: &str) -> Class {
    match code {
        Some(code) => by_code(status, code, message),
        None => by_status(status, message),
    }
}

fn by_status(status: u16, message: &str) -> Class {
    match status {
        429 => Class::Throttle,
        412 if !message.is_empty() => Class::StaleRevision,
        413 => Class::Limit,
        // Said in JSON, so not by a proxy.
        404 if message.to_ascii_lowercase().contains("not found") => Class::NotFound,
        408 | 500..=599 => Class::Server,
        403 if !message.is_empty() => Class::AccessDenied,
        200..=299 if !message.is_empty() => Class::Terminal,
        _ => Class::Unreadable,
    }
}

const CREDENTIALS: &[&str] = &[
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "InvalidAccessKeyId",
    "InvalidToken",
    "OptInRequired",
    "AuthFailure",
];

fn by_code(status: u16, code: &str, message: &str) -> Class {
    let says = |fragment: &str| message.contains(fragment);
    match code {
        code if CREDENTIALS.contains(&code) => Class::Credentials,
        "TooManyRequestsException"
        | "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "RequestLimitExceeded"
        | "SlowDown"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "ReservedFunctionConcurrentInvocationLimitExceeded" => Class::Throttle,
        "EC2ThrottledException" => Class::Ec2Throttle,
        "PreconditionFailedException" => Class::StaleRevision,
        "RequestEntityTooLargeException"
        | "RequestTooLargeException"
        | "CodeStorageExceededException"
        | "PolicyLengthExceededException"
        | "FunctionVersionsPerCapacityProviderLimitExceededException" => Class::Limit,
        "AccessDeniedException"
        | "AccessDenied"
        | "UnauthorizedException"
        | "KMSAccessDeniedException"
        | "AuthorizationError" => Class::AccessDenied,
        "ResourceConflictException" => conflict(message),
        "ResourceInUseException"
        | "CodeArtifactUserPendingException"
        | "ResourceNotReadyException"
        | "SnapStartNotReadyException"
        | "ConflictException"
            if !says("already exist") =>
        {
            Class::Busy
        }
        "ConflictException" => Class::Exists,
        "InvalidParameterValueException" => invalid_parameter(message),
        "ValidationException"
        | "InvalidRequestContentException"
        | "SerializationException"
        | "InvalidRuntimeException"
        | "InvalidZipFileException"
        | "InvalidCodeSignatureException"
        | "CodeVerificationFailedException"
        | "UnsupportedMediaTypeException" => Class::Invalid,
        "CodeArtifactUserFailedException" | "CodeArtifactUserDeletedException" => Class::Terminal,
        "Sandbox.Timedout" | "Runtime.ExitError" | "Function.ResponseSizeTooLarge" => Class::Terminal,
        // CodeSigningConfigNotFoundException too: a setting of the call names it.
        code if code.contains("NotFound") => Class::NotFound,
        code if code.starts_with("NoSuch") => Class::NotFound,
        _ if says("Rate exceeded") => Class::Throttle,
        _ if status == 429 => Class::Throttle,
        _ if status >= 500 || status == 408 => Class::Server,
        _ if status == 412 => Class::StaleRevision,
        _ if status == 413 => Class::Limit,
        _ if status == 401 || status == 403 => Class::AccessDenied,
        _ if (400..500).contains(&status) => Class::Invalid,
        _ if (200..300).contains(&status) => Class::Terminal,
        _ => Class::Unreadable,
    }
}

/// 409 ResourceConflictException means six things.
fn conflict(message: &str) -> Class {
    let message = message.to_ascii_lowercase();
    let says = |fragment: &str| message.contains(fragment);
    if says("already exist") || says("exists for this") {
        Class::Exists
    } else if says("alias") && (says("reference") || says("provisioned")) || says("already provisioned") {
        Class::InUse
    } else {
        // "An update is in progress", "in the following state: Pending", "concurrent update operation",
        // and what Lambda may word otherwise one day: waiting is harmless and bounded.
        Class::Busy
    }
}

/// 400 InvalidParameterValueException means almost anything.
fn invalid_parameter(message: &str) -> Class {
    let says = |fragment: &str| message.contains(fragment);
    if says("throttled by EC2") {
        return Class::Ec2Throttle;
    }
    if says("cannot be assumed by Lambda")
        || says("execution role does not have permissions")
        || says("ensure the role can perform")
        || (says("KMS key is invalid for CreateGrant") && !says("Key Aliases are not supported"))
        || (says("The destination ARN") && says("is invalid"))
    {
        return Class::Propagation;
    }
    if says("CodeSHA256") && says("is different from current CodeSHA256") {
        return Class::StaleRevision;
    }
    if says("because it is a replicated function") {
        return Class::InUse;
    }
    let absent = ["does not exist", "NoSuchBucket", "NoSuchKey", "NotFound", "Stream not found", "NonExistentQueue"];
    if absent.iter().any(|fragment| says(fragment)) {
        return Class::MissingDependency;
    }
    let limit = [
        "Unzipped size must be smaller",
        "exceeded the 4KB limit",
        "exceeds resource tag limit",
        "Cannot reference more than",
        "exceeds the maximum allowed size",
        "below its minimum value of",
        "greater than account's unreserved concurrency",
        "limit exceeded",
    ];
    if limit.iter().any(|fragment| says(fragment)) {
        return Class::Limit;
    }
    Class::Invalid
}

/// What to do about it: imperatives, most useful first.
pub fn hints(operation: &str, class: Class, code: Option<&str>, message: &str) -> Vec<String> {
    let says = |fragment: &str| message.contains(fragment);
    let mut hints = Vec::new();
    let mut hint = |text: &str| hints.push(text.to_owned());
    match class {
        Class::Propagation if says("cannot be assumed") => {
            hint("wait a minute if the role is new: IAM takes a while to spread it");
            hint(
                "let lambda.amazonaws.com assume the role: its trust policy needs {\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}",
            );
        }
        Class::Propagation if says("KMS key is invalid for CreateGrant") => {
            hint("check that the key exists, is enabled, and that its policy lets you call kms:CreateGrant");
        }
        Class::Propagation => {
            if let Some(statement) = policy::for_execution_role(message) {
                hints.push(format!("add this statement to the policy of the function's execution role: {statement}"));
            } else {
                hint("check what the function's execution role may do");
            }
        }
        Class::Busy => hint("wait until the other change has ended: run `lamctl wait --for updated`"),
        Class::Exists if operation == "CreateFunction" => hint("run `lamctl deploy` to update a function that exists"),
        Class::Throttle => hint("make fewer calls at a time, or raise --timeout"),
        Class::Ec2Throttle => hint("try again later, or ask for a higher EC2 API rate"),
        Class::Limit => limit_hints(message, &mut hint),
        Class::Invalid => invalid_hints(message, &mut hint),
        Class::NotFound if says("not reachable in this region") => {
            hint("pass the region of the function with --region")
        }
        Class::NotFound if says("Function not found") => hint("check the name and the region, or run `lamctl list`"),
        Class::AccessDenied => access_hints(message, &mut hints),
        Class::StaleRevision => hint("run `lamctl diff` to see what is deployed now, then deploy again"),
        Class::MissingDependency => missing_hints(message, &mut hint),
        Class::InUse if says("replicated function") => {
            hint("remove the function from its CloudFront distributions and try again some hours later");
        }
        Class::InUse if says("alias") => hint("move or delete the aliases first: run `lamctl alias list`"),
        Class::Credentials => hints.extend(credential_hints(code, message)),
        _ => {}
    }
    hints
}

fn limit_hints(message: &str, hint: &mut impl FnMut(&str)) {
    let says = |fragment: &str| message.contains(fragment);
    if says("Zipped size") || says("70167211") || says("69905067") {
        hint("let lamctl stage the package in S3: set code.upload.s3_bucket");
    } else if says("Unzipped size") || says("maximum allowed size") {
        hint("run `lamctl package --list` to see what takes the room, and exclude it or use a container image");
    } else if says("4KB limit") {
        hint("keep large values in SSM Parameter Store or Secrets Manager and read them at start");
    } else if says("5120 bytes") {
        hint("shorten the environment and the other settings: one update may hold 5,120 bytes");
    } else if says("Code storage limit") {
        hint("run `lamctl versions prune --keep N` to free code storage, or raise the quota");
    } else if says("more than 5 layers") {
        hint("use at most five layers");
    } else if says("tag limit") {
        hint("use at most 50 tags");
    } else if says("UnreservedConcurrentExecution") || says("unreserved concurrency") {
        hint("reserve less concurrency, or raise the account's quota");
    }
}

fn invalid_hints(message: &str, hint: &mut impl FnMut(&str)) {
    let says = |fragment: &str| message.contains(fragment);
    if says("at 'runtime' failed") || says("no longer supported for creating or updating") {
        hint("run `lamctl explain runtime-blocked`, and choose a supported runtime");
    } else if says("Could not unzip") || says("non-empty zip") {
        hint("check the file with `unzip -t`");
    } else if says("reserved keys") {
        hint("rename the environment variables that Lambda reserves");
    } else if says("less than or equal to 3008") {
        hint("lower memory_size to 3008, or ask for a higher memory quota: new accounts have a lower one");
    } else if says("PermanentRedirect") {
        hint("use a bucket in the function's region");
    } else if says("Key Aliases are not supported") {
        hint("give the key's ARN instead of its alias");
    } else if says("Layers are not in the same region") {
        hint("use layer versions of the function's own region");
    } else if says("Two different versions of the same layer") {
        hint("name each layer once");
    } else if says("LogLevel is not supported") {
        hint("set logging_config.log_format to JSON, or leave the levels out");
    } else if says("Runtime and Handler are mandatory") {
        hint("set runtime and handler");
    } else if says("is not supported for SnapStart") {
        hint("use a runtime that has SnapStart, or set snap_start.apply_on to None");
    } else if says("packageType Zip") || says("packageType Image") {
        hint("a function's package type cannot change: delete the function and create it again");
    }
}

fn missing_hints(message: &str, hint: &mut impl FnMut(&str)) {
    let says = |fragment: &str| message.contains(fragment);
    if says("NoSuchBucket") {
        hint("check code.s3_bucket, and that the bucket is in the function's region");
    } else if says("NoSuchKey") {
        hint("check code.s3_key: upload the object first");
    } else if says("Subnet") {
        hint("check vpc_config.subnet_ids");
    } else if says("SecurityGroup") || says("InvalidGroup") {
        hint("check vpc_config.security_group_ids");
    } else if says("Layer version") {
        hint("check the layer's ARN and version");
    } else if says("Source image") {
        hint("push the image first, to a private ECR repository in the function's region");
    }
}

fn access_hints(message: &str, hints: &mut Vec<String>) {
    if message.contains("Cross-account pass role") {
        hints.push("use a role of the account that the function is in".to_owned());
    } else if message.contains("ECR image") {
        hints.push(
            "let lambda.amazonaws.com call ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in the repository's policy"
                .to_owned(),
        );
    } else if message.contains("denied by S3") {
        hints.push("let your principal call s3:GetObject on the code's object".to_owned());
    } else if message.contains("explicit deny") {
        hints.push("find the policy that denies it (a service control policy, a permissions boundary): no statement that allows can help".to_owned());
    } else if let Some(statement) = policy::for_caller(message) {
        hints.push(format!("add this statement to the policy of your principal: {statement}"));
    }
}

/// Hints for credentials that the service does not accept.
pub fn credential_hints(code: Option<&str>, message: &str) -> Vec<String> {
    let hint = match code.unwrap_or_default() {
        "ExpiredTokenException" | "ExpiredToken" | "RequestExpired" => {
            "the session has ended: log in again (`aws sso login`, or whatever gave you the credentials)"
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" | "RequestTimeTooSkewed"
            if message.contains("Signature expired")
                || message.contains("not yet current")
                || message.contains("skew")
                || code == Some("RequestTimeTooSkewed") =>
        {
            "set this machine's clock: AWS refuses signatures that are more than five minutes off"
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" => {
            "check AWS_SECRET_ACCESS_KEY: it does not belong to the access key"
        }
        "UnrecognizedClientException" | "InvalidClientTokenId" | "InvalidAccessKeyId" | "InvalidToken" => {
            "check the access key and the session token: AWS does not know them"
        }
        "OptInRequired" | "AuthFailure" => "enable the region for the account, or use another one",
        _ => "check which credentials are in use: run `aws sts get-caller-identity`",
    };
    vec![hint.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::{classify, hints};
    use crate::aws::fault::Class;

    #[derive(serde::Deserialize)]
    struct Entry {
        operation: String,
        code: Option<String>,
        http_status: Option<u16>,
        message: Option<String>,
        class: String,
    }

    fn entries() -> Vec<Entry> {
        serde_json::from_str(include_str!("../../tests/fixtures/aws/aws_errors.json")).expect("the catalogue is JSON")
    }

    /// The recorded answers name their class; these names are ours for it.
    fn expected(entry: &Entry) -> Class {
        match entry.class.as_str() {
            "propagation" | "propagation-or-invalid" => Class::Propagation,
            "busy" => Class::Busy,
            "exists" => Class::Exists,
            "throttle" if entry.message.as_deref().unwrap_or("").contains("EC2") => Class::Ec2Throttle,
            "throttle" => Class::Throttle,
            "limit" => Class::Limit,
            "invalid" => Class::Invalid,
            "not-found" => Class::NotFound,
            "access-denied" => Class::AccessDenied,
            "stale-revision" => Class::StaleRevision,
            "missing-dependency" => Class::MissingDependency,
            // A replica at the edge is in use for hours: not worth a wait.
            "in-use" | "busy-long" => Class::InUse,
            "transient-unknown-outcome" => Class::Server,
            "terminal" => Class::Terminal,
            other => unreachable!("the catalogue has a class {other} that no test knows"),
        }
    }

    #[test]
    fn every_recorded_answer_has_its_class() {
        let entries = entries();
        assert_eq!(entries.len(), 307);
        let mut wrong = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let message = entry.message.as_deref().unwrap_or("");
            let class = classify(entry.http_status.unwrap_or(0), entry.code.as_deref(), message);
            if class != expected(entry) {
                wrong.push(format!(
                    "{index} {} {:?}: {class:?}, expected {:?}: {message}",
                    entry.operation,
                    entry.code,
                    expected(entry)
                ));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn the_common_refusals_of_a_deployment_say_what_to_do() {
        let mut silent = Vec::new();
        for entry in entries() {
            let message = entry.message.as_deref().unwrap_or("");
            let class = expected(&entry);
            let actionable = matches!(
                class,
                Class::Limit
                    | Class::MissingDependency
                    | Class::AccessDenied
                    | Class::Exists
                    | Class::Propagation
                    | Class::Ec2Throttle
                    | Class::Throttle
            );
            if entry.operation == "CreateFunction"
                && actionable
                && hints(&entry.operation, class, entry.code.as_deref(), message).is_empty()
            {
                silent.push(message.to_owned());
            }
        }
        assert!(silent.is_empty(), "no hint for:\n{}", silent.join("\n"));
    }

    #[test]
    fn codes_outside_the_catalogue_have_a_class_too() {
        assert_eq!(classify(403, Some("ExpiredTokenException"), "x"), Class::Credentials);
        assert_eq!(classify(400, Some("ThrottlingException"), "Rate exceeded"), Class::Throttle);
        assert_eq!(classify(503, None, ""), Class::Server);
        assert_eq!(classify(418, Some("Teapot"), ""), Class::Invalid);
        assert_eq!(classify(301, None, ""), Class::Unreadable);
    }
}
