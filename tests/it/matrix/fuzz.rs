//! Answers of any kind: no panic, no hang, no success, one document.

use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;

use super::scenarios;
use crate::support::virtual_time::{Network, lamctl, runtime};

const ESCAPE: char = '\u{1b}';

const COMMANDS: &[&[&str]] = &[
    &["create", "-f", "plain.yaml"],
    &["deploy", "-f", "first.yaml"],
    &["diff", "-f", "first.yaml"],
    &["delete", "hello", "--yes"],
    &["status", "hello"],
    &["versions", "hello"],
    &["versions", "prune", "hello", "--keep", "1"],
    &["alias", "set", "hello", "--alias", "live", "--to", "1"],
    &["rollback", "hello", "--alias", "live", "--yes"],
    &["wait", "hello"],
    &["list"],
    &["import", "hello"],
];

/// What an answer may hold, true members among them.
fn member() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
        Just("arn:aws:lambda:us-east-1:000000000000:function:hello".into()),
        Just("Active".into()),
        Just("Pending".into()),
        Just("\u{1b}[31m".into()),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            proptest::collection::vec((key(), inner), 0..6)
                .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "FunctionName",
            "FunctionArn",
            "State",
            "LastUpdateStatus",
            "Version",
            "CodeSha256",
            "Configuration",
            "Code",
            "Environment",
            "Variables",
            "Error",
            "Message",
            "message",
            "__type",
            "Type",
            "Versions",
            "Functions",
            "Aliases",
            "NextMarker",
            "RoutingConfig",
            "AdditionalVersionWeights",
            "Layers",
            "VpcConfig",
            "RevisionId",
        ])
        .prop_map(str::to_owned),
        "[A-Za-z]{1,8}",
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        member().prop_map(|value| value.to_string().into_bytes()),
        (member(), 0.0..1.0_f64).prop_map(|(value, part)| {
            let mut bytes = value.to_string().into_bytes();
            bytes.truncate((bytes.len() as f64 * part) as usize);
            bytes
        }),
        "<[a-z]{1,5}>\\PC{0,40}".prop_map(String::into_bytes),
        (0..200_usize).prop_map(|depth| "[".repeat(depth * 50).into_bytes()),
    ]
}

fn headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let name = proptest::sample::select(vec![
        "x-amzn-errortype",
        "x-amzn-requestid",
        "content-type",
        "content-length",
        "retry-after",
        "x-amz-function-error",
        "x-amz-log-result",
        "date",
        "location",
        "content-encoding",
        "x-other",
    ])
    .prop_map(str::to_owned);
    let value = prop_oneof![
        "[ -~]{0,30}".prop_map(String::into_bytes),
        proptest::collection::vec(128_u8..=255, 0..10),
        proptest::sample::select(vec![
            "TooManyRequestsException",
            "ResourceNotFoundException:http://x",
            "0",
            "-1",
            "99999999999999999999",
            "5",
            "application/json",
            "InvalidParameterValueException",
            "ResourceConflictException",
            "nan",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    proptest::collection::vec((name, value), 0..4)
}

#[derive(Clone, Debug)]
struct Odd {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Odd {
    fn reply(&self) -> http::Response<Bytes> {
        let mut reply = http::Response::new(Bytes::from(self.body.clone()));
        *reply.status_mut() = http::StatusCode::from_u16(self.status).expect("100 to 999");
        for (name, value) in &self.headers {
            if let Ok(value) = http::HeaderValue::from_bytes(value) {
                let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
                reply.headers_mut().append(name, value);
            }
        }
        reply
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_has_an_end(
        status in prop_oneof![3 => 200..300_u16, 4 => 400..600_u16, 1 => 100..1000_u16],
        headers in headers(),
        body in body(),
        command in 0..COMMANDS.len(),
    ) {
        let odd = Odd { status, headers, body };
        let place = scenarios::place();
        let args: Vec<&str> = COMMANDS[command].iter().chain(&["--json", "-vvv"]).copied().collect();
        let (ran, took) = runtime().block_on(async {
            let network = {
                let odd = odd.clone();
                Network::new(move |_| {
                    let odd = odd.clone();
                    async move { Ok(odd.reply()) }
                })
            };
            let began = tokio::time::Instant::now();
            let ran = lamctl(place.path(), &network, &args).await;
            (ran, began.elapsed())
        });
        let document: serde_json::Value = serde_json::from_str(&ran.stdout).expect("one document");
        prop_assert!(took < Duration::from_secs(1_500), "{took:?}");
        prop_assert_eq!(document["ok"] == true, ran.code == 0);
        // A body without its members cannot be taken for an answer; one with them may be.
        let plausible = serde_json::from_slice::<serde_json::Value>(&odd.body).is_ok() || odd.body.is_empty() || status == 404 || status == 204;
        if plausible {
            prop_assert!([0, 1, 4, 124, 253, 254].contains(&ran.code), "exit {}: {}", ran.code, ran.stdout);
        } else {
            prop_assert!([253, 254].contains(&ran.code), "exit {}: {}", ran.code, ran.stdout);
        }
        // No control character of an answer reaches a terminal.
        prop_assert!(!ran.stdout.contains(ESCAPE) && !ran.stderr.contains(ESCAPE), "an escape");
    }
}
