//! Endpoints: our own sandbox as a process, and MiniStack, which knows nothing of us.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use super::{Place, skip};

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

/// MiniStack, started once for the whole test binary; `None` (said aloud) where it cannot run.
pub fn ministack() -> Option<&'static str> {
    static STARTED: LazyLock<Result<(Child, String), String>> = LazyLock::new(start_ministack);
    match &*STARTED {
        Ok((_, url)) => Some(url),
        Err(why) => {
            skip(&format!("MiniStack cannot run: {why} (pip install ministack)"));
            None
        }
    }
}

/// Statics are never dropped, so MiniStack hangs on a shell that ends when its standard input closes with
/// this process.
fn start_ministack() -> Result<(Child, String), String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
    let found = Command::new("sh").args(["-c", "command -v ministack"]).output().map_err(|e| e.to_string())?;
    if !found.status.success() {
        return Err("no `ministack` on PATH".to_owned());
    }
    let child = Command::new("sh")
        .args(["-c", "ministack >/dev/null 2>&1 & pid=$!; cat >/dev/null; kill $pid"])
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
