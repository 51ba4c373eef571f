//! Endpoints: our own sandbox as a process, MiniStack, which knows nothing of us, and a log in front of either.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use lamctl::sandbox::{Options, Sandbox};

use super::{Place, skip, tools};

/// `lamctl sandbox` as a process of its own; ends when it is dropped.
pub struct SandboxProcess {
    child: Child,
    pub url: String,
    _stdout: BufReader<ChildStdout>,
}

impl SandboxProcess {
    pub fn start(args: &[&str]) -> Self {
        let place = Place::new();
        let mut child = place
            .lamctl()
            .arg("sandbox")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the sandbox starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut url = None;
        let mut line = String::new();
        while url.is_none() && stdout.read_line(&mut line).expect("it prints its variables") > 0 {
            url = line.trim().strip_prefix("export AWS_ENDPOINT_URL=").map(|u| u.trim_matches(['\'', '"']).to_owned());
            line.clear();
        }
        SandboxProcess { child, url: url.expect("it names its endpoint"), _stdout: stdout }
    }
}

impl Drop for SandboxProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An endpoint that counts what it is asked: the sandbox in this process, or another one behind it.
pub struct Watched {
    pub url: String,
    sandbox: Sandbox,
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Watched {
    /// The sandbox; a new function is Pending for this long.
    pub fn sandbox(active_after: Duration) -> Self {
        Self::start(Options { active_after, ..Options::default() })
    }

    /// In front of this endpoint.
    pub fn before(url: &str) -> Self {
        Self::start(Options { upstream: Some(url.to_owned()), ..Options::default() })
    }

    fn start(options: Options) -> Self {
        let (started, starts) = std::sync::mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let running = lamctl::sandbox::start(options).await.expect("a port");
                started.send((running.addr(), running.sandbox().clone())).expect("somebody waits");
                let _ = stopped.await;
                running.stop().await;
            });
        });
        let (addr, sandbox) = starts.recv().expect("it starts");
        Watched { url: format!("http://{addr}"), sandbox, _stop: stop }
    }

    /// The operations that came in since the last time, in their order.
    pub fn taken(&self) -> Vec<String> {
        let operations = self.sandbox.log().into_iter().map(|entry| entry.operation).collect();
        self.sandbox.clear_log();
        operations
    }
}

/// MiniStack, started once for the whole test binary; `None` (said aloud) where it cannot run.
pub fn ministack() -> Option<&'static str> {
    static STARTED: LazyLock<Result<(Child, String), String>> = LazyLock::new(start_ministack);
    match &*STARTED {
        Ok((_, url)) => Some(url),
        Err(why) => {
            skip(&format!("MiniStack cannot run: {why}"));
            None
        }
    }
}

/// Statics are never dropped, so MiniStack hangs on a shell that ends when its standard input closes with
/// this process.
fn start_ministack() -> Result<(Child, String), String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
    let program = tools::program("ministack", "--help")?;
    let child = Command::new("sh")
        .args(["-c", "\"$0\" >/dev/null 2>&1 & pid=$!; cat >/dev/null; kill $pid"])
        .arg(program)
        .env("BIND_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| e.to_string())?;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if answers(port) {
            return Ok((child, format!("http://127.0.0.1:{port}")));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("it did not answer within 60 s".to_owned())
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    use std::io::Write;
    if stream.write_all(b"GET /_ministack/health HTTP/1.0\r\nHost: localhost\r\n\r\n").is_err() {
        return false;
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/")
}
