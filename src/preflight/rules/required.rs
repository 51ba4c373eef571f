//! What must be there, and what must not, by kind of package.

use super::some;
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Goal, Pass, Subject};

pub fn required_to_create(subject: &Subject<'_>, pass: Pass, out: &mut Findings) {
    // What pass 1 of a create has said, pass 4 need not repeat.
    let judged = match pass {
        Pass::Deployed => subject.goal == Goal::Deploy && subject.deployed.is_some() && subject.creates(),
        _ => subject.creates(),
    };
    if !judged {
        return;
    }
    let desired = subject.desired;
    let settings = &desired.settings;
    let place = || desired.places.key(&["function_name"]);
    let mut missing = |key: &str, cure: &str| {
        let absent = if pass == Pass::Deployed { ", and the function does not exist yet" } else { "" };
        out.push(Finding::new(format!("{} is missing{absent}", quote(key)), place()).help(cure));
    };
    if settings.role.is_none() {
        missing("role", "add the ARN of the role that the function runs as");
    }
    if desired.is_image() {
        return;
    }
    if settings.runtime.is_none() {
        missing("runtime", "add a runtime, such as `python3.14`: zip packages need one");
    }
    if settings.handler.is_none() {
        missing("handler", "add the handler, such as `app.handler`: zip packages need one, `provided` runtimes too");
    }
}

pub fn forbidden_for_image(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let desired = subject.desired;
    let settings = &desired.settings;
    if desired.is_image() {
        let given = [
            ("runtime", settings.runtime.is_some()),
            ("handler", settings.handler.is_some()),
            ("layers", some(settings.layers.as_ref())),
            ("code_signing_config_arn", settings.code_signing_config_arn.is_some()),
        ];
        for (key, _) in given.iter().filter(|(_, given)| *given) {
            let message = format!("{} does not go with a container image", quote(key));
            out.push(Finding::new(message, desired.places.key(&[key])).help(match *key {
                "runtime" | "layers" => "take it out: the image brings it",
                "handler" => "take it out, and set image_config.command where the image's own is not right",
                _ => "take it out: AWS signs zip packages only",
            }));
        }
        if desired.code.s3_object_storage_mode.is_some() {
            let message = format!("{} does not go with a container image", quote("s3_object_storage_mode"));
            out.push(
                Finding::new(message, desired.places.key(&["code", "s3_object_storage_mode"])).help("take it out"),
            );
        }
        return;
    }
    let image = settings.image_config.as_ref();
    let said = image
        .is_some_and(|i| i.working_directory.is_some() || some(i.entry_point.as_ref()) || some(i.command.as_ref()));
    // Without a source, it is `code-source` that has to speak first.
    if said && desired.code.source().is_some() {
        let message = format!("{} goes with a container image only", quote("image_config"));
        out.push(
            Finding::new(message, desired.places.key(&["image_config"])).help("take it out, or use code.image_uri"),
        );
    }
}
