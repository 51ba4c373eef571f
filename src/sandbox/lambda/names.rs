//! What a function's name in a request means: a name, a partial or a whole ARN, each with a qualifier or without.

use super::model;
use super::shape::{check_text, finding, refuse, text};
use crate::sandbox::limits;
use crate::sandbox::wire::{Call, Refusal};

/// A function that a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub name: String,
    pub qualifier: Option<String>,
}

/// The ARN of a function, with a qualifier where there is one.
pub(crate) fn arn(region: &str, name: &str, qualifier: Option<&str>) -> String {
    let plain = format!("arn:{}:lambda:{region}:{}:function:{name}", partition(region), limits::ACCOUNT);
    match qualifier {
        Some(qualifier) => format!("{plain}:{qualifier}"),
        None => plain,
    }
}

/// The partition of a region.
pub(crate) fn partition(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        region if region.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

/// The function that a call names, in its path and its `Qualifier`.
pub(crate) fn target(call: &Call) -> Result<Target, Refusal> {
    let qualifier = call.query("Qualifier");
    let mut findings = Vec::new();
    let writes = call.method == http::Method::PUT || call.operation == "PublishVersion";
    let (max, pattern) = if writes { (140, model::NAME) } else { (170, model::NAME_READ) };
    check_text(&call.name, "functionName", &text(1, max, pattern), &mut findings);
    if let Some(qualifier) = qualifier {
        let kind = if call.operation == "GetFunctionUrlConfig" { model::URL_QUALIFIER } else { model::QUALIFIER };
        check_text(qualifier, "qualifier", &kind, &mut findings);
    }
    refuse(&findings)?;
    resolve(&call.name, qualifier, &call.region)
}

/// The function that text names, seen from a region.
pub(crate) fn resolve(text: &str, qualifier: Option<&str>, region: &str) -> Result<Target, Refusal> {
    let parts: Vec<&str> = text.split(':').collect();
    let (foreign_region, account, rest) = match parts.as_slice() {
        ["arn", _, "lambda", region, account, "function", rest @ ..] => (Some(*region), Some(*account), rest),
        [account, "function", rest @ ..] if account.len() == 12 => (None, Some(*account), rest),
        ["function", rest @ ..] if !rest.is_empty() => (None, None, rest),
        rest => (None, None, rest),
    };
    if let Some(other) = foreign_region.filter(|other| *other != region) {
        return Err(Refusal::absent(format!("Functions from '{other}' are not reachable in this region ('{region}')")));
    }
    if account.is_some_and(|account| account != limits::ACCOUNT) {
        return Err(Refusal { status: 403, code: "AccessDeniedException".to_owned(), message: None });
    }
    let name = rest.first().copied().unwrap_or_default().to_owned();
    let derived = rest.get(1).copied();
    let qualifier = match (derived, qualifier) {
        (Some(derived), Some(asked)) if derived != asked => {
            return Err(Refusal::invalid(
                "The derived qualifier from the function name does not match the specified qualifier.",
            ));
        }
        (derived, asked) => asked.or(derived).map(str::to_owned),
    };
    Ok(Target { name, qualifier })
}

/// The name of a function to create: an ARN may name it, a bare name has a shorter limit.
pub(crate) fn fresh(text: &str, region: &str) -> Result<String, Refusal> {
    if !text.contains(':') && text.chars().count() > limits::NAME_CHARS {
        let constraint = format!("Member must have length less than or equal to {}", limits::NAME_CHARS);
        return Err(Refusal::invalid(format!(
            "1 validation error detected: {}",
            finding(text, "functionName", &constraint)
        )));
    }
    resolve(text, None, region).map(|target| target.name)
}

#[cfg(test)]
mod tests {
    use super::{Target, fresh, resolve};

    #[test]
    fn names_and_arns_name_the_same_function() {
        let expected = Target { name: "f".to_owned(), qualifier: Some("live".to_owned()) };
        for text in [
            "f:live",
            "function:f:live",
            "000000000000:function:f:live",
            "arn:aws:lambda:eu-west-1:000000000000:function:f:live",
        ] {
            assert_eq!(resolve(text, None, "eu-west-1"), Ok(expected.clone()), "{text}");
            assert_eq!(resolve(text, Some("live"), "eu-west-1"), Ok(expected.clone()), "{text}");
            assert_eq!(resolve(text, Some("other"), "eu-west-1").unwrap_err().status, 400);
        }
    }

    #[test]
    fn other_regions_and_accounts_are_out_of_reach() {
        assert_eq!(
            resolve("arn:aws:lambda:us-east-1:000000000000:function:f", None, "eu-west-1").unwrap_err().status,
            404
        );
        assert_eq!(resolve("123456789012:function:f", None, "eu-west-1").unwrap_err().status, 403);
    }

    #[test]
    fn a_bare_name_has_its_own_limit() {
        assert!(fresh(&"a".repeat(64), "us-east-1").is_ok());
        assert_eq!(fresh(&"a".repeat(65), "us-east-1").unwrap_err().code, "InvalidParameterValueException");
    }
}
