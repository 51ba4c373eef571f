//! The least policy statement that a refusal asks for.

use serde_json::json;

/// The statement that lets the caller do what an AccessDeniedException says was refused, as one line of JSON.
pub fn for_caller(message: &str) -> Option<String> {
    // "User: ARN is not authorized to perform: lambda:CreateFunction on resource: ARN because …"
    let action = word_after(message, "not authorized to perform: ")?;
    if !action.contains(':') {
        return None;
    }
    let resource = word_after(message, "on resource: ").filter(|r| r.starts_with("arn:")).unwrap_or("*");
    Some(statement(&[action], resource))
}

/// The statement for a call that was refused without saying what is missing.
pub fn for_operation(operation: &str, resource: Option<&str>) -> String {
    let service = if operation == "GetCallerIdentity" { "sts" } else { "lambda" };
    let action = match operation {
        "Invoke" => "InvokeFunction",
        other => other,
    };
    statement(&[&format!("{service}:{action}")], resource.unwrap_or("*"))
}

/// The statement that the execution role lacks, read from "… does not have permissions to call X on Y".
pub fn for_execution_role(message: &str) -> Option<String> {
    if let Some(list) = message.split("ensure the role can perform the ").nth(1) {
        let list = list.split(" Actions").next().unwrap_or(list);
        let service = if message.contains(":kinesis:") { "kinesis" } else { "dynamodb" };
        let actions: Vec<String> = list
            .split([',', ' '])
            .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
            .map(|word| format!("{service}:{word}"))
            .collect();
        let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
        let stream = word_after(message, "Cannot access stream ")
            .map(|s| s.trim_end_matches('.'))
            .filter(|s| s.starts_with("arn:"));
        return Some(statement(&actions, stream.unwrap_or("*")));
    }
    let call = word_after(message, "permissions to call ")?;
    let on = word_after(message, &format!("{call} on ")).unwrap_or("");
    if on == "EC2" {
        // One interface needs the three of them, and one at a time is reported.
        return Some(statement(
            &[
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ],
            "*",
        ));
    }
    let (service, resource) = match on.split(':').nth(2) {
        Some(service) if on.starts_with("arn:") => (service.to_owned(), on),
        _ => (on.to_ascii_lowercase(), "*"),
    };
    if service.is_empty() {
        return None;
    }
    Some(statement(&[&format!("{service}:{call}")], resource))
}

fn statement(actions: &[&str], resource: &str) -> String {
    let action = match actions {
        [one] => json!(one),
        several => json!(several),
    };
    let mut statement = json!({ "Effect": "Allow", "Action": action, "Resource": resource });
    if actions == ["iam:PassRole"] {
        statement["Condition"] = json!({ "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } });
    }
    super::scrub::shown(&statement.to_string())
}

fn word_after<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    let rest = text.split(marker).nth(1)?;
    let word = rest.split_whitespace().next()?;
    Some(word.trim_end_matches([',', ';']))
}

#[cfg(test)]
mod tests {
    use super::{for_caller, for_execution_role};

    #[test]
    fn a_refused_pass_role_gives_its_statement() {
        let message = "User: arn:aws:iam::111111111111:user/u is not authorized to perform: iam:PassRole on resource: \
                       arn:aws:iam::111111111111:role/r because no identity-based policy allows the iam:PassRole action";
        assert_eq!(
            for_caller(message).as_deref(),
            Some(
                r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111111111111:role/r","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}}"#
            )
        );
    }

    #[test]
    fn a_refused_call_gives_its_statement() {
        let message = "User: x is not authorized to perform: lambda:CreateFunction on resource: arn:aws:lambda:eu-west-1:1:function:f because";
        assert_eq!(
            for_caller(message).as_deref(),
            Some(
                r#"{"Effect":"Allow","Action":"lambda:CreateFunction","Resource":"arn:aws:lambda:eu-west-1:1:function:f"}"#
            )
        );
        assert_eq!(
            for_caller("User is not authorized to perform: lambda:GetFunction").map(|s| s.contains("\"*\"")),
            Some(true)
        );
        assert_eq!(for_caller("no"), None);
    }

    #[test]
    fn the_execution_roles_missing_actions_are_named() {
        let text =
            for_execution_role("The provided execution role does not have permissions to call SendMessage on SQS");
        assert_eq!(text.as_deref(), Some(r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}"#));
        let text =
            for_execution_role("… does not have permissions to call CreateNetworkInterface on EC2").unwrap_or_default();
        assert!(text.contains("ec2:DeleteNetworkInterface"), "{text}");
        let text = for_execution_role(
            "Cannot access stream arn:aws:kinesis:r:1:stream/s. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.",
        );
        assert_eq!(
            text.as_deref(),
            Some(
                r#"{"Effect":"Allow","Action":["kinesis:GetRecords","kinesis:GetShardIterator","kinesis:DescribeStream","kinesis:ListStreams"],"Resource":"arn:aws:kinesis:r:1:stream/s"}"#
            )
        );
    }
}
