//! The runtime: whether AWS knows it, takes it, and for how long.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::facts::AS_OF;
use crate::facts::runtimes::{self, Family, Identity, Runtime, Stage, identify};
use crate::preflight::words::{either, nearest, quote};
use crate::preflight::{Finding, Findings, Pass, Subject};

/// How long before the day a warning of a deprecation comes, in days.
const AHEAD: i64 = 90;

pub fn runtime_unknown(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(id) = asked(subject) else { return };
    let place = || subject.desired.places.at(&["runtime"]);
    match identify(id) {
        Identity::Arn => {}
        Identity::Known(runtime) if runtime.stage == Stage::ImageOnly => {
            let message = format!("runtime {} exists as a container image only", quote(id));
            out.push(Finding::new(message, place()).help("use a container image (code.image_uri), or another runtime"));
        }
        Identity::Known(runtime) if runtime.stage == Stage::Custom => {
            let message = format!("runtime {} needs RuntimeConfig, which lamctl cannot send yet", quote(id));
            out.push(Finding::new(message, place()).help("use `provided.al2023` with a bootstrap of your own").warn());
        }
        Identity::Known(_) => {}
        Identity::Newer(_) => {
            let message = format!("runtime {} is newer than lamctl's table of {AS_OF}", quote(id));
            out.push(Finding::new(message, place()).help("make sure that AWS offers it; it is sent as it is").warn());
        }
        Identity::Unknown => {
            let lower = id.to_ascii_lowercase();
            let finding = match runtimes::find(&lower) {
                Some(_) => {
                    Finding::new(format!("runtime {} is in the wrong case: {}", quote(id), quote(&lower)), place())
                        .help(format!("write {}", quote(&lower)))
                }
                None => Finding::new(format!("runtime {} is no runtime of Lambda's", quote(id)), place())
                    .help(alternatives(id, subject.today)),
            };
            out.push(finding);
        }
    }
}

/// The runtime in question; an image has none.
fn asked<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    subject.desired.settings.runtime.as_deref().filter(|_| !subject.desired.is_image())
}

fn alternatives(id: &str, today: Date) -> String {
    let open = |r: &&Runtime| r.stage == Stage::General && r.no_create.is_none_or(|day| day > today);
    let mut near = nearest(id, runtimes::all().iter().filter(open).map(|r| r.id));
    if near.is_empty() {
        let word: String = id.to_ascii_lowercase().chars().take_while(char::is_ascii_alphabetic).collect();
        let family = match word.as_str() {
            "node" | "nodejs" | "js" | "javascript" | "typescript" => Some(Family::Node),
            "python" | "py" => Some(Family::Python),
            "java" | "kotlin" | "scala" => Some(Family::Java),
            "dotnet" | "dotnetcore" | "net" | "csharp" => Some(Family::DotNet),
            "ruby" => Some(Family::Ruby),
            "go" | "golang" | "rust" | "provided" | "cpp" | "c" => Some(Family::Provided),
            _ => None,
        };
        near = runtimes::all()
            .iter()
            .filter(open)
            .filter(|r| Some(r.family) == family)
            .map(|r| r.id)
            .rev()
            .take(3)
            .collect();
    }
    if near.is_empty() {
        "use one of the identifiers of AWS's page of Lambda runtimes, such as `python3.14` or `nodejs24.x`".to_owned()
    } else {
        format!("did you mean {}?", either(&near))
    }
}

pub fn runtime_blocked(subject: &Subject<'_>, pass: Pass, out: &mut Findings) {
    let deployed = match (pass, subject.deployed) {
        (Pass::Deployed, Some(deployed)) => deployed,
        (Pass::Deployed, None) => return,
        _ if subject.creates() => None,
        _ => return,
    };
    let current = deployed.and_then(|d| d.configuration.settings.runtime.as_deref());
    // A manifest that does not say leaves what is there.
    let Some(id) = asked(subject).or_else(|| current.filter(|_| !subject.desired.is_image())) else { return };
    let Identity::Known(runtime) = identify(id) else { return };
    let (day, refuses) = match deployed {
        None => (runtime.no_create, "new functions"),
        Some(_) => (runtime.no_update, "updates"),
    };
    let Some(day) = day.filter(|day| *day <= subject.today) else { return };
    // Settled before the table was made, or foreseen by it: AWS has moved such days before.
    let settled = day <= AS_OF;
    let message = if settled {
        format!("AWS has refused {refuses} with runtime {} since {day}", quote(id))
    } else {
        format!("AWS refuses {refuses} with runtime {} from {day} on, by its plan as of {AS_OF}", quote(id))
    };
    let mut finding = Finding::new(message, subject.desired.places.at(&["runtime"])).sure(settled);
    finding.calendar = !settled;
    out.push(finding.help(successor(runtime)));
}

fn successor(runtime: &Runtime) -> String {
    match runtime.successor {
        Some(next) if runtime.family == Family::Go => {
            format!("build an executable named bootstrap and move to {}", quote(next))
        }
        Some(next) => format!("move to {}", quote(next)),
        None => "move to a newer runtime of the family".to_owned(),
    }
}

pub fn runtime_deprecated(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(Identity::Known(runtime)) = asked(subject).map(identify) else { return };
    let Some(day) = runtime.deprecated.filter(|_| runtime.stage == Stage::General) else { return };
    // From there on it is `runtime-blocked`'s.
    if subject.creates() && runtime.no_create.is_some_and(|day| day <= subject.today) {
        return;
    }
    let message = if day <= subject.today {
        format!("runtime {} has been deprecated since {day}: it gets no security patches any more", quote(runtime.id))
    } else if subject.today.checked_add(AHEAD.days()).is_ok_and(|ahead| day <= ahead) {
        format!("runtime {} will be deprecated on {day}", quote(runtime.id))
    } else {
        return;
    };
    let until = match (runtime.no_create, runtime.no_update) {
        (Some(create), Some(update)) => {
            format!("; AWS takes new functions until {create} and updates until {update}, as of {AS_OF}")
        }
        _ => String::new(),
    };
    let place = subject.desired.places.at(&["runtime"]);
    out.push(Finding::new(message, place).calendar().help(format!("{}{until}", successor(runtime))));
}

pub fn runtime_preview(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(Identity::Known(runtime)) = asked(subject).map(identify) else { return };
    if runtime.stage == Stage::Preview {
        let message = format!("runtime {} is known as a public preview only, as of {AS_OF}", quote(runtime.id));
        let place = subject.desired.places.at(&["runtime"]);
        out.push(
            Finding::new(message, place).help("keep it out of production, or make sure that AWS supports it by now"),
        );
    }
}
