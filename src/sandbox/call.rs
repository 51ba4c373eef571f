//! The endpoint without a socket: both layers of faults, the rate, the world, and a log of what happened.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::faults::{Armed, Kind, Transport};
use super::state::World;
use super::twist::Twist;
use super::upstream::Upstream;
use super::wire::{Call, Refusal, Reply, Service, answer, insert};
use super::{Options, limits, routes, service, transport};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disconnected {
    /// The connection was closed before anything was read.
    Refused,
    /// The connection was cut, whether the call took effect or not.
    Cut,
    /// The connection was reset.
    Reset,
    /// No answer ever comes.
    Hang,
}

/// A call that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub operation: String,
    /// Whether it reached the service, and so may have had an effect.
    pub executed: bool,
    /// The status of the answer that was sent; 0 where none was.
    pub status: u16,
}

/// A local Lambda endpoint in memory. Clones are the same endpoint.
#[derive(Clone, Debug)]
pub struct Sandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: Mutex<World>,
    started: tokio::time::Instant,
    faults: Mutex<Armed>,
    rate: Option<Mutex<service::Rate>>,
    log: Mutex<Vec<Entry>>,
    upstream: Option<Upstream>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sandbox {
    /// An empty endpoint. `port` is of no concern here.
    pub fn new(options: Options) -> Self {
        let epoch = jiff::Timestamp::now();
        Sandbox(Arc::new(Inner {
            world: Mutex::new(World::new(epoch, options.active_after, options.update_after)),
            started: tokio::time::Instant::now(),
            faults: Mutex::new(Armed::new(options.faults)),
            rate: options.rate.map(|rate| Mutex::new(service::Rate::new(rate))),
            log: Mutex::default(),
            upstream: options.upstream.map(Upstream::new),
        }))
    }

    /// Answers a request, faults included. Time is tokio's.
    ///
    /// # Errors
    /// A fault that leaves no answer.
    pub async fn call(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Disconnected> {
        let (parts, body) = request.into_parts();
        let mut call = routes::route(&parts);
        let fault = self.strike(&call);
        if let Some(Kind::Transport(Transport::SlowRead(rate))) = &fault {
            let seconds = body.len() as f64 / *rate as f64;
            tokio::time::sleep(Duration::try_from_secs_f64(seconds).unwrap_or_default()).await;
        }
        if let Some(refusal) = too_large(&call, body.len()) {
            return Ok(self.refuse(&call, &refusal));
        }
        call.body = body;
        self.perform(&parts, call, fault).await
    }

    /// What can be compared between two runs: the functions with versions, aliases, tags and settings, and the
    /// objects; no ids, no times.
    pub fn snapshot(&self) -> Value {
        let mut world = lock(&self.0.world);
        world.settle(self.0.started.elapsed());
        world.snapshot()
    }

    /// The calls that came in, in their order.
    pub fn log(&self) -> Vec<Entry> {
        lock(&self.0.log).clone()
    }

    /// Forgets the calls that came in.
    pub fn clear_log(&self) {
        lock(&self.0.log).clear();
    }

    /// Makes other faults from now on; their counts start anew.
    pub fn set_faults(&self, faults: Vec<super::Fault>) {
        *lock(&self.0.faults) = Armed::new(faults);
    }

    /// Counts a call, and says which fault it gets.
    pub(crate) fn strike(&self, call: &Call) -> Option<Kind> {
        lock(&self.0.faults).strike(call.operation, self.0.started.elapsed())
    }

    fn note(&self, call: &Call, executed: bool, status: u16) {
        lock(&self.0.log).push(Entry { operation: call.operation.to_owned(), executed, status });
    }

    /// Answers with a refusal of the endpoint itself.
    pub(crate) fn refuse(&self, call: &Call, refusal: &Refusal) -> Reply {
        self.note(call, false, refusal.status);
        self.finish(refusal.reply(call.service), call)
    }

    /// Answers a call whose body has been read, with the fault that was decided on.
    pub(crate) async fn perform(
        &self,
        parts: &http::request::Parts,
        call: Call,
        fault: Option<Kind>,
    ) -> Result<Reply, Disconnected> {
        let (way, own) = match fault {
            Some(Kind::Transport(fault)) => (Some(fault), None),
            Some(Kind::Service(fault)) => (None, Some(fault)),
            None => (None, None),
        };
        let executes = way.as_ref().is_none_or(transport::executes);
        let answered = if executes { Some(self.execute(parts, &call, own.as_ref()).await) } else { None };
        let gone = match &way {
            Some(Transport::Refuse) => Some(Disconnected::Refused),
            Some(Transport::Cut { .. }) => Some(Disconnected::Cut),
            Some(Transport::Reset) => Some(Disconnected::Reset),
            Some(Transport::Hang { .. } | Transport::StallRead) => Some(Disconnected::Hang),
            _ => None,
        };
        if let Some(gone) = gone {
            self.note(&call, executes, 0);
            return Err(gone);
        }
        let reply = match (&way, answered) {
            (Some(fault), answered) => {
                if let Transport::Delay(time) = fault {
                    tokio::time::sleep(*time).await;
                }
                match (transport::replacement(fault, &call), answered) {
                    (Some(reply), _) => reply,
                    (None, Some(reply)) => transport::damage(fault, reply),
                    (None, None) => answer(500, "", Bytes::new()),
                }
            }
            (None, Some(reply)) => reply,
            (None, None) => answer(500, "", Bytes::new()),
        };
        self.note(&call, executes, reply.status().as_u16());
        Ok(self.finish(reply, &call))
    }

    /// Carries the call out, here or upstream.
    async fn execute(
        &self,
        parts: &http::request::Parts,
        call: &Call,
        fault: Option<&super::faults::Service>,
    ) -> Reply {
        let now = self.0.started.elapsed();
        let counts = call.service == Service::Lambda && call.operation != "Invoke";
        if counts && self.0.rate.as_ref().is_some_and(|rate| !lock(rate).take(now)) {
            return Refusal::new(429, "TooManyRequestsException", "Rate exceeded").reply(call.service);
        }
        if let Some(upstream) = &self.0.upstream {
            return upstream.pass(parts, call).await;
        }
        let mut world = lock(&self.0.world);
        world.settle(now);
        if call.operation == "DownloadCode" {
            return download(&world, call);
        }
        if call.header("authorization").is_none() && call.query("X-Amz-Signature").is_none() {
            let refusal = Refusal::new(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
            return refusal.reply(call.service);
        }
        if let Some(refusal) = fault.and_then(|fault| service::refusal(fault, call, &mut world)) {
            return refusal.reply(call.service);
        }
        let twist = fault.map_or_else(Twist::default, |fault| service::twist(fault, call));
        match world.apply(call, now, &twist) {
            Ok(reply) => match fault {
                Some(fault) => service::distort(fault, reply),
                None => reply,
            },
            Err(refusal) => refusal.reply(call.service),
        }
    }

    /// The headers that every answer has.
    fn finish(&self, mut reply: Reply, call: &Call) -> Reply {
        let id = uuid::Uuid::new_v4().to_string();
        let name = if call.service == Service::S3 { "x-amz-request-id" } else { "x-amzn-requestid" };
        if !reply.headers().contains_key(name)
            && reply.headers().get("content-type").is_none_or(|kind| kind != "text/html")
        {
            insert(&mut reply, name, &id);
        }
        reply
    }
}

/// The bytes a request may have, by what it asks for.
pub(crate) fn most_bytes(call: &Call) -> usize {
    if call.service == Service::S3 { limits::OBJECT_BYTES } else { limits::REQUEST_BYTES }
}

/// The refusal of a body that is too large.
pub(crate) fn too_large(call: &Call, bytes: usize) -> Option<Refusal> {
    let most = most_bytes(call);
    if bytes <= most {
        return None;
    }
    Some(match call.service {
        Service::S3 => {
            Refusal::new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.")
        }
        _ => Refusal::new(
            413,
            "RequestEntityTooLargeException",
            format!("Request must be smaller than {most} bytes for the {} operation", call.operation),
        ),
    })
}

/// The code that GetFunction's location names: the signature in it is all it needs.
fn download(world: &World, call: &Call) -> Reply {
    let mut path = call.item.split('/');
    let found = (|| {
        let region = path.next()?.to_owned();
        let name = path.next()?.to_owned();
        let number = path.next()?.parse::<u64>().ok()?;
        world.functions.get(&(region, name))?.versions.get(&number)
    })();
    match found {
        Some(version) => answer(200, "application/zip", version.code.bytes.clone()),
        None => Refusal::new(404, "NoSuchKey", "The specified key does not exist.").reply(Service::S3),
    }
}
