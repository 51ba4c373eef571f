//! The same with processes, sockets and the real clock, at a pace that a test can wait for.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use lamctl::sandbox::{Options, Sandbox, start};
use serde_json::Value;
use tokio::sync::oneshot;

use super::judge::Undisturbed;
use super::play::Before;
use super::scenarios::{self, Scenario};
use crate::support::virtual_time::{no_secret, runtime};
use crate::support::{CANARY, Place, Ran};

/// How long a new function is Pending, and an update InProgress.
const STATES: Duration = Duration::from_millis(40);
/// By then everything has settled.
pub const SETTLED: Duration = Duration::from_millis(60);

/// A sandbox that serves in this process, on a thread of its own.
pub struct Served {
    pub addr: SocketAddr,
    pub sandbox: Sandbox,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// With what comes before made in it.
    pub fn start(before: Option<&Before>, upstream: Option<&str>) -> Self {
        let options = Options {
            active_after: STATES,
            update_after: STATES,
            upstream: upstream.map(str::to_owned),
            ..Options::default()
        };
        let (started, ready) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let before = before.cloned();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let running = start(options).await.expect("it serves");
                if let Some(before) = &before {
                    before.replay(running.sandbox(), SETTLED).await;
                }
                let _ = started.send((running.addr(), running.sandbox().clone()));
                let _ = stopped.await;
            });
            runtime.shutdown_background();
        });
        let (addr, sandbox) = ready.recv().expect("it started");
        Served { addr, sandbox, stop: Some(stop), thread: Some(thread) }
    }

    /// The folder of the scenarios, with the environment for this endpoint.
    pub fn place(&self) -> Place {
        scenarios::place().at(&format!("http://{}", self.addr)).env("AWS_SESSION_TOKEN", CANARY)
    }

    pub fn settled(&self) -> Value {
        std::thread::sleep(SETTLED);
        self.sandbox.snapshot()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Runs lamctl as a process. No stream carries the canary.
pub fn lamctl(place: &Place, args: &[&str], more: &[&str]) -> Ran {
    let ran = place.run(args.iter().chain(more));
    no_secret(&ran);
    ran
}

/// What comes before, and a run without faults.
pub fn prepare(scenario: &Scenario) -> (Before, Undisturbed) {
    let before = std::thread::scope(|scope| {
        let roomy = std::thread::Builder::new().stack_size(8 << 20);
        let recorded = || runtime().block_on(Before::record(scenario, &scenarios::place()));
        roomy.spawn_scoped(scope, recorded).expect("a thread").join().expect("recorded")
    });
    let served = Served::start(Some(&before), None);
    let start = served.settled();
    let ran = lamctl(&served.place(), scenario.args, &["--json"]);
    assert_eq!(ran.code, 0, "{}: {}", scenario.name, ran.stdout);
    let log = served.sandbox.log();
    let undisturbed = Undisturbed { start, end: served.settled(), log, document: ran.json() };
    drop(served);
    (before, undisturbed)
}

/// Does the work for each, on some threads; what it returns is what went wrong.
pub fn side_by_side<T: Send + Sync>(
    all: &[T],
    threads: usize,
    work: impl Fn(&T) -> Option<String> + Sync,
) -> Vec<String> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let (sender, wrong) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (next, sender, work) = (&next, sender.clone(), &work);
            let roomy = std::thread::Builder::new().stack_size(8 << 20);
            let work = move || {
                while let Some(one) = all.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    if let Some(text) = work(one) {
                        let _ = sender.send(text);
                    }
                }
            };
            roomy.spawn_scoped(scope, work).expect("a thread");
        }
    });
    drop(sender);
    wrong.into_iter().collect()
}

/// A line on the real stderr: libtest hides what passing tests print.
pub fn say(line: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
