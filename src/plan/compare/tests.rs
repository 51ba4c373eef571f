use serde_json::{Value, json};

use super::super::testing::{deployed, desired};
use super::*;

/// What is sent for `wanted` where AWS has `has`; null: nothing.
fn sent(wanted: &Value, has: &Value) -> Value {
    let difference = compare(&desired(wanted.clone()), &deployed(has.clone()), None).unwrap();
    difference.configuration.map_or(Value::Null, |(settings, changes)| {
        assert!(!changes.is_empty() || settings.environment.is_some());
        serde_json::to_value(settings).unwrap()
    })
}

fn stops(wanted: Value, has: Value) -> Error {
    let error = compare(&desired(wanted), &deployed(has), None).unwrap_err();
    assert_eq!(error.kind, Kind::Guard);
    assert!(!error.hints.is_empty());
    error
}

#[test]
fn what_aws_takes_anyway_is_no_difference() {
    let explicit = json!({
        "description": "", "timeout": 3, "memory_size": 128, "layers": [], "kms_key_arn": "",
        "package_type": "Zip", "architectures": ["x86_64"],
        "vpc_config": {"subnet_ids": [], "security_group_ids": [], "ipv6_allowed_for_dual_stack": false},
        "dead_letter_config": {"target_arn": ""}, "tracing_config": {"mode": "PassThrough"},
        "file_system_configs": [], "image_config": {"command": [], "entry_point": [], "working_directory": ""},
        "ephemeral_storage": {"size": 512}, "snap_start": {"apply_on": "None"},
        "logging_config": {"log_format": "Text", "log_group": "/aws/lambda/hello"},
        "environment": {"variables": {}},
    });
    let empties = json!({
        "vpc_config": {}, "dead_letter_config": {}, "tracing_config": {}, "image_config": {}, "environment": {},
        "ephemeral_storage": {}, "snap_start": {}, "logging_config": {}, "tenancy_config": {},
        "durable_config": {}, "capacity_provider_config": {},
    });
    for (wanted, has) in
        [(&explicit, &json!({})), (&json!({}), &explicit), (&empties, &explicit), (&empties, &json!({}))]
    {
        let difference = compare(&desired(wanted.clone()), &deployed(has.clone()), None).unwrap();
        assert!(difference.is_empty(), "{wanted} {has} {difference:?}");
    }
}

#[test]
fn only_what_differs_is_sent_and_objects_are_sent_whole() {
    let vpc = json!({"subnet_ids": ["b", "a"], "security_group_ids": ["g"], "ipv6_allowed_for_dual_stack": true});
    let logs =
        json!({"log_format": "JSON", "application_log_level": "WARN", "system_log_level": "INFO", "log_group": "/x"});
    let mount = json!([{"arn": "m", "local_mount_path": "/mnt/a", "s3_files_config": {"direct_s3_read": "AUTO"}}]);
    for (wanted, has, send) in [
        (json!({"timeout": 5, "memory_size": 256}), json!({"timeout": 3, "memory_size": 256}), json!({"timeout": 5})),
        (json!({}), json!({"timeout": 9, "vpc_config": vpc}), Value::Null),
        (json!({"role": "s"}), json!({"role": "r"}), json!({"role": "s"})),
        (json!({"description": ""}), json!({"description": "d"}), json!({"description": ""})),
        (json!({"layers": ["b", "a"]}), json!({"layers": ["a", "b"]}), json!({"layers": ["b", "a"]})),
        (json!({"layers": []}), json!({"layers": ["a"]}), json!({"layers": []})),
        (json!({"vpc_config": {"subnet_ids": ["a", "b"]}}), json!({"vpc_config": vpc}), Value::Null),
        (
            json!({"vpc_config": {"subnet_ids": ["c"]}}),
            json!({"vpc_config": vpc}),
            json!({"vpc_config": {"subnet_ids": ["c"], "security_group_ids": ["g"], "ipv6_allowed_for_dual_stack": true}}),
        ),
        (
            json!({"vpc_config": {"subnet_ids": []}}),
            json!({"vpc_config": vpc}),
            json!({"vpc_config": {"subnet_ids": [], "security_group_ids": [], "ipv6_allowed_for_dual_stack": false}}),
        ),
        (
            json!({"vpc_config": {}}),
            json!({"vpc_config": vpc}),
            json!({"vpc_config": {"subnet_ids": [], "security_group_ids": [], "ipv6_allowed_for_dual_stack": false}}),
        ),
        (
            json!({"dead_letter_config": {}}),
            json!({"dead_letter_config": {"target_arn": "q"}}),
            json!({"dead_letter_config": {"target_arn": ""}}),
        ),
        (json!({"tracing_config": {"mode": "Active"}}), json!({}), json!({"tracing_config": {"mode": "Active"}})),
        (
            json!({"snap_start": {"apply_on": ""}}),
            json!({"snap_start": {"apply_on": "PublishedVersions"}}),
            json!({"snap_start": {"apply_on": "None"}}),
        ),
        (
            json!({"ephemeral_storage": {"size": 1024}}),
            json!({"ephemeral_storage": {"size": 512}}),
            json!({"ephemeral_storage": {"size": 1024}}),
        ),
        (
            json!({"image_config": {"command": []}}),
            json!({"image_config": {"command": ["c"], "working_directory": "/w"}}),
            json!({"image_config": {"command": [], "working_directory": "/w"}}),
        ),
        (
            json!({"image_config": {"command": []}}),
            json!({"image_config": {"command": ["c"]}}),
            json!({"image_config": {}}),
        ),
        (
            json!({"logging_config": {"application_log_level": "ERROR"}}),
            json!({"logging_config": logs}),
            json!({"logging_config": {"log_format": "JSON", "application_log_level": "ERROR", "system_log_level": "INFO", "log_group": "/x"}}),
        ),
        (
            json!({"logging_config": {"log_format": "Text"}}),
            json!({"logging_config": logs}),
            json!({"logging_config": {"log_format": "Text", "log_group": "/x"}}),
        ),
        (
            json!({"logging_config": {"log_group": ""}}),
            json!({"logging_config": {"log_format": "Text", "log_group": "/x"}}),
            json!({"logging_config": {"log_format": "Text", "log_group": "/aws/lambda/hello"}}),
        ),
        (
            json!({"file_system_configs": [{"arn": "m", "local_mount_path": "/mnt/b"}]}),
            json!({"file_system_configs": mount}),
            json!({"file_system_configs": [{"arn": "m", "local_mount_path": "/mnt/b", "s3_files_config": {"direct_s3_read": "AUTO"}}]}),
        ),
        (
            json!({"durable_config": {"execution_timeout": 60}}),
            json!({"durable_config": {"retention_period_in_days": 7, "execution_timeout": 30}}),
            json!({"durable_config": {"retention_period_in_days": 7, "execution_timeout": 60}}),
        ),
    ] {
        assert_eq!(sent(&wanted, &has), send, "{wanted} {has}");
    }
}

#[test]
fn variables_are_compared_and_never_shown() {
    let has = json!({"environment": {"variables": {"A": "hunter1", "B": "hunter2"}}});
    let wanted = json!({"environment": {"variables": {"A": "hunter3", "B": "hunter2"}}});
    let difference = compare(&desired(wanted.clone()), &deployed(has.clone()), None).unwrap();
    assert!(!format!("{difference:?}").contains("hunter"));
    let (_, changes) = difference.configuration.unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].field, "environment.variables.A");
    assert_eq!(sent(&wanted, &has), wanted);
    assert_eq!(sent(&has, &has), Value::Null);
    assert_eq!(sent(&json!({"environment": {}}), &has), json!({"environment": {"variables": {}}}));
}

#[test]
fn variables_that_only_aws_has() {
    let has = json!({"environment": {"variables": {"MINE": "hunter1", "THEIRS": "hunter2"}}});
    let wanted = json!({"environment": {"variables": {"MINE": "hunter1"}}});
    let error = stops(wanted.clone(), has.clone());
    assert!(error.message.contains("`THEIRS`") && !error.message.contains("MINE") && !error.message.contains("hunter"));
    let mut desired = desired(wanted.clone());
    desired.environment_unmanaged = Some(Unmanaged::Keep);
    assert!(compare(&desired, &deployed(has.clone()), None).unwrap().is_empty());
    desired.environment_unmanaged = Some(Unmanaged::Remove);
    let (settings, changes) = compare(&desired, &deployed(has), None).unwrap().configuration.unwrap();
    assert_eq!(serde_json::to_value(settings).unwrap(), wanted);
    assert_eq!(changes[0].to, None);
}

#[test]
fn variables_that_aws_could_not_decrypt_are_left_alone() {
    let mut has = deployed(json!({"timeout": 3}));
    has.configuration.environment_error = Some("AccessDenied".into());
    for wanted in [json!({"environment": {"variables": {"AA": "x"}}}), json!({"kms_key_arn": "k"})] {
        assert_eq!(compare(&desired(wanted), &has, None).unwrap_err().kind, Kind::Guard);
    }
    assert!(compare(&desired(json!({"timeout": 4})), &has, None).unwrap().configuration.is_some());
}

#[test]
fn a_new_key_sends_the_variables_again() {
    let has = json!({"kms_key_arn": "k1", "environment": {"variables": {"AA": "x"}}});
    for key in ["k2", ""] {
        let send = json!({"kms_key_arn": key, "environment": {"variables": {"AA": "x"}}});
        assert_eq!(sent(&json!({"kms_key_arn": key}), &has), send);
    }
    // AWS does not report the key of a function without variables.
    assert_eq!(sent(&json!({"kms_key_arn": "k"}), &json!({})), Value::Null);
    let both = json!({"kms_key_arn": "k", "environment": {"variables": {"AA": "x"}}});
    assert_eq!(sent(&both, &json!({})), both);
}

#[test]
fn what_only_creation_can_set_stops() {
    let provider = json!({"lambda_managed_instances_capacity_provider_config": {"capacity_provider_arn": "p"}});
    for (wanted, has) in [
        (json!({"package_type": "Image"}), json!({"package_type": "Zip"})),
        (json!({}), json!({"package_type": "Image"})),
        (json!({"tenancy_config": {"tenant_isolation_mode": "PER_TENANT"}}), json!({})),
        (json!({"tenancy_config": {}}), json!({"tenancy_config": {"tenant_isolation_mode": "PER_TENANT"}})),
        (json!({"durable_config": {"execution_timeout": 1}}), json!({})),
        (json!({"durable_config": {}}), json!({"durable_config": {"execution_timeout": 1}})),
        (json!({"capacity_provider_config": provider}), json!({})),
        (json!({"capacity_provider_config": {}}), json!({"capacity_provider_config": provider})),
    ] {
        stops(wanted, has);
    }
}

#[test]
fn tags_signing_and_architecture_have_calls_of_their_own() {
    let wanted = json!({"tags": {"a": "2", "b": "1", "aws:x": "9"}, "architectures": ["arm64"], "code_signing_config_arn": "c2"});
    let mut has = deployed(json!({}));
    let tags = [("a", "1"), ("theirs", "1"), ("aws:cloudformation:stack", "s")];
    has.tags = Some(tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
    let mut wanted = desired(wanted);
    let found = compare(&wanted, &has, Some("c1")).unwrap();
    assert!(found.configuration.is_none());
    assert_eq!(found.tag.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert!(found.untag.is_empty());
    assert_eq!(found.architectures.unwrap().0, ["arm64"]);
    assert_eq!(found.code_signing.unwrap().0.as_deref(), Some("c2"));

    wanted.tags_unmanaged = Some(Unmanaged::Remove);
    wanted.settings.code_signing_config_arn = Some(String::new());
    let found = compare(&wanted, &has, Some("c1")).unwrap();
    assert_eq!(found.untag, ["theirs"]);
    assert_eq!(found.code_signing.unwrap().0, None);
    assert!(compare(&wanted, &has, None).unwrap().code_signing.is_none());
    wanted.settings.tags = Some(BTreeMap::new());
    wanted.tags_unmanaged = None;
    assert_eq!(compare(&wanted, &has, None).unwrap().untag, ["a", "theirs"]);
}
