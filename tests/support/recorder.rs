//! An endpoint that writes down every request and answers with a function that is Active.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A request, and whose it is.
#[derive(Clone, Debug)]
pub struct Request {
    /// The access key that signed it: tells senders apart.
    pub key: String,
    /// The region it was signed for.
    pub region: String,
    /// Method and path with query, `POST /2015-03-31/functions`.
    pub call: String,
    /// `null` where there is none.
    pub body: Value,
}

pub struct Recorder {
    pub url: String,
    kept: Arc<Mutex<Vec<Request>>>,
}

impl Recorder {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let kept: Arc<Mutex<Vec<Request>>> = Arc::default();
        let keep = Arc::clone(&kept);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keep = Arc::clone(&keep);
                std::thread::spawn(move || serve(stream, &keep));
            }
        });
        Recorder { url, kept }
    }

    /// What this access key has sent so far.
    pub fn of(&self, key: &str) -> Vec<Request> {
        let kept = self.kept.lock().expect("nobody panicked");
        kept.iter().filter(|request| request.key == key).cloned().collect()
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Vec<Request>>) {
    let mut writer = stream.try_clone().expect("a stream");
    let mut reader = BufReader::new(stream);
    while let Some(head) = head(&mut reader) {
        let field = |name: &str| {
            let found = head.iter().find_map(|l| l.split_once(':').filter(|(n, _)| n.eq_ignore_ascii_case(name)));
            found.map(|(_, value)| value.trim()).unwrap_or_default()
        };
        if field("expect").eq_ignore_ascii_case("100-continue") {
            writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").expect("sent");
        }
        let mut body = vec![0; field("content-length").parse().unwrap_or(0)];
        reader.read_exact(&mut body).expect("a body");
        let call = head[0].trim_end_matches(" HTTP/1.1").to_owned();
        // Credential=KEY/DATE/REGION/lambda/aws4_request
        let scope = field("authorization").split("Credential=").nth(1).unwrap_or_default();
        let mut scope = scope.split('/').map(str::to_owned);
        let (key, region) = (scope.next().unwrap_or_default(), scope.nth(1).unwrap_or_default());
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let (status, answer) = answer(&call, &region, &body);
        kept.lock().expect("nobody panicked").push(Request { key, region, call, body });
        let head = format!(
            "HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        if writer.write_all(&[head.as_bytes(), answer.as_bytes()].concat()).is_err() {
            return;
        }
    }
}

/// The lines before the body; `None` at the connection's end.
fn head(reader: &mut impl BufRead) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        match line.trim_end() {
            "" => return Some(lines),
            line => lines.push(line.to_owned()),
        }
    }
}

/// The function as it was just asked for, Active; no other one exists.
fn answer(call: &str, region: &str, body: &Value) -> (u16, String) {
    let creates = call.starts_with("POST /2015-03-31/functions");
    let named = body["FunctionName"].as_str().or_else(|| call.split('/').nth(3)).unwrap_or_default();
    let name = named.rsplit(':').next().unwrap_or_default();
    let published = body["Publish"] == true || call.contains("Qualifier=1");
    let mut function = json!({
        "FunctionName": name, "FunctionArn": format!("arn:aws:lambda:{region}:000000000000:function:{name}"),
        "State": "Active", "LastUpdateStatus": "Successful", "RevisionId": "r-1",
        "Version": if published { "1" } else { "$LATEST" },
    });
    if let Some(sha256) = sha256(body) {
        function["CodeSha256"] = sha256.into();
    }
    (if creates { 201 } else { 200 }, function.to_string())
}

/// Of the zip in a body.
fn sha256(body: &Value) -> Option<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::Digest as _;
    let zip = body.pointer("/Code/ZipFile")?.as_str()?;
    Some(STANDARD.encode(sha2::Sha256::digest(STANDARD.decode(zip).expect("base64"))))
}
