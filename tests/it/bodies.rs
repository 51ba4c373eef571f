//! What lamctl sends to create a function is what the AWS CLI sends for the same settings, and goes where the
//! manifest says.

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::support::recorder::{Recorder, Request};
use crate::support::{Place, run, tools};

mod cases;

/// One function, said twice.
struct Case {
    name: &'static str,
    /// lamctl's manifest, and more arguments.
    manifest: String,
    args: &'static [&'static str],
    /// The arguments of `aws lambda create-function`, as in a shell.
    cli: String,
}

const CREATE: &str = "POST /2015-03-31/functions";

/// The one creation among what a sender sent.
fn creation(sent: &[Request]) -> Result<&Value, String> {
    let bodies: Vec<_> = sent.iter().filter(|r| r.call.trim_end_matches('/') == CREATE).collect();
    match bodies[..] {
        [one] => Ok(&one.body),
        _ => Err(format!("not one CreateFunction: {:?}", sent.iter().map(|r| &r.call).collect::<Vec<_>>())),
    }
}

/// With keys in one order, and 4.0 as 4: JSON has one kind of number.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => Value::from(float as i64),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

/// Runs both and compares; what is wrong is said.
fn compared(
    case: &Case,
    number: usize,
    place: &Place,
    recorder: &Recorder,
    aws: &std::path::Path,
) -> Result<(), String> {
    let key = |who: &str| format!("AKIA{who}{number:02}");
    let said = |command: &mut Command| {
        let ran = run(command);
        if ran.code == 0 { Ok(()) } else { Err(format!("exit code {}\n{}{}", ran.code, ran.stdout, ran.stderr)) }
    };
    let file = format!("{}.yaml", case.name);
    place.write(&file, &case.manifest);
    let mut theirs = place.command("sh");
    theirs.args(["-c", &format!("exec \"$0\" lambda create-function {}", case.cli)]).arg(aws);
    theirs.env("AWS_DEFAULT_REGION", "us-east-1").env("AWS_ACCESS_KEY_ID", key("CLI"));
    said(&mut theirs).map_err(|error| format!("the AWS CLI: {error}"))?;
    let mut ours = place.lamctl();
    ours.args(["create", "-A", "all", "-f", &file]).args(case.args).env("AWS_ACCESS_KEY_ID", key("LAMCTL"));
    said(&mut ours).map_err(|error| format!("lamctl: {error}"))?;
    let (theirs, ours) = (recorder.of(&key("CLI")), recorder.of(&key("LAMCTL")));
    let (wanted, got) = (plain(creation(&theirs)?), plain(creation(&ours)?));
    if wanted != got {
        return Err(format!("the AWS CLI sends\n{wanted:#}\nlamctl sends\n{got:#}"));
    }
    let others = ours.iter().filter(|r| !r.call.starts_with(CREATE) && !r.call.contains("/configuration"));
    let others: Vec<_> = others.map(|r| &r.call).collect();
    if others.is_empty() { Ok(()) } else { Err(format!("lamctl also asked for {others:?}")) }
}

#[test]
fn lamctl_sends_what_the_aws_cli_sends() {
    let Some(aws) = tools::aws() else { return };
    let recorder = Recorder::start();
    let place = Place::new().at(&recorder.url);
    place.write("src/app.py", "def handler(event, context):\n    return 1\n");
    place.write("variables.json", cases::VARIABLES);
    place.write("vars.env", "FROM_FILE='a b'\nMODE=of the file\n");
    // The AWS CLI sends the zip that lamctl makes, so that even those bytes are compared.
    place.write("deploy.yaml", cases::zip("package", "", "").manifest).run(["package", "-o", "code.zip"]).expect(0);
    let cases = cases::all();
    assert!(cases.len() >= 20, "at least 20 functions are compared: {}", cases.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    // A Python that starts is what takes the time.
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some((number, case)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, cases.get(i)?)))
                {
                    if let Err(error) = compared(case, number, &place, &recorder, aws) {
                        wrong.lock().expect("nobody panicked").push(format!("{}: {error}", case.name));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panicked");
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

/// Two manifests of one run may name the same function: in another region it is another one.
#[test]
fn the_same_name_in_two_regions_is_two_functions() {
    let recorder = Recorder::start();
    let place = Place::new().at(&recorder.url);
    place.write("src/app.py", "def handler(event, context):\n    return 1\n");
    let regions = [("eu-west-1", 256), ("us-west-2", 512)];
    for (region, memory) in regions {
        let settings = format!("memory_size: {memory}\ntarget: {{region: {region}}}\n");
        place.write(&format!("{region}.yaml"), cases::zip("twice", &settings, "").manifest);
    }
    let ran = place.run(["create", "-f", "eu-west-1.yaml", "-f", "us-west-2.yaml"]).expect(0);
    let sent = recorder.of("AKIAIOSFODNN7EXAMPLE");
    let mut created: Vec<_> =
        sent.iter().filter(|r| r.call.trim_end_matches('/') == CREATE).map(|r| (r.region.as_str(), &r.body)).collect();
    created.sort_by_key(|(region, _)| *region);
    assert_eq!(created.len(), 2, "{sent:#?}");
    for ((region, memory), (to, body)) in regions.into_iter().zip(created) {
        assert_eq!((to, &body["FunctionName"]), (region, &"twice".into()), "{sent:#?}");
        assert_eq!(body["MemorySize"], memory, "in {region}");
        let asked = sent.iter().filter(|r| r.region == region && r.call.contains("/twice/configuration")).count();
        assert!(asked >= 1, "{region} is asked for the state: {sent:#?}");
        assert!(
            ran.stdout.contains(&format!("arn:aws:lambda:{region}:000000000000:function:twice\n")),
            "{}",
            ran.stdout
        );
    }
}
