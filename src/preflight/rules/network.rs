//! What the function reaches: VPC, file systems, the dead-letter queue.

use super::{member, some, too_long};
use crate::facts::arn::Arn;
use crate::facts::{limits, members, patterns};
use crate::function::settings::FileSystemConfig;
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn vpc_config(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(vpc) = &subject.desired.settings.vpc_config else { return };
    let places = &subject.desired.places;
    let lists = [
        ("subnet_ids", &vpc.subnet_ids, limits::SUBNETS, &patterns::SUBNET, "subnet-0123456789abcdef0"),
        (
            "security_group_ids",
            &vpc.security_group_ids,
            limits::SECURITY_GROUPS,
            &patterns::SECURITY_GROUP,
            "sg-0123456789abcdef0",
        ),
    ];
    for (key, list, most, pattern, example) in lists {
        let list = list.as_deref().unwrap_or_default();
        if list.len() > most {
            let message = format!("{key} has {} entries, {} over the limit of {most}", list.len(), list.len() - most);
            out.push(Finding::new(message, places.at(&["vpc_config", key])).help(format!("keep at most {most}")));
        }
        for (i, id) in list.iter().enumerate() {
            let index = i.to_string();
            let path = ["vpc_config", key, index.as_str()];
            if too_long(subject, &path, key, id, limits::VPC_ID, out) || pattern.matches(id) {
                continue;
            }
            let message = format!("{} in {key} is not of the form {}", quote(id), quote(example));
            out.push(Finding::new(message, places.at(&path)).help("give the id, not a name or an ARN"));
        }
    }
    let (has, lacks) = match (some(vpc.subnet_ids.as_ref()), some(vpc.security_group_ids.as_ref())) {
        (true, false) => ("subnet_ids", "security_group_ids"),
        (false, true) => ("security_group_ids", "subnet_ids"),
        _ => return,
    };
    out.push(
        Finding::new(format!("vpc_config has {has} and no {lacks}"), places.key(&["vpc_config", has]))
            .help("give both, or leave both empty (which takes the function out of its VPC)"),
    );
}

pub fn file_system(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(systems) = subject.desired.settings.file_system_configs.as_ref() else { return };
    let places = &subject.desired.places;
    if systems.len() > limits::FILE_SYSTEMS {
        let message = format!("{} file systems, and a function may have {}", systems.len(), limits::FILE_SYSTEMS);
        out.push(Finding::new(message, places.key(&["file_system_configs"])).help("keep one"));
    }
    for (i, system) in systems.iter().enumerate() {
        one_file_system(subject, &i.to_string(), system, out);
    }
}

fn one_file_system(subject: &Subject<'_>, index: &str, system: &FileSystemConfig, out: &mut Findings) {
    let places = &subject.desired.places;
    let at = |key: &str| places.at(&["file_system_configs", index, key]);
    match system.arn.as_deref() {
        None => out.push(Finding::new("the file system has no arn", at("arn")).help("add the ARN of its access point")),
        Some(arn)
            if too_long(subject, &["file_system_configs", index, "arn"], "arn", arn, limits::FILE_SYSTEM_ARN, out) => {}
        Some(arn) if patterns::EFS_ACCESS_POINT.matches(arn) => {
            let vpc = subject.desired.settings.vpc_config.as_ref();
            if !vpc.is_some_and(|v| some(v.subnet_ids.as_ref()) || some(v.security_group_ids.as_ref())) {
                // A function that exists may be in a VPC already, where the manifest does not say.
                out.push(
                    Finding::new("an EFS access point needs a VPC, and the manifest has none", at("arn"))
                        .help("add vpc_config with subnets that reach the file system's mount targets")
                        .sure(subject.creates() || vpc.is_some()),
                );
            }
            if system.s3_files_config.is_some() {
                out.push(
                    Finding::new("s3_files_config goes with an S3 Files access point only", at("s3_files_config"))
                        .help("take it out: this is an EFS access point"),
                );
            }
        }
        Some(arn) if patterns::S3_FILES_ACCESS_POINT.matches(arn) => {}
        Some(arn) => {
            let cure = if arn.contains(":file-system/") && arn.contains(":elasticfilesystem:") {
                "give the ARN of an access point of the file system, `…:access-point/fsap-…`"
            } else {
                "give the ARN of an EFS or S3 Files access point"
            };
            out.push(Finding::new(format!("{} is not the ARN of an access point", quote(arn)), at("arn")).help(cure));
        }
    }
    match system.local_mount_path.as_deref() {
        None => out.push(
            Finding::new("the file system has no local_mount_path", at("local_mount_path"))
                .help("add one, such as `/mnt/data`"),
        ),
        Some(path) => {
            let keys = ["file_system_configs", index, "local_mount_path"];
            if !too_long(subject, &keys, "local_mount_path", path, limits::MOUNT_PATH, out)
                && !patterns::MOUNT_PATH.matches(path)
            {
                let message = format!("local_mount_path {} is not /mnt/ and one name", quote(path));
                out.push(Finding::new(message, at("local_mount_path")).help("write it as `/mnt/NAME`"));
            }
        }
    }
    if let Some(read) = system.s3_files_config.as_ref().and_then(|c| c.direct_s3_read.as_deref()) {
        member(
            subject,
            &["file_system_configs", index, "s3_files_config", "direct_s3_read"],
            read,
            members::DIRECT_S3_READ,
            out,
        );
    }
}

pub fn dead_letter_queue(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(arn) = subject.desired.settings.dead_letter_config.as_ref().and_then(|d| d.target_arn.as_deref()) else {
        return;
    };
    let path = ["dead_letter_config", "target_arn"];
    let place = || subject.desired.places.at(&path);
    // The empty text takes the queue away.
    if arn.is_empty() || too_long(subject, &path, "target_arn", arn, limits::ARN, out) {
        return;
    }
    let cure = "give the ARN of a standard SQS queue or SNS topic";
    if !patterns::ARN_OR_EMPTY.matches(arn) {
        let cure = if arn.starts_with("https://sqs.") { "give the queue's ARN, not its URL" } else { cure };
        out.push(Finding::new(format!("target_arn {} is not an ARN", quote(arn)), place()).help(cure));
        return;
    }
    let Some(parts) = Arn::parse(arn) else {
        out.push(Finding::new(format!("target_arn {} is no whole ARN", quote(arn)), place()).help(cure));
        return;
    };
    match parts.service {
        "sqs" | "sns" if parts.resource.ends_with(".fifo") => {
            let what = if parts.service == "sqs" { "queue" } else { "topic" };
            let message = format!("target_arn {} is a FIFO {what}, which Lambda does not take", quote(arn));
            out.push(Finding::new(message, place()).help(cure).sure(parts.service == "sqs"));
        }
        "sqs" | "sns" => {}
        service => {
            let message = format!("target_arn is of service {}, and only sqs and sns are taken", quote(service));
            out.push(Finding::new(message, place()).help(cure));
        }
    }
}
