//! The sandbox refuses as AWS was recorded to refuse.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{
    ALIASES, AUTHORIZATION, CODE, CONFIGURATION, FUNCTIONS, HELLO, VERSIONS, call, hello, instant, request, runtime,
    zip,
};

/// Recorded texts have holes where names stood: `<…>` fits anything.
fn fits(recorded: &str, text: &str) -> bool {
    let recorded =
        recorded.replace("<partition>", "aws").replace("<region>", "us-east-1").replace("111111111111", "000000000000");
    let hole = regex::Regex::new("<[^>]*>").unwrap();
    let pieces: Vec<String> = hole.split(&recorded).map(regex::escape).collect();
    regex::Regex::new(&format!("(?s)^{}$", pieces.join(".*"))).unwrap().is_match(text)
}

fn tag_uri(arn: &str) -> String {
    format!("/2017-03-31/tags/{}", arn.replace(':', "%3A").replace('/', "%2F"))
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn refusals_are_those_that_aws_was_recorded_to_give() {
    let recorded: Vec<Value> = serde_json::from_str(include_str!("../../fixtures/sandbox/errors.json")).unwrap();
    let layer = |name: &str, version: u32| format!("arn:aws:lambda:us-east-1:000000000000:layer:{name}:{version}");
    let big: serde_json::Map<String, Value> = (0..41).map(|at| (format!("KEY_{at}"), json!("x".repeat(100)))).collect();
    let tags: serde_json::Map<String, Value> = (0..51).map(|at| (format!("k{at}"), json!("v"))).collect();
    let logging = json!({ "LogFormat": "Text", "ApplicationLogLevel": "INFO" });
    let bomb = {
        use std::io::Write as _;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in ["a", "b"] {
            writer.start_file(name, zip::write::SimpleFileOptions::DEFAULT).unwrap();
            writer.write_all(&vec![0; 131_072_001]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let creates: Vec<(u64, Value)> = vec![
        (0, json!({ "Code": { "ZipFile": STANDARD.encode(bomb) } })),
        (1, json!({ "Environment": { "Variables": big } })),
        (2, json!({ "Tags": tags })),
        (3, json!({ "Code": { "ZipFile": "A".repeat(70_167_211) } })),
        (4, json!({ "Role": "r1" })),
        (5, json!({ "Runtime": "non-existent-runtime" })),
        (6, json!({ "Runtime": "PYTHON3.9" })),
        (7, json!({ "Architectures": ["x86_64", "arm64"] })),
        (8, json!({ "Architectures": ["X86_64"] })),
        (9, json!({ "Code": { "ZipFile": STANDARD.encode("this is not a zip") } })),
        (10, json!({ "Layers": ["arn:aws:lambda:eu-west-1:000000000000:layer:a:1"] })),
        (11, json!({ "Layers": (0..6).map(|at| layer(&format!("l{at}"), 1)).collect::<Vec<_>>() })),
        (12, json!({ "SnapStart": { "ApplyOn": "invalidOption" } })),
        (13, json!({ "Code": { "ZipFile": STANDARD.encode(vec![0; 52_428_801]) } })),
        (14, json!({ "FunctionName": "invalid:function:name" })),
        (15, json!({ "FunctionName": "a".repeat(65) })),
        (16, json!({ "FunctionName": format!("arn:aws:lambda:us-east-1:000000000000:function:{}", "a".repeat(110)) })),
        (17, json!({ "Runtime": "java8" })),
        (18, json!({ "Runtime": "provided" })),
        (20, json!({ "VpcConfig": { "SubnetIds": ["bad"], "SecurityGroupIds": ["sg-1"] } })),
        (22, json!({ "VpcConfig": { "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["bad"] } })),
        (23, json!({ "Code": { "S3Bucket": "absent-bucket", "S3Key": "key" } })),
        (24, json!({ "Code": { "S3Bucket": "bucket", "S3Key": "absent" } })),
        (31, json!({ "Environment": { "Variables": { "AWS_REGION": "x" } } })),
        (32, json!({ "Runtime": null })),
        (
            35,
            json!({ "Code": { "ZipFile": STANDARD.encode(zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner()) } }),
        ),
        (44, json!({})),
        (45, json!({ "LoggingConfig": logging })),
        (46, json!({ "SnapStart": { "ApplyOn": "PublishedVersions" }, "Runtime": "nodejs22.x" })),
    ];
    let mut cases: Vec<(u64, &str, String, Value)> =
        creates.into_iter().map(|(entry, changes)| (entry, "POST", FUNCTIONS.to_owned(), hello(changes))).collect();
    for (entry, _, _, body) in &mut cases {
        // Only one of them is about a function that is there already.
        if *entry != 44 && body["FunctionName"] == "hello" {
            body["FunctionName"] = json!("other");
        }
    }
    let add = |cases: &mut Vec<_>, entry: u64, method: &'static str, uri: &str, body: Value| {
        cases.push((entry, method, uri.to_owned(), body));
    };
    // UpdateFunctionConfiguration
    add(&mut cases, 59, "PUT", CONFIGURATION, json!({ "Role": "r1" }));
    add(&mut cases, 60, "PUT", CONFIGURATION, json!({ "Runtime": "non-existent-runtime" }));
    add(&mut cases, 61, "PUT", CONFIGURATION, json!({ "Runtime": "PYTHON3.9" }));
    add(&mut cases, 62, "PUT", CONFIGURATION, json!({ "Layers": [layer("a", 1), layer("a", 2)] }));
    add(&mut cases, 63, "PUT", CONFIGURATION, json!({ "Layers": [layer("a", 1), layer("a", 1)] }));
    add(&mut cases, 64, "PUT", CONFIGURATION, json!({ "Layers": [layer("doesnotexist", 1)] }));
    add(&mut cases, 66, "PUT", CONFIGURATION, json!({ "Layers": ["arn:aws:lambda:us-east-1:000000000000:layer:a"] }));
    add(&mut cases, 67, "PUT", CONFIGURATION, json!({ "RevisionId": "wrong", "Timeout": 4 }));
    // UpdateFunctionCode
    add(&mut cases, 52, "PUT", "/2015-03-31/functions/image/code", json!({ "ZipFile": STANDARD.encode(zip("one")) }));
    add(&mut cases, 53, "PUT", CODE, json!({ "ImageUri": "000000000000.dkr.ecr.us-east-1.amazonaws.com/app:v2" }));
    add(&mut cases, 54, "PUT", CODE, json!({ "RevisionId": "wrong", "ZipFile": STANDARD.encode(zip("two")) }));
    add(&mut cases, 56, "PUT", CODE, json!({ "S3Bucket": "absent-bucket", "S3Key": "key" }));
    add(&mut cases, 57, "PUT", CODE, json!({ "S3Bucket": "bucket", "S3Key": "absent" }));
    // PublishVersion
    add(&mut cases, 71, "POST", VERSIONS, json!({ "RevisionId": "wrong" }));
    add(&mut cases, 72, "POST", VERSIONS, json!({ "CodeSha256": "somenonexistentsha256" }));
    // Reads
    for (plain, entry) in [("", 76_u64), ("/configuration", 85)] {
        let uri = |name: &str, query: &str| format!("/2015-03-31/functions/{name}{plain}{query}");
        let other = "arn%3Aaws%3Alambda%3Aap-southeast-1%3A000000000000%3Afunction%3Ahello";
        add(&mut cases, entry, "GET", &uri("some-function:1", "?Qualifier=2"), Value::Null);
        add(&mut cases, entry + 1, "GET", &uri("some-function:$LATEST", "?Qualifier=$LATEST"), Value::Null);
        add(&mut cases, entry + 2, "GET", &uri("hello", "?Qualifier=1221"), Value::Null);
        add(&mut cases, entry + 3, "GET", &uri("absent", ""), Value::Null);
        add(&mut cases, entry + 4, "GET", &uri(other, ""), Value::Null);
    }
    add(&mut cases, 81, "GET", "/2015-03-31/functions/hello?Qualifier=aliasdoesnotexist", Value::Null);
    add(
        &mut cases,
        82,
        "GET",
        "/2015-03-31/functions/arn:aws:lambda:ap-southeast-1:000000000000:function:hello",
        Value::Null,
    );
    add(
        &mut cases,
        83,
        "GET",
        "/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:hello",
        Value::Null,
    );
    add(&mut cases, 226, "GET", "/2015-03-31/functions?FunctionVersion=invalid", Value::Null);
    // DeleteFunction
    add(&mut cases, 91, "DELETE", "/2015-03-31/functions/absent", Value::Null);
    add(&mut cases, 92, "DELETE", "/2015-03-31/functions/some-function:1?Qualifier=2", Value::Null);
    add(&mut cases, 93, "DELETE", "/2015-03-31/functions/some-function:$LATEST?Qualifier=$LATEST", Value::Null);
    add(&mut cases, 97, "DELETE", "/2015-03-31/functions/hello?Qualifier=1", Value::Null);
    // Aliases
    let alias = |version: &str, weights: Value| json!({ "Name": "other", "FunctionVersion": version, "RoutingConfig": { "AdditionalVersionWeights": weights } });
    add(&mut cases, 118, "POST", ALIASES, alias("1", json!({ "1": 0.5, "2": 0.5 })));
    add(&mut cases, 119, "POST", ALIASES, alias("1", json!({ "2": 2.0 })));
    add(&mut cases, 120, "POST", ALIASES, alias("1", json!({ "2": -1.0 })));
    add(&mut cases, 121, "POST", ALIASES, alias("1", json!({ "1": 0.5 })));
    add(&mut cases, 122, "POST", ALIASES, alias("10", json!({})));
    add(&mut cases, 123, "POST", ALIASES, alias("$LATEST", json!({ "1": 0.5 })));
    add(&mut cases, 124, "POST", ALIASES, alias("1", json!({ "$LATEST": 0.5 })));
    add(&mut cases, 125, "POST", "/2015-03-31/functions/hello-unknown/aliases", alias("1", json!({})));
    add(&mut cases, 126, "POST", ALIASES, json!({ "Name": "custom", "FunctionVersion": "1" }));
    add(&mut cases, 127, "POST", ALIASES, json!({ "Name": "2024", "FunctionVersion": "1" }));
    add(&mut cases, 173, "GET", &format!("{ALIASES}/non-existent"), Value::Null);
    add(&mut cases, 292, "PUT", &format!("{ALIASES}/custom"), json!({ "RevisionId": "wrong" }));
    add(&mut cases, 293, "PUT", &format!("{ALIASES}/non-existent"), json!({ "Description": "x" }));
    // Tags
    let arn = |rest: &str| tag_uri(&format!("arn:aws:lambda:us-east-1:000000000000:{rest}"));
    let source = "event-source-mapping:0b8b1a3c-1a3c-4a3c-8a3c-0b8b1a3c1a3c";
    let web = || json!({ "Tags": { "team": "web" } });
    for (entry, of) in [(231, "function:absent"), (233, source), (234, "capacity-provider:absent")] {
        add(&mut cases, entry, "GET", &arn(of), Value::Null);
    }
    add(&mut cases, 275, "POST", &arn("function:absent"), web());
    add(&mut cases, 276, "POST", &tag_uri("arn:aws:something"), web());
    add(&mut cases, 277, "POST", &arn("function:doesnotexist"), web());
    add(&mut cases, 278, "POST", &arn("function:hello:doesnotexist"), web());
    add(&mut cases, 279, "POST", &arn("function:hello"), json!({ "Tags": {} }));
    add(&mut cases, 280, "POST", &arn("function:hello"), json!({ "Tags": tags }));
    add(&mut cases, 282, "POST", &arn("foobar:x"), web());
    add(&mut cases, 283, "POST", &arn(source), web());
    add(&mut cases, 284, "POST", &arn(&format!("{source}:alias")), web());
    add(&mut cases, 285, "POST", &arn("capacity-provider:absent"), web());
    add(&mut cases, 286, "POST", &arn("capacity-provider:absent:alias"), web());
    add(&mut cases, 287, "DELETE", &format!("{}?tagKeys=a", arn("function:absent")), Value::Null);
    add(&mut cases, 288, "DELETE", &arn("function:hello"), Value::Null);
    add(&mut cases, 290, "DELETE", &format!("{}?tagKeys=a", arn(source)), Value::Null);
    add(&mut cases, 291, "DELETE", &format!("{}?tagKeys=a", arn("capacity-provider:absent")), Value::Null);

    runtime().block_on(async {
        let sandbox = instant(&[]);
        assert_eq!(call(&sandbox, "POST", FUNCTIONS, hello(json!({ "Publish": true }))).await.status, 201);
        let image = json!({
            "FunctionName": "image", "PackageType": "Image", "Role": "arn:aws:iam::000000000000:role/x",
            "Code": { "ImageUri": "000000000000.dkr.ecr.us-east-1.amazonaws.com/app:v1" },
        });
        assert_eq!(call(&sandbox, "POST", FUNCTIONS, image).await.status, 201);
        let two = json!({ "ZipFile": STANDARD.encode(zip("two")), "Publish": true });
        assert_eq!(call(&sandbox, "PUT", CODE, two).await.json["Version"], "2");
        for (name, version) in [("live", "1"), ("custom", "2")] {
            let alias = json!({ "Name": name, "FunctionVersion": version });
            assert_eq!(call(&sandbox, "POST", ALIASES, alias).await.status, 201);
        }
        let mut object = request("PUT", "/bucket/key", zip("three"));
        object.headers_mut().insert("authorization", AUTHORIZATION.replace("lambda", "s3").parse().unwrap());
        assert_eq!(sandbox.call(object).await.unwrap().status(), 200);
        let before = sandbox.snapshot();

        let mut wrong = Vec::new();
        for (entry, method, uri, body) in &cases {
            let expected = recorded.iter().find(|case| case["entry"] == *entry).expect("an entry");
            let answer = call(&sandbox, method, uri, body.clone()).await;
            let same = expected["status"] == answer.status
                && expected["code"] == answer.code()
                && fits(expected["message"].as_str().unwrap_or(""), answer.message());
            if !same {
                wrong.push(format!("{entry}: {} {}\n   wanted {expected}", answer.status, answer.json));
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
        assert_eq!(sandbox.snapshot(), before, "a refusal changes nothing");
    });
}

#[test]
fn faults_speak_as_aws_was_recorded_to_speak() {
    let recorded: Vec<Value> = serde_json::from_str(include_str!("../../fixtures/sandbox/errors.json")).unwrap();
    runtime().block_on(async {
        for (entry, fault, method, uri) in [
            (25, "role-not-assumable", "POST", FUNCTIONS),
            (26, "role-permissions", "POST", FUNCTIONS),
            (28, "ec2-throttle", "POST", FUNCTIONS),
            (29, "kms-grant", "POST", FUNCTIONS),
            (40, "pass-role", "POST", FUNCTIONS),
            (41, "forbidden", "POST", FUNCTIONS),
            (44, "exists", "POST", FUNCTIONS),
            (49, "429", "POST", FUNCTIONS),
            (51, "503-lost", "POST", FUNCTIONS),
            (54, "stale-revision", "PUT", CODE),
            (55, "busy", "PUT", CODE),
            (58, "pending-409", "PUT", CODE),
            (67, "stale-revision", "PUT", CONFIGURATION),
            (68, "busy", "PUT", CONFIGURATION),
            (74, "pending-409", "POST", VERSIONS),
            (75, "busy", "POST", VERSIONS),
            (84, "forbidden", "GET", HELLO),
            (90, "forbidden", "GET", CONFIGURATION),
        ] {
            let expected = recorded.iter().find(|case| case["entry"] == entry).expect("an entry");
            let sandbox = instant(&[&format!("{}:{fault}", expected["operation"].as_str().unwrap())]);
            let answer = call(&sandbox, method, uri, hello(json!({}))).await;
            assert_eq!(expected["status"], answer.status, "{entry}");
            assert_eq!(expected["code"], answer.code(), "{entry}");
            assert!(fits(expected["message"].as_str().unwrap(), answer.message()), "{entry}: {}", answer.message());
        }
    });
}
