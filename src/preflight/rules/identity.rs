//! Who the function is and as whom it runs: name, role, description.

use super::too_long;
use crate::facts::arn::{Arn, is_account};
use crate::facts::{limits, patterns, regions};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn function_name(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let name = subject.desired.name.as_str();
    let place = || subject.desired.places.at(&["function_name"]);
    if !patterns::FUNCTION_NAME.matches(name) {
        let odd = name.chars().find(|c| !c.is_ascii_alphanumeric() && !"-_:$".contains(*c));
        let message = match odd {
            _ if name.is_empty() => "function_name is empty".to_owned(),
            Some(odd) => format!("function_name {} holds {}, which no name may", quote(name), quote(&odd.to_string())),
            None => format!("function_name {} is no name, partial ARN or ARN of a function", quote(name)),
        };
        out.push(Finding::new(message, place()).help(format!(
            "use letters, digits, `-` and `_`, at most {} of them, or the function's ARN",
            limits::FUNCTION_NAME
        )));
        return;
    }
    let length = name.len();
    if !name.contains(':') {
        if length > limits::FUNCTION_NAME {
            let over = length - limits::FUNCTION_NAME;
            out.push(
                Finding::new(
                    format!(
                        "function_name has {length} characters, {over} over the limit of {}",
                        limits::FUNCTION_NAME
                    ),
                    place(),
                )
                .help(format!("shorten it by {over}")),
            );
        }
        return;
    }
    if length > limits::FUNCTION_ARN {
        let message =
            format!("function_name is an ARN of {length} characters, over the limit of {}", limits::FUNCTION_ARN);
        out.push(Finding::new(message, place()).help("shorten the function's name"));
        return;
    }
    let parts: Vec<&str> = name.split(':').collect();
    let at = parts.iter().position(|p| *p == "function").map_or_else(
        // 123456789012:name, eu-west-1:123456789012:name
        || parts.iter().rposition(|p| is_account(p)).map_or(0, |i| i + 1),
        |i| i + 1,
    );
    if let Some(bare) = parts.get(at).filter(|bare| bare.len() > limits::FUNCTION_NAME) {
        let message =
            format!("the name in function_name has {} characters, and AWS takes {}", bare.len(), limits::FUNCTION_NAME);
        // Seen for bare names only.
        out.push(Finding::new(message, place()).help("shorten it").warn());
    }
    if let Some(qualifier) = parts.get(at + 1) {
        let message =
            format!("function_name names the version or alias {}: settings belong to the function", quote(qualifier));
        out.push(Finding::new(message, place()).help("leave the qualifier out").warn());
    }
    let account = Arn::parse(name).map(|arn| arn.account).or_else(|| parts.iter().copied().find(|p| is_account(p)));
    if let (Some(account), Some(target)) = (account.filter(|a| is_account(a)), &subject.desired.target.account)
        && account != target
    {
        let message = format!("function_name is of account {account}, and target.account is {}", quote(target));
        out.push(Finding::new(message, place()).help("name the same account in both, or give the bare name"));
    }
}

pub fn role_arn(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(role) = subject.desired.settings.role.as_deref() else { return };
    let place = || subject.desired.places.at(&["role"]);
    if too_long(subject, &["role"], "role", role, limits::ARN, out) {
        return;
    }
    if !patterns::ROLE.matches(role) {
        out.push(
            Finding::new(format!("role {} is not the ARN of an IAM role", quote(role)), place())
                .help(role_cure(subject, role)),
        );
        return;
    }
    let (Some(arn), Some(partition)) = (Arn::parse(role), subject.region.and_then(regions::partition)) else { return };
    if !arn.partition.is_empty() && arn.partition != partition.name {
        let message = format!(
            "role is of partition {}, and region {} is of {}",
            quote(arn.partition),
            quote(subject.region.unwrap_or_default()),
            quote(partition.name)
        );
        out.push(
            Finding::new(message, place())
                .help(format!("use a role whose ARN begins `arn:{}:iam::`", partition.name))
                .sure(!subject.custom_endpoint),
        );
    }
}

fn role_cure(subject: &Subject<'_>, role: &str) -> String {
    let account = subject.desired.target.account.as_deref().filter(|a| is_account(a)).unwrap_or("ACCOUNT");
    let partition = subject.region.and_then(regions::partition).map_or("aws", |p| p.name);
    let plain = !role.is_empty() && role.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@-_/".contains(&b));
    match Arn::parse(role) {
        _ if plain => format!("write the whole ARN: `arn:{partition}:iam::{account}:role/{role}`"),
        Some(arn) if arn.service == "sts" => {
            "name the role itself (`arn:…:iam::…:role/NAME`), not a session of it".into()
        }
        Some(arn) if arn.resource.starts_with("instance-profile/") => "name the role, not its instance profile".into(),
        Some(arn) if arn.resource.starts_with("user/") => "name a role: a function cannot run as a user".into(),
        Some(arn) if arn.resource.starts_with("policy/") => "name the role that the policy is attached to".into(),
        Some(arn) if arn.service == "iam" && !is_account(arn.account) => {
            format!(
                "the account's number has 12 digits, this one is {}; quote it where YAML would read a number",
                quote(arn.account)
            )
        }
        _ => format!("write it as `arn:{partition}:iam::{account}:role/NAME`"),
    }
}

pub fn role_account(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let (Some(role), Some(target)) = (&subject.desired.settings.role, &subject.desired.target.account) else { return };
    let Some(arn) = Arn::parse(role).filter(|_| patterns::ROLE.matches(role)) else { return };
    if arn.account != target {
        let message = format!("role is of account {}, and target.account is {}", arn.account, quote(target));
        out.push(
            Finding::new(message, subject.desired.places.at(&["role"]))
                .help("use a role of the function's own account: AWS passes no role across accounts"),
        );
    }
}

pub fn description_length(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    if let Some(description) = &subject.desired.settings.description {
        too_long(subject, &["description"], "description", description, limits::DESCRIPTION, out);
    }
}
