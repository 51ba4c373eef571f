//! Faults, each with its end.

/// The SDK's own list: a code that it gains needs a hint.
#[test]
fn every_reason_code_of_the_sdk_has_a_hint() {
    use aws_sdk_lambda::types::{LastUpdateStatusReasonCode, StateReasonCode};
    for code in StateReasonCode::values().iter().chain(LastUpdateStatusReasonCode::values()) {
        assert!(lamctl::wait::reason_hint(code).is_some(), "no hint for {code}");
    }
}

use std::time::Duration;

use lamctl::apply::{Options, Signal, Stop};
use lamctl::error::Kind;
use lamctl::event::{Events, What};
use lamctl::exit;
use lamctl::outcome::{Action, Effect};
use lamctl::plan::{Call, Do, Settle, Step, VersionRef};
use serde_json::json;
use tokio::time::Instant;

use super::plans::{Lambda, Ran, calls, create_plan, existing, options, plan, run, run_until, update_plan};
use super::{Does, error};

const ROLE: &str = "The role defined for the function cannot be assumed by Lambda.";

fn lambda() -> Lambda {
    Lambda::new(Duration::from_secs(2))
}

fn code(ran: &Ran) -> u8 {
    ran.out.error.as_ref().map_or(0, exit::code)
}

fn html(status: u16) -> Does {
    Does::Answer { status, headers: Vec::new(), body: bytes::Bytes::from_static(b"<html><h1>no</h1></html>") }
}

fn raw(status: u16, body: &'static str) -> Does {
    Does::Answer { status, headers: Vec::new(), body: bytes::Bytes::from_static(body.as_bytes()) }
}

/// A create in which request `nth` (of those that arrive) meets a fault, before or after its effect.
async fn with_fault(nth: u32, after_effect: bool, fault: fn() -> Does) -> Ran {
    run(&create_plan(), None, lambda(), &options(), move |asked, number, lambda| {
        if number != nth {
            return None;
        }
        let has_body = asked.method == "POST";
        if after_effect && (!has_body || !asked.body.is_empty()) {
            lambda.answer(asked);
        }
        Some(fault())
    })
    .await
}

type Maker = fn() -> Does;

#[tokio::test(start_paused = true)]
async fn no_passing_fault_leads_a_create_astray() {
    let faults: [(&str, Maker, bool); 10] = [
        ("refused", || Does::Refuse, false),
        ("cut", || Does::Cut, true),
        ("hang", || Does::Hang, true),
        ("500", || error(500, "ServiceException", "x"), true),
        ("503 html", || html(503), true),
        ("429", || error(429, "TooManyRequestsException", "Rate exceeded"), false),
        ("html 200", || html(200), true),
        ("empty 201", || raw(201, ""), true),
        ("truncated 201", || raw(201, "{\"FunctionArn\":\"arn:aws"), true),
        ("201 without members", || raw(201, "{}"), true),
    ];
    for (name, fault, may_have_effect) in faults {
        for nth in 1..=3 {
            for after_effect in [false, true] {
                if after_effect && !may_have_effect {
                    continue;
                }
                let ran = with_fault(nth, after_effect, fault).await;
                let what = format!("{name} at {nth}, after its effect: {after_effect}");
                assert!(ran.out.error.is_none(), "{what}: {:?}", ran.out.error);
                assert_eq!(ran.out.effect, Effect::Created, "{what}");
                assert_eq!(ran.out.state.as_deref(), Some("Active"), "{what}");
                assert_eq!(ran.lambda.lock().expect("lambda").creates, 1, "{what}");
                let retried = ran.events.iter().any(|e| matches!(&e.what, What::Retry { .. }));
                assert!(retried, "{what}: nobody was told");
            }
        }
    }
}

/// Each fault at each call, before and after its effect: the run ends as an undisturbed one does.
#[tokio::test(start_paused = true)]
async fn no_passing_fault_leads_an_update_astray() {
    let faults: [(&str, Maker); 7] = [
        ("cut", || Does::Cut),
        ("hang", || Does::Hang),
        ("500", || error(500, "ServiceException", "x")),
        ("502 html", || html(502)),
        ("html 200", || html(200)),
        ("empty 200", || raw(200, "")),
        ("truncated", || raw(200, "{\"FunctionArn\":\"arn:aws")),
    ];
    for (name, fault) in faults {
        for nth in 1..=30 {
            for after_effect in [false, true] {
                let mut lambda = Lambda::new(Duration::from_millis(300));
                let deployed = existing(&mut lambda);
                let mut plan = update_plan();
                let version = VersionRef::PublishedBy(5);
                let alias = Do::CreateAlias { alias: "live".into(), version, description: None };
                plan.steps.push(Step { id: 6, what: alias, changes: Vec::new() });
                let ran = run(&plan, Some(deployed), lambda, &options(), move |asked, number, lambda| {
                    if number != nth {
                        return None;
                    }
                    if after_effect && (asked.method == "GET" || !asked.body.is_empty()) {
                        lambda.answer(asked);
                    }
                    Some(fault())
                })
                .await;
                let what = format!("{name} at {nth}, after its effect: {after_effect}");
                assert!(ran.out.error.is_none(), "{what}: {:?}", ran.out.error);
                let lambda = ran.lambda.lock().expect("lambda");
                let function = lambda.function.as_ref().expect("a function");
                assert_eq!(
                    (&function["MemorySize"], &function["CodeSha256"]),
                    (&json!(512), &json!(super::sha256(b"a zip"))),
                    "{what}"
                );
                assert_eq!((lambda.versions, &lambda.aliases["live"]["FunctionVersion"]), (1, &json!("1")), "{what}");
                assert_eq!((ran.out.effect, ran.out.version.as_deref()), (Effect::Updated, Some("1")), "{what}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_passing_fault_leads_a_delete_astray() {
    for fault in [|| Does::Cut, || Does::Hang, || error(500, "ServiceException", "x"), || html(200)] {
        for after_effect in [false, true] {
            let mut lambda = lambda();
            existing(&mut lambda);
            let steps = vec![Do::Delete { qualifier: None }, Do::Settle { qualifier: None, goal: Settle::Deleted }];
            let ran = run(&plan(Action::Delete, steps), None, lambda, &options(), move |asked, number, lambda| {
                if number != 1 {
                    return None;
                }
                if after_effect {
                    lambda.answer(asked);
                }
                Some(fault())
            })
            .await;
            assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
            assert_eq!(ran.out.effect, Effect::Deleted);
            assert!(ran.lambda.lock().expect("lambda").function.is_none());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_deployer_is_noticed_after_a_lost_answer_too() {
    let mut lambda = lambda();
    let deployed = existing(&mut lambda);
    let ran = run(&update_plan(), Some(deployed), lambda, &options(), |asked, number, lambda| {
        if number != 1 || asked.body.is_empty() {
            return None;
        }
        let function = lambda.function.as_mut().expect("a function");
        function["Timeout"] = json!(9);
        function["RevisionId"] = json!("theirs");
        Some(Does::Cut)
    })
    .await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert!(error.kind == Kind::Conflict && error.message.contains("timeout"), "{error}");
}

/// A RevisionId that never fits ends; one that once does not, because it moved by itself, does not.
#[tokio::test(start_paused = true)]
async fn a_revision_that_never_fits_ends() {
    for always in [false, true] {
        let mut lambda = lambda();
        let deployed = existing(&mut lambda);
        let ran = run(&update_plan(), Some(deployed), lambda, &options(), move |asked, number, _| {
            let stale = asked.path.ends_with("/configuration") && asked.method == "PUT" && (always || number == 1);
            stale.then(|| error(412, "PreconditionFailedException", "The Revision Id provided does not match"))
        })
        .await;
        assert_eq!(code(&ran), if always { 254 } else { 0 }, "{:?}", ran.out.error);
    }
}

#[tokio::test(start_paused = true)]
async fn a_young_role_is_waited_for_and_both_causes_are_said_at_once() {
    let until = Instant::now() + Duration::from_secs(30);
    let ran = run(&create_plan(), None, lambda(), &options(), move |asked, _, _| {
        let role = asked.method == "POST" && Instant::now() < until;
        role.then(|| error(400, "InvalidParameterValueException", ROLE))
    })
    .await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    assert!(ran.took < Duration::from_secs(40), "{:?}", ran.took);
    let notes: Vec<&str> =
        ran.events.iter().filter_map(|e| if let What::Note(n) = &e.what { Some(n.as_str()) } else { None }).collect();
    assert!(
        notes.iter().any(|n| n.contains("trust policy")) && notes.iter().any(|n| n.contains("wait a minute")),
        "{notes:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_never_comes_ends_after_the_propagation_time() {
    let never = |asked: &super::Asked, _, _: &mut Lambda| {
        (asked.method == "POST").then(|| error(400, "InvalidParameterValueException", ROLE))
    };
    let ran = run(&create_plan(), None, lambda(), &options(), never).await;
    assert_eq!((code(&ran), ran.out.effect), (254, Effect::None));
    assert!(ran.took >= Duration::from_secs(170) && ran.took <= Duration::from_secs(180), "{:?}", ran.took);
    let off = Options { propagation_timeout: Duration::ZERO, ..options() };
    let ran = run(&create_plan(), None, lambda(), &off, never).await;
    assert_eq!((code(&ran), ran.log.lock().expect("log").len()), (254, 1));
}

#[tokio::test(start_paused = true)]
async fn an_existing_function_is_an_error_at_once() {
    let mut lambda = lambda();
    lambda.function =
        Some(json!({ "FunctionName": "f", "FunctionArn": "arn:f", "Version": "$LATEST", "State": "Active" }));
    let ran = run(&create_plan(), None, lambda, &options(), |_, _, _| None).await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert_eq!((error.kind, code(&ran)), (Kind::Conflict, 254));
    assert!(error.hints[0].contains("lamctl deploy"));
    // The function exists, so its ARN is told.
    assert_eq!(ran.out.arn(), Some("arn:f"));
}

#[tokio::test(start_paused = true)]
async fn a_strangers_function_after_a_lost_answer_is_left_alone() {
    let ran = run(&create_plan(), None, lambda(), &options(), |asked, number, lambda| {
        if number == 1 && !asked.body.is_empty() {
            lambda.function = Some(json!({ "FunctionName": "f", "FunctionArn": "arn:f", "Version": "$LATEST", "State": "Active", "MemorySize": 1024 }));
            return Some(Does::Cut);
        }
        None
    })
    .await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert_eq!(error.kind, Kind::Conflict);
    assert!(error.message.contains("memory_size") && error.message.contains("code"), "{error}");
    assert!(calls(&ran.log).iter().skip(1).all(|c| c.starts_with("GET")));
}

#[tokio::test(start_paused = true)]
async fn another_package_than_was_sent_is_an_error() {
    let ran = run(&create_plan(), None, lambda(), &options(), |asked, _, lambda| {
        if asked.body.is_empty() {
            return None;
        }
        lambda.answer(asked);
        let function = lambda.function.as_mut().expect("made");
        function["CodeSha256"] = json!("other");
        Some(super::json(201, function))
    })
    .await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert!(error.message.contains("expected") && error.message.contains("found other"), "{error}");
    assert_eq!((ran.out.effect, code(&ran)), (Effect::Created, 254));
}

#[tokio::test(start_paused = true)]
async fn failed_ends_at_once_with_its_reason() {
    let ran = run(&create_plan(), None, lambda(), &options(), |asked, number, lambda| {
        if asked.method == "GET" && number == 4 {
            let function = lambda.function.as_mut().expect("made");
            function["State"] = json!("Failed");
            function["StateReasonCode"] = json!("SubnetOutOfIPAddresses");
            function["StateReason"] = json!("no addresses");
            return Some(super::json(200, function));
        }
        None
    })
    .await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert_eq!((error.kind, code(&ran), ran.out.effect), (Kind::Failed, 1, Effect::Created));
    assert_eq!(error.code.as_deref(), Some("SubnetOutOfIPAddresses"));
    assert!(error.message.contains("no addresses") && !error.hints.is_empty());
    assert_eq!(ran.out.state.as_deref(), Some("Failed"));
}

#[tokio::test(start_paused = true)]
async fn not_found_right_after_a_create_passes_and_then_does_not() {
    for (seconds, good) in [(30, true), (90, false)] {
        let until = Instant::now() + Duration::from_secs(seconds);
        let ran = run(&create_plan(), None, lambda(), &options(), move |asked, _, _| {
            let hidden = asked.method == "GET" && Instant::now() < until;
            hidden.then(|| error(404, "ResourceNotFoundException", "Function not found: arn:f"))
        })
        .await;
        assert_eq!(ran.out.error.is_none(), good, "{:?}", ran.out.error);
        assert_eq!(ran.out.effect, Effect::Created);
    }
}

#[tokio::test(start_paused = true)]
async fn forbidden_polling_falls_back_and_then_says_so() {
    let denied = |action: &str| {
        let message = format!(
            "User: u is not authorized to perform: lambda:{action} on resource: arn:aws:lambda:eu-west-1:1:function:f because no identity-based policy"
        );
        error(403, "AccessDeniedException", &message)
    };
    let ran = run(&create_plan(), None, lambda(), &options(), move |asked, _, lambda| {
        if asked.path.ends_with("/configuration") {
            return Some(denied("GetFunctionConfiguration"));
        }
        if asked.method == "GET" {
            lambda.answer(&super::Asked { path: format!("{}/configuration", asked.path), ..asked.clone() });
            return Some(super::json(200, &json!({ "Configuration": lambda.function })));
        }
        None
    })
    .await;
    assert!(ran.out.error.is_none(), "{:?}", ran.out.error);
    let ran = run(&create_plan(), None, lambda(), &options(), move |asked, _, _| {
        (asked.method == "GET").then(|| denied("GetFunctionConfiguration"))
    })
    .await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert_eq!((code(&ran), ran.out.effect), (254, Effect::Created));
    assert!(error.message.starts_with("the function was created, its state is unknown"), "{error}");
    assert!(
        error.hints[0].contains("lambda:GetFunctionConfiguration") && error.hints[0].contains("function:f"),
        "{:?}",
        error.hints
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_runs_out_is_124_and_says_how_to_go_on() {
    let options = Options { timeout: Duration::from_secs(30), ..options() };
    let ran = run(&create_plan(), None, Lambda::new(Duration::from_secs(900)), &options, |_, _, _| None).await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert_eq!((error.kind, code(&ran), ran.out.effect), (Kind::Timeout, 124, Effect::Created));
    assert!(error.hints.iter().any(|h| h.contains("`lamctl wait f`")), "{:?}", error.hints);
    assert_eq!(ran.took, Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_endpoint_is_253_within_ten_seconds() {
    let ran = run(&create_plan(), None, lambda(), &options(), |_, _, _| Some(Does::Refuse)).await;
    let error = ran.out.error.as_ref().expect("it stops");
    assert_eq!((error.kind, code(&ran)), (Kind::Environment, 253));
    assert!(
        error.message.contains("https://lambda.eu-west-1.amazonaws.com") && error.message.contains("refused"),
        "{error}"
    );
    assert!(ran.took < Duration::from_secs(10), "{:?}", ran.took);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_only_fails_is_given_up() {
    for fault in [|| error(503, "ServiceUnavailableException", "x"), || Does::Hang, || Does::Cut, || html(502)] {
        let ran =
            run(&create_plan(), None, lambda(), &options(), move |asked, _, _| (asked.method == "POST").then(fault))
                .await;
        assert_eq!((code(&ran), ran.out.effect), (254, Effect::None), "{:?}", ran.out.error);
        assert!(ran.took < Duration::from_secs(1_200), "{:?}", ran.took);
    }
    let capped = Options { max_attempts: Some(2), ..options() };
    let ran = run(&create_plan(), None, lambda(), &capped, |asked, _, _| {
        (asked.method == "POST").then(|| error(503, "ServiceUnavailableException", "x"))
    })
    .await;
    assert_eq!(calls(&ran.log).iter().filter(|c| c.starts_with("POST")).count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_echoed_environment_is_not_shown() {
    let ran = run(&create_plan(), None, lambda(), &options(), |asked, _, _| {
        let body = String::from_utf8_lossy(&asked.body).into_owned();
        (asked.method == "POST")
            .then(|| error(400, "InvalidParameterValueException", &format!("bad: {body} String measured: {body}")))
    })
    .await;
    // `run` asserts that no secret is in events and outcome.
    assert_eq!(code(&ran), 254);
}

#[tokio::test(start_paused = true)]
async fn a_second_signal_ends_at_once() {
    let stop = Stop::new();
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        later.signal(Signal::Terminate);
        tokio::time::sleep(Duration::from_secs(1)).await;
        later.signal(Signal::Interrupt);
    });
    let ran = run_until(&create_plan(), None, lambda(), &options(), &stop, |_, _, _| Some(Does::Hang)).await;
    assert_eq!(ran.took, Duration::from_secs(2));
    assert_eq!(code(&ran), 143);
    let error = ran.out.error.as_ref().expect("it stops");
    assert!(error.message.contains("CreateFunction was under way: it may have happened"), "{error}");
    assert!(error.message.contains("not known: create f"), "{error}");
    // A second create might meet the first one's function; a deploy makes it where it is not there.
    assert!(error.hints.iter().any(|h| h.contains("lamctl deploy -f deploy.yaml")), "{:?}", error.hints);
}

#[tokio::test(start_paused = true)]
async fn one_attempt_is_one_request() {
    for does in [
        || Does::Cut,
        || error(500, "ServiceException", "x"),
        || error(429, "TooManyRequestsException", "x"),
        || Does::Hang,
    ] {
        let (client, log) = super::client(move |_| does()).await;
        let call = Call::GetFunctionConfiguration { name: "f".into(), qualifier: None };
        client.send(&call, &Events::none()).await.expect_err("a fault");
        assert_eq!(log.lock().expect("log").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn reads_wait_ten_seconds_and_writes_sixty() {
    for (call, seconds) in [
        (Call::GetFunctionConfiguration { name: "f".into(), qualifier: None }, 10),
        (Call::DeleteFunction { name: "f".into(), qualifier: None }, 60),
        (Call::PutFunctionCodeSigningConfig { name: "f".into(), arn: "a".into() }, 60),
    ] {
        let (client, _) = super::client(|_| Does::Hang).await;
        let began = Instant::now();
        let fault = client.send(&call, &Events::none()).await.expect_err("a fault");
        assert_eq!(began.elapsed(), Duration::from_secs(seconds), "{}", fault.message);
        assert!(fault.message.contains(&format!("within {seconds} s")), "{}", fault.message);
    }
}
