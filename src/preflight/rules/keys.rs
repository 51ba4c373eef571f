//! KMS keys and code signing.

use super::too_long;
use crate::facts::arn::{Arn, is_account};
use crate::facts::{limits, patterns};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn kms_key(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    // The grant that Lambda asks for takes no alias; it asks where there are variables to encrypt.
    let grant = settings.environment.as_ref().and_then(|e| e.variables.as_ref()).is_some_and(|v| !v.is_empty());
    let keys: [(&[&str], Option<&str>, bool); 3] = [
        (&["kms_key_arn"], settings.kms_key_arn.as_deref(), grant),
        (&["code", "source_kms_key_arn"], subject.desired.code.source_kms_key_arn.as_deref(), false),
        (
            &["durable_config", "kms_key_arn"],
            settings.durable_config.as_ref().and_then(|d| d.kms_key_arn.as_deref()),
            false,
        ),
    ];
    for (path, arn, alias_refused) in keys {
        // The empty text takes the key away.
        let Some(arn) = arn.filter(|arn| !arn.is_empty()) else { continue };
        let name = path.join(".");
        let place = || subject.desired.places.at(path);
        if too_long(subject, path, &name, arn, limits::ARN, out) {
            continue;
        }
        if !patterns::ARN_OR_EMPTY.matches(arn) {
            out.push(
                Finding::new(format!("{name} {} is not an ARN", quote(arn)), place())
                    .help("write it as `arn:aws:kms:REGION:ACCOUNT:key/ID`, not as an id or an alias"),
            );
            continue;
        }
        match Arn::parse(arn) {
            Some(parts) if parts.service == "kms" && parts.resource.starts_with("key/") => {}
            Some(parts) if parts.service == "kms" && parts.resource.starts_with("alias/") => {
                let message =
                    format!("{name} names the alias {}, and grants are given for keys", quote(parts.resource));
                out.push(Finding::new(message, place()).help("give the key's own ARN, `…:key/ID`").sure(alias_refused));
            }
            _ => {
                let message = format!("{name} {} is not the ARN of a KMS key", quote(arn));
                out.push(Finding::new(message, place()).help("write it as `arn:aws:kms:REGION:ACCOUNT:key/ID`").warn());
            }
        }
    }
}

pub fn code_signing(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(arn) = subject.desired.settings.code_signing_config_arn.as_deref() else { return };
    let place = || subject.desired.places.at(&["code_signing_config_arn"]);
    // An empty one takes the configuration away from a function that exists.
    if subject.desired.is_image() || (arn.is_empty() && !subject.creates()) {
        return;
    }
    if too_long(subject, &["code_signing_config_arn"], "code_signing_config_arn", arn, limits::CODE_SIGNING_ARN, out) {
        return;
    }
    if !patterns::CODE_SIGNING.matches(arn) {
        let message = format!("{} is not the ARN of a code signing configuration", quote(arn));
        out.push(Finding::new(message, place()).help(
            "write it as `arn:aws:lambda:REGION:ACCOUNT:code-signing-config:csc-…`, with 17 characters after `csc-`",
        ));
        return;
    }
    let role = subject.desired.settings.role.as_deref().filter(|r| patterns::ROLE.matches(r)).and_then(Arn::parse);
    // A role is always of the function's own account.
    let own = subject.desired.target.account.as_deref().filter(|a| is_account(a)).or(role.map(|r| r.account));
    if let (Some(parts), Some(own)) = (Arn::parse(arn), own)
        && parts.account != own
    {
        let message = format!("code_signing_config_arn is of account {}, and the function of {own}", parts.account);
        out.push(Finding::new(message, place()).help("use a configuration of the function's own account"));
    }
}
