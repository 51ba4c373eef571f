//! Faults that the sandbox is told to make: `OPERATION[#N]:KIND[=ARG]`.
//!
//! OPERATION is a name of the API (`CreateFunction`, `PutObject`, `GetCallerIdentity`) or `*` for all. `#2` means its
//! second call alone, `#2+` the second and all after it, nothing every call. They are counted, so the same run makes
//! the same faults. The first fault that fits a call is the one it gets.

use std::str::FromStr;
use std::time::Duration;

/// One fault, as `--fault` takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub(crate) operation: String,
    pub(crate) when: When,
    pub(crate) kind: Kind,
}

/// Which calls of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Every,
    Nth(u32),
    From(u32),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Transport(Transport),
    Service(Service),
}

/// Faults of the way there and back; `lost` ones happen after the call took effect.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Transport {
    Refuse,
    Cut {
        lost: bool,
    },
    Reset,
    Hang {
        lost: bool,
    },
    Status {
        status: u16,
        lost: bool,
        retry_after: Option<u64>,
    },
    Html {
        lost: bool,
    },
    Truncate,
    Empty,
    Delay(Duration),
    /// Bytes of a request's body that are read in a second.
    SlowRead(u64),
    StallRead,
}

/// Faults of the service's own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Service {
    RoleNotAssumable(Duration),
    RolePermissions(Duration),
    KmsGrant(Duration),
    Ec2Throttle(Duration),
    Busy(Duration),
    Pending(Duration),
    Exists,
    NotFoundAfterCreate(Duration),
    Failed(String),
    VersionFailed(String),
    Forbidden,
    StaleRevision,
    WrongSha,
    UnknownState(String, Duration),
    FunctionError(String),
    Undecryptable,
}

/// Every kind, its argument and its meaning: what help shows.
pub const KINDS: &[(&str, &str)] = &[
    ("refuse", "the connection is closed before anything is read"),
    ("cut", "the connection is cut before the answer; the call has no effect"),
    ("lost", "the call takes effect, its answer never comes: the connection is cut"),
    ("reset", "the connection is reset; the call has no effect"),
    ("hang, hang-lost", "no answer ever comes; the call has no effect, or has it"),
    ("500, 503, 500-lost, 503-lost", "a server error; the call has no effect, or has it"),
    ("429[=SECONDS]", "a throttle, with Retry-After where seconds are given"),
    ("html, html-lost", "502 with a page of HTML, as proxies send it; the call has no effect, or has it"),
    ("truncate", "the call takes effect, its answer is cut off in the middle"),
    ("empty", "the call takes effect, its answer has no body"),
    ("delay=SECONDS", "the answer comes later"),
    ("slow-read=BYTES_PER_S", "the body of the request is read that slowly"),
    ("stall-read", "the body of the request is not read to its end"),
    ("role-not-assumable[=SECONDS]", "the role cannot be assumed yet (default: 2 seconds from the first call)"),
    ("role-permissions[=SECONDS]", "the role's permissions are not there yet"),
    ("kms-grant[=SECONDS]", "the role is no valid principal of a KMS grant yet"),
    ("ec2-throttle[=SECONDS]", "EC2 throttles"),
    ("busy[=SECONDS]", "409, an update is in progress"),
    ("pending-409[=SECONDS]", "409, the function is Pending"),
    ("exists", "409, the thing exists already"),
    ("not-found-after-create=SECONDS", "404 for so long after the function was created"),
    ("failed=CODE, update-failed=CODE", "the creation or update ends Failed with that reason code"),
    ("version-failed=CODE", "the published version ends Failed with that reason code"),
    ("forbidden", "403, the caller may not do this"),
    ("stale-revision", "412: somebody else changed the description just before"),
    ("wrong-sha", "the CodeSha256 of the answer is not that of the code"),
    ("unknown-state=NAME[:SECONDS]", "the answer's State has that name (default: 1 second from the first call)"),
    ("function-error[=TYPE]", "the function reports an error"),
    ("undecryptable", "the environment of the answer could not be decrypted"),
];

/// Reads a fault.
///
/// # Errors
/// A phrase that says what is wrong with the text.
pub fn parse(text: &str) -> Result<Fault, String> {
    let (calls, fault) = text.split_once(':').ok_or_else(|| format!("`{text}` has no kind: write OPERATION:KIND"))?;
    let (operation, when) = match calls.split_once('#') {
        None => (calls, When::Every),
        Some((operation, number)) => {
            let (digits, from) = number.strip_suffix('+').map_or((number, false), |digits| (digits, true));
            let number = digits.parse::<u32>().ok().filter(|number| *number > 0);
            let number = number.ok_or_else(|| format!("`#{digits}` is not a number of a call, from 1"))?;
            (operation, if from { When::From(number) } else { When::Nth(number) })
        }
    };
    let named = operation == "*" || (!operation.is_empty() && operation.bytes().all(|c| c.is_ascii_alphanumeric()));
    if !named {
        return Err(format!("`{operation}` is not an operation: write its name in the API, or *"));
    }
    let (name, argument) = fault.split_once('=').map_or((fault, None), |(name, argument)| (name, Some(argument)));
    Ok(Fault { operation: operation.to_owned(), when, kind: kind(name, argument)? })
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text)
    }
}

fn seconds(argument: Option<&str>, default: Option<f64>) -> Result<Duration, String> {
    let seconds = match argument {
        Some(text) => text.strip_suffix('s').unwrap_or(text).parse::<f64>().ok(),
        None => default,
    };
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| format!("`{}` is not a number of seconds", argument.unwrap_or_default()))
}

fn kind(name: &str, argument: Option<&str>) -> Result<Kind, String> {
    let transport = |transport| Ok(Kind::Transport(transport));
    let service = |service| Ok(Kind::Service(service));
    // Propagation and the like pass, or a run would never end; two seconds show it.
    let passing = || seconds(argument, Some(2.0));
    let code = || match argument {
        Some(code) if !code.is_empty() => Ok(code.to_owned()),
        _ => Err(format!("`{name}` needs a reason code: write {name}=CODE")),
    };
    let takes_none = ["refuse", "cut", "lost", "reset", "hang", "hang-lost", "html", "html-lost", "truncate", "empty"];
    if argument.is_some() && (takes_none.contains(&name) || name.starts_with("50")) {
        return Err(format!("`{name}` takes no argument"));
    }
    match name {
        "refuse" => transport(Transport::Refuse),
        "cut" => transport(Transport::Cut { lost: false }),
        "lost" => transport(Transport::Cut { lost: true }),
        "reset" => transport(Transport::Reset),
        "hang" => transport(Transport::Hang { lost: false }),
        "hang-lost" => transport(Transport::Hang { lost: true }),
        "500" => transport(Transport::Status { status: 500, lost: false, retry_after: None }),
        "500-lost" => transport(Transport::Status { status: 500, lost: true, retry_after: None }),
        "503" => transport(Transport::Status { status: 503, lost: false, retry_after: None }),
        "503-lost" => transport(Transport::Status { status: 503, lost: true, retry_after: None }),
        "429" => {
            let retry_after = match argument {
                None => None,
                Some(text) => {
                    Some(text.parse::<u64>().map_err(|_| format!("`{text}` is not a number of whole seconds"))?)
                }
            };
            transport(Transport::Status { status: 429, lost: false, retry_after })
        }
        "html" => transport(Transport::Html { lost: false }),
        "html-lost" => transport(Transport::Html { lost: true }),
        "truncate" => transport(Transport::Truncate),
        "empty" => transport(Transport::Empty),
        "delay" => transport(Transport::Delay(seconds(argument, None)?)),
        "slow-read" => {
            let rate = argument.and_then(|text| text.parse::<u64>().ok()).filter(|rate| *rate > 0);
            transport(Transport::SlowRead(
                rate.ok_or("`slow-read` needs a number of bytes per second: write slow-read=65536")?,
            ))
        }
        "stall-read" => transport(Transport::StallRead),
        "role-not-assumable" => service(Service::RoleNotAssumable(passing()?)),
        "role-permissions" => service(Service::RolePermissions(passing()?)),
        "kms-grant" => service(Service::KmsGrant(passing()?)),
        "ec2-throttle" => service(Service::Ec2Throttle(passing()?)),
        "busy" => service(Service::Busy(passing()?)),
        "pending-409" => service(Service::Pending(passing()?)),
        "exists" => service(Service::Exists),
        "not-found-after-create" => service(Service::NotFoundAfterCreate(seconds(argument, None)?)),
        "failed" | "update-failed" => service(Service::Failed(code()?)),
        "version-failed" => service(Service::VersionFailed(code()?)),
        "forbidden" => service(Service::Forbidden),
        "stale-revision" => service(Service::StaleRevision),
        "wrong-sha" => service(Service::WrongSha),
        "unknown-state" => {
            let text = argument
                .filter(|text| !text.is_empty())
                .ok_or("`unknown-state` needs a name: write unknown-state=NAME")?;
            let (state, time) = text.split_once(':').map_or((text, None), |(state, time)| (state, Some(time)));
            service(Service::UnknownState(state.to_owned(), seconds(time, Some(1.0))?))
        }
        "function-error" => service(Service::FunctionError(argument.unwrap_or("Sandbox.Error").to_owned())),
        "undecryptable" => service(Service::Undecryptable),
        other => Err(format!("`{other}` is not a kind of fault")),
    }
}

impl Service {
    /// How long a fault lasts from its first call on, where it passes.
    fn lasts(&self) -> Option<Duration> {
        match self {
            Service::RoleNotAssumable(time)
            | Service::RolePermissions(time)
            | Service::KmsGrant(time)
            | Service::Ec2Throttle(time)
            | Service::Busy(time)
            | Service::Pending(time)
            | Service::UnknownState(_, time) => Some(*time),
            _ => None,
        }
    }
}

impl Fault {
    /// Whether it happens on the way, so that it can stand in front of another endpoint, too.
    pub fn is_transport(&self) -> bool {
        matches!(self.kind, Kind::Transport(_))
    }
}

/// Faults with what they have seen.
#[derive(Debug, Default)]
pub(crate) struct Armed(Vec<(Fault, u32, Option<Duration>)>);

impl Armed {
    pub fn new(faults: Vec<Fault>) -> Self {
        Armed(faults.into_iter().map(|fault| (fault, 0, None)).collect())
    }

    /// Counts a call, and says which fault it gets.
    pub fn strike(&mut self, operation: &str, now: Duration) -> Option<Kind> {
        let mut struck = None;
        for (fault, seen, first) in &mut self.0 {
            if fault.operation != "*" && fault.operation != operation {
                continue;
            }
            *seen += 1;
            let lasts = match &fault.kind {
                Kind::Service(service) => service.lasts(),
                Kind::Transport(_) => None,
            };
            let due = match (fault.when, lasts) {
                (When::Every, None) => true,
                // What lasts for a time is not over with one call.
                (When::Nth(number), None) => *seen == number,
                (When::From(number) | When::Nth(number), _) => *seen >= number,
                (When::Every, Some(_)) => true,
            };
            if !due {
                continue;
            }
            let first = *first.get_or_insert(now);
            if lasts.is_some_and(|lasts| now >= first + lasts) {
                continue;
            }
            struck = struck.or_else(|| Some(fault.kind.clone()));
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut() -> Option<Kind> {
        Some(Kind::Transport(Transport::Cut { lost: false }))
    }

    #[test]
    fn every_kind_that_help_names_can_be_read() {
        for (names, _) in KINDS {
            for name in names.split(", ") {
                let name = name.split('[').next().unwrap();
                let text =
                    name.replace("SECONDS", "1.5").replace("CODE", "InvalidSubnet").replace("BYTES_PER_S", "100");
                parse(&format!("CreateFunction:{text}")).unwrap_or_else(|error| panic!("{text}: {error}"));
            }
        }
    }

    #[test]
    fn what_is_not_a_fault_is_refused() {
        for text in [
            "",
            "cut",
            ":cut",
            "CreateFunction:",
            "CreateFunction#0:cut",
            "CreateFunction#x:cut",
            "A:cut=1",
            "A:failed",
            "A:slow-read=0",
            "A:delay=-1",
            "A:nonsense",
            "A B:cut",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn calls_are_counted() {
        let mut armed = Armed::new(vec![parse("A#2:cut").unwrap(), parse("*#3+:cut").unwrap()]);
        let now = Duration::ZERO;
        assert_eq!(armed.strike("A", now), None);
        assert_eq!(armed.strike("A", now), cut());
        assert_eq!(armed.strike("B", now), cut());
        assert_eq!(armed.strike("A", now), cut());
    }

    #[test]
    fn a_passing_fault_passes() {
        let mut armed = Armed::new(vec![parse("A#2:busy=3").unwrap()]);
        let at = |seconds| Duration::from_secs(seconds);
        assert_eq!(armed.strike("A", at(0)), None);
        assert!(armed.strike("A", at(1)).is_some());
        assert!(armed.strike("A", at(3)).is_some());
        assert!(armed.strike("A", at(4)).is_none());
    }
}
