//! Any answer: no panic, no hang, and an error that blames the service or the environment.

use std::time::Duration;

use lamctl::error::Kind;
use lamctl::event::Events;
use lamctl::plan::{Call, CodeRef};
use proptest::prelude::*;

use super::{Does, artifact, client};

fn calls() -> Vec<Call> {
    let name = || "f".to_owned();
    let qualifier = || None;
    vec![
        Call::GetCallerIdentity,
        Call::CreateFunction {
            name: name(),
            settings: Box::default(),
            code: CodeRef::Zip { artifact: artifact(b"zip"), kms_key: None },
        },
        Call::GetFunctionConfiguration { name: name(), qualifier: qualifier() },
        Call::GetFunction { name: name(), qualifier: qualifier() },
        Call::PublishVersion { name: name(), code_sha256: None, description: None, revision_id: None },
        Call::GetFunctionCodeSigningConfig { name: name() },
        Call::ListTags { arn: "arn".into() },
        Call::GetAlias { name: name(), alias: "a".into() },
        Call::ListAliases { name: name(), marker: None },
        Call::ListVersionsByFunction { name: name(), marker: None },
        Call::DeleteFunction { name: name(), qualifier: qualifier() },
        Call::ListEventSourceMappings { name: name(), marker: None },
        Call::GetFunctionUrlConfig { name: name() },
        Call::Invoke { name: name(), qualifier: qualifier(), payload: Vec::new(), asynchronous: false, tail: true },
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let keys = prop_oneof![
        Just("FunctionArn"),
        Just("message"),
        Just("Message"),
        Just("__type"),
        Just("State"),
        Just("Timeout"),
        Just("CodeSize"),
        Just("Environment"),
        Just("Layers"),
        Just("Configuration"),
        Just("Tags"),
        Just("Aliases"),
        Just("Versions"),
        Just("Version")
    ];
    let values = prop_oneof![
        Just("null".to_owned()),
        Just("1e400".to_owned()),
        Just("-1".to_owned()),
        Just("{}".to_owned()),
        Just("[]".to_owned()),
        Just("[null]".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        Just("{\"Variables\":{\"A\":1}}".to_owned()),
        "\"[a-zA-Z:# ]{0,12}\"".prop_map(|s| s)
    ];
    let json = proptest::collection::vec((keys, values), 0..5).prop_map(|pairs| {
        let members: Vec<String> = pairs.into_iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    });
    prop_oneof![
        3 => json,
        1 => proptest::collection::vec(any::<u8>(), 0..200),
        1 => Just(b"<html>".to_vec()),
        1 => Just(Vec::new()),
        1 => Just("[".repeat(5_000).into_bytes()),
    ]
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let name = prop_oneof![
        Just("x-amzn-errortype"),
        Just("retry-after"),
        Just("x-amzn-requestid"),
        Just("x-amz-function-error"),
        Just("x-amz-log-result"),
        Just("content-type"),
        Just("x-amz-executed-version")
    ];
    let value = prop_oneof![
        Just("ResourceNotFoundException:x".to_owned()),
        Just("-1".to_owned()),
        Just("1e308".to_owned()),
        Just("NaN".to_owned()),
        Just(":::".to_owned()),
        Just("ns#TooManyRequestsException".to_owned()),
        "[ -~]{0,20}".prop_map(|s| s)
    ];
    proptest::collection::vec((name, value), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_breaks_anything(status in 200_u16..600, headers in headers(), body in body(), which in 0..14_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
        runtime.block_on(async {
            let (client, _) = client(move |_| Does::Answer { status, headers: headers.clone(), body: body.clone().into() }).await;
            let calls = calls();
            let call = &calls[which % calls.len()];
            let answered = tokio::time::timeout(Duration::from_secs(1_000), client.send(call, &Events::none())).await.expect("it ends");
            if let Err(fault) = answered {
                prop_assert!(!fault.message.is_empty());
                prop_assert!(fault.message.chars().all(|c| !c.is_control()), "{:?}", fault.message);
                let error = fault.into_error();
                prop_assert!(matches!(error.kind, Kind::Service | Kind::Environment | Kind::Conflict), "{:?}", error.kind);
            }
            Ok(())
        })?;
    }
}
