//! Each fault does what it says, without a socket and in virtual time.

use std::time::Duration;

use lamctl::sandbox::{Disconnected, Sandbox};
use serde_json::{Value, json};

use super::{ARN, Answer, CONFIGURATION, FUNCTIONS, HELLO, VERSIONS, call, hello, instant, request, virtual_time};

/// What became of one CreateFunction under a fault: the status, or why there is none; and whether the function is there.
async fn created_under(fault: &str) -> (Result<Answer, Disconnected>, bool) {
    let sandbox = instant(&[&format!("CreateFunction:{fault}")]);
    let body = hello(json!({})).to_string();
    let reply = sandbox.call(request("POST", FUNCTIONS, body)).await.map(Answer::new);
    let there = sandbox.snapshot()["functions"].get(ARN).is_some();
    let log = sandbox.log();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].operation, "CreateFunction");
    assert_eq!(log[0].status, reply.as_ref().map_or(0, |answer| answer.status));
    (reply, there)
}

#[test]
fn each_transport_fault_does_what_it_says() {
    virtual_time().block_on(async {
        for (fault, gone, there) in [
            ("refuse", Disconnected::Refused, false),
            ("cut", Disconnected::Cut, false),
            ("lost", Disconnected::Cut, true),
            ("reset", Disconnected::Reset, false),
            ("hang", Disconnected::Hang, false),
            ("hang-lost", Disconnected::Hang, true),
            ("stall-read", Disconnected::Hang, false),
        ] {
            let (reply, was) = created_under(fault).await;
            assert_eq!((reply.err(), was), (Some(gone), there), "{fault}");
        }
        for (fault, status, there) in [
            ("500", 500, false),
            ("500-lost", 500, true),
            ("503", 503, false),
            ("503-lost", 503, true),
            ("429", 429, false),
            ("html", 502, false),
            ("html-lost", 502, true),
            ("empty", 201, true),
            ("truncate", 201, true),
            ("delay=3", 201, true),
            ("slow-read=50", 201, true),
        ] {
            let before = tokio::time::Instant::now();
            let (reply, was) = created_under(fault).await;
            let answer = reply.unwrap();
            assert_eq!((answer.status, was), (status, there), "{fault}");
            let readable =
                matches!(fault, "500" | "500-lost" | "503" | "503-lost" | "429" | "delay=3" | "slow-read=50");
            assert_eq!(answer.json.is_object(), readable, "{fault}");
            let slow = matches!(fault, "delay=3" | "slow-read=50");
            assert_eq!(before.elapsed() >= Duration::from_secs(3), slow, "{fault}");
        }
        let (reply, _) = created_under("429=7").await;
        let answer = reply.unwrap();
        assert_eq!((answer.code(), answer.message()), ("TooManyRequestsException", "Rate exceeded"));
        assert_eq!(answer.headers["retry-after"], "7");
    });
}

#[test]
fn each_fault_of_the_service_has_its_words() {
    virtual_time().block_on(async {
        for (fault, status, code, text) in [
            ("role-not-assumable", 400, "InvalidParameterValueException", "cannot be assumed by Lambda"),
            ("role-permissions", 400, "InvalidParameterValueException", "execution role does not have permissions"),
            ("kms-grant", 400, "InvalidParameterValueException", "KMS key is invalid for CreateGrant"),
            ("ec2-throttle", 400, "InvalidParameterValueException", "throttled by EC2"),
            ("busy", 409, "ResourceConflictException", "An update is in progress for resource: arn:"),
            ("pending-409", 409, "ResourceConflictException", "following state: Pending"),
            ("exists", 409, "ResourceConflictException", "Function already exist: hello"),
            ("stale-revision", 412, "PreconditionFailedException", "The Revision Id provided does not match"),
            (
                "forbidden",
                403,
                "AccessDeniedException",
                "is not authorized to perform: lambda:CreateFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:hello",
            ),
        ] {
            let (reply, there) = created_under(fault).await;
            let answer = reply.unwrap();
            assert_eq!((answer.status, answer.code(), there), (status, code, false), "{fault}");
            assert!(answer.message().contains(text), "{fault}: {}", answer.message());
        }

        // A young role becomes assumable.
        let sandbox = instant(&["CreateFunction:role-not-assumable=2"]);
        let create = || call(&sandbox, "POST", FUNCTIONS, hello(json!({})));
        assert_eq!(create().await.status, 400);
        tokio::time::sleep(Duration::from_millis(1900)).await;
        assert_eq!(create().await.status, 400);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(create().await.status, 201);

        let get = |sandbox: &Sandbox| {
            let sandbox = sandbox.clone();
            async move { call(&sandbox, "GET", CONFIGURATION, Value::Null).await }
        };
        let sandbox = instant(&["CreateFunction:failed=InsufficientRolePermissions"]);
        let made = call(&sandbox, "POST", FUNCTIONS, hello(json!({}))).await;
        assert_eq!((made.status, &made.json["State"]), (201, &json!("Pending")));
        let failed = get(&sandbox).await;
        assert_eq!(failed.json["State"], "Failed");
        assert_eq!(failed.json["StateReasonCode"], "InsufficientRolePermissions");
        assert_eq!(
            failed.json["StateReason"],
            "The function's execution role doesn't have permission to perform this operation."
        );

        let sandbox = instant(&[
            "CreateFunction:not-found-after-create=1",
            "UpdateFunctionConfiguration#1:update-failed=InvalidSubnet",
            "UpdateFunctionConfiguration#2:stale-revision",
            "PublishVersion:version-failed=FunctionError.InitTimeout",
            "GetFunctionConfiguration#3:unknown-state=Hatching",
            "GetFunction:wrong-sha",
            "Invoke:function-error=ValueError",
        ]);
        let made = call(&sandbox, "POST", FUNCTIONS, hello(json!({}))).await;
        assert_eq!((get(&sandbox).await.status, made.status), (404, 201));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(get(&sandbox).await.json["State"], "Active");
        assert_eq!(get(&sandbox).await.json["State"], "Hatching");
        tokio::time::sleep(Duration::from_secs(1)).await;
        let update = call(&sandbox, "PUT", CONFIGURATION, json!({ "Timeout": 9 })).await;
        assert_eq!(update.json["LastUpdateStatus"], "InProgress");
        let failed = get(&sandbox).await;
        assert_eq!((&failed.json["State"], &failed.json["LastUpdateStatus"]), (&json!("Active"), &json!("Failed")));
        assert_eq!(failed.json["LastUpdateStatusReasonCode"], "InvalidSubnet");
        let body = json!({ "Timeout": 9, "RevisionId": failed.json["RevisionId"] });
        assert_eq!(call(&sandbox, "PUT", CONFIGURATION, body).await.status, 412);
        let changed = get(&sandbox).await;
        assert_eq!(changed.json["Description"], "changed by somebody else");
        assert_ne!(changed.json["RevisionId"], failed.json["RevisionId"]);
        let version = call(&sandbox, "POST", VERSIONS, json!({})).await;
        assert_eq!((&version.json["Version"], &version.json["State"]), (&json!("1"), &json!("Pending")));
        let version = call(&sandbox, "GET", &format!("{CONFIGURATION}?Qualifier=1"), Value::Null).await;
        assert_eq!(version.json["StateReasonCode"], "FunctionError.InitTimeout");
        assert_eq!(call(&sandbox, "POST", VERSIONS, json!({})).await.json["Version"], "1");
        let read = call(&sandbox, "GET", HELLO, Value::Null).await;
        assert_ne!(read.json["Configuration"]["CodeSha256"], changed.json["CodeSha256"]);
        let invoked = call(&sandbox, "POST", &format!("{HELLO}/invocations"), json!({})).await;
        assert_eq!((invoked.status, &invoked.json["errorType"]), (200, &json!("ValueError")));
        assert_eq!(invoked.headers["x-amz-function-error"], "Unhandled");
    });
}
