//! SnapStart, logging, tracing, architectures.

use super::member;
use crate::facts::runtimes::{self, Support};
use crate::facts::{limits, members, patterns, reserved};
use crate::preflight::words::{either, quote};
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn snap_start(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let Some(apply_on) = settings.snap_start.as_ref().and_then(|s| s.apply_on.as_deref()) else { return };
    let path = ["snap_start", "apply_on"];
    member(subject, &path, apply_on, members::SNAP_START, out);
    if apply_on != "PublishedVersions" {
        return;
    }
    let finding = |message: String| Finding::new(message, subject.desired.places.at(&path));
    if subject.desired.is_image() {
        out.push(
            finding("SnapStart does not go with a container image".into())
                .help("take snap_start out, or use a zip package"),
        );
        return;
    }
    if let Some(runtime) = settings.runtime.as_deref().and_then(runtimes::find)
        && runtime.snap_start == Support::No
    {
        out.push(
            finding(format!("runtime {} does not support SnapStart", quote(runtime.id)))
                .help("use java11 or later, python3.12 or later, dotnet8 or later, or take snap_start out"),
        );
    }
    if let Some(size) = settings.ephemeral_storage.as_ref().and_then(|e| e.size).filter(|s| *s > limits::EPHEMERAL_MIN)
    {
        out.push(
            finding(format!(
                "SnapStart takes ephemeral storage of {} MB only, and it is {size} MB",
                limits::EPHEMERAL_MIN
            ))
            .help("take ephemeral_storage or snap_start out"),
        );
    }
    let systems = settings.file_system_configs.as_deref().unwrap_or_default();
    if systems.iter().any(|f| f.arn.as_deref().is_some_and(|a| a.contains(":elasticfilesystem:"))) {
        out.push(finding("SnapStart does not go with EFS".into()).help("take file_system_configs or snap_start out"));
    }
    if settings.publish != Some(true) && settings.publish_to.is_none() {
        out.push(
            finding("SnapStart acts on published versions, and the manifest publishes none".into())
                .help("add `publish: true`")
                .warn(),
        );
    }
}

pub fn logging(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let Some(logging) = &settings.logging_config else { return };
    let places = &subject.desired.places;
    let fields: [(&str, Option<&str>, &[&'static str]); 3] = [
        ("log_format", logging.log_format.as_deref(), members::LOG_FORMATS),
        ("application_log_level", logging.application_log_level.as_deref(), members::APPLICATION_LOG_LEVELS),
        ("system_log_level", logging.system_log_level.as_deref(), members::SYSTEM_LOG_LEVELS),
    ];
    for (key, value, members) in fields {
        if let Some(value) = value {
            member(subject, &["logging_config", key], value, members, out);
        }
    }
    let level = fields[1..].iter().find(|(_, value, _)| value.is_some()).map(|(key, _, _)| *key);
    let managed = settings.capacity_provider_config.is_some();
    if let Some(key) = level {
        let text = match logging.log_format.as_deref() {
            // With a capacity provider, Text itself is `capacity-provider`'s.
            Some("Text") => !managed,
            None => !managed,
            Some(_) => false,
        };
        if text {
            let format = if logging.log_format.is_none() { ", and Text is the default" } else { "" };
            out.push(
                Finding::new(format!("{key} needs log_format JSON{format}"), places.key(&["logging_config", key]))
                    .help("add `log_format: JSON`, or take the level out")
                    .sure(subject.creates() || logging.log_format.is_some()),
            );
        }
    }
    let Some(group) = logging.log_group.as_deref() else { return };
    let place = || places.at(&["logging_config", "log_group"]);
    if super::too_long(subject, &["logging_config", "log_group"], "log_group", group, limits::LOG_GROUP, out) {
        return;
    }
    if !patterns::LOG_GROUP.matches(group) {
        let cure = if group.starts_with("arn:") {
            "give the group's name, not its ARN"
        } else {
            "use letters, digits and `. - _ / #`"
        };
        out.push(Finding::new(format!("log_group {} is no log group's name", quote(group)), place()).help(cure));
    } else if group.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(reserved::LOG_GROUP_PREFIX)) {
        out.push(
            Finding::new(format!("log_group {} begins with `aws/`, which is AWS's own", quote(group)), place())
                .help("use another name (`/aws/lambda/…` may be)"),
        );
    }
}

pub fn tracing(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    if let Some(mode) = subject.desired.settings.tracing_config.as_ref().and_then(|t| t.mode.as_deref()) {
        member(subject, &["tracing_config", "mode"], mode, members::TRACING_MODES, out);
    }
}

pub fn architectures(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let Some(architectures) = settings.architectures.as_ref() else { return };
    let places = &subject.desired.places;
    if architectures.len() != 1 {
        let message = format!("architectures has {} entries, and a function has exactly one", architectures.len());
        out.push(
            Finding::new(message, places.at(&["architectures"]))
                .help(format!("use {}", either(members::ARCHITECTURES))),
        );
    }
    for (i, architecture) in architectures.iter().enumerate() {
        match architecture.as_str() {
            "amd64" | "x86-64" | "x64" => out.push(
                Finding::new(
                    format!("architecture {} is called `x86_64` here", quote(architecture)),
                    places.at(&["architectures", &i.to_string()]),
                )
                .help("write `x86_64`"),
            ),
            "aarch64" => out.push(
                Finding::new(
                    "architecture `aarch64` is called `arm64` here",
                    places.at(&["architectures", &i.to_string()]),
                )
                .help("write `arm64`"),
            ),
            other => member(subject, &["architectures", &i.to_string()], other, members::ARCHITECTURES, out),
        }
    }
    let ([architecture], false) = (architectures.as_slice(), subject.desired.is_image()) else { return };
    if let Some(runtime) = settings.runtime.as_deref().and_then(runtimes::find)
        && members::ARCHITECTURES.contains(&architecture.as_str())
        && !runtime.architectures.is_empty()
        && !runtime.architectures.contains(&architecture.as_str())
    {
        out.push(
            Finding::new(
                format!("runtime {} does not run on {}", quote(runtime.id), quote(architecture)),
                places.at(&["architectures", "0"]),
            )
            .help(format!("use {}, or a newer runtime", either(runtime.architectures))),
        );
    }
}
