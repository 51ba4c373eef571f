//! Nobody reads, nothing can be written, and what is deployed changes under the hand.

use std::fs::File;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lamctl::sandbox::Sandbox;

use super::play::options;
use super::real::Served;
use super::{roomy, scenarios};
use crate::support::virtual_time::{Network, lamctl, runtime};
use crate::support::{CANARY, run};

const CREATE: &[&str] = &["create", "-f", "plain.yaml"];

fn functions(sandbox: &Sandbox) -> usize {
    sandbox.snapshot()["functions"].as_object().map_or(0, serde_json::Map::len)
}

#[test]
fn a_closed_pipe_is_no_reason_to_stop() {
    for more in [&[][..], &["--json"], &["-vvv"]] {
        let served = Served::start(None, None);
        let place = served.place();
        let mut child = place
            .lamctl()
            .args(CREATE)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{more:?}");
        assert_eq!(functions(&served.sandbox), 1);
    }
}

#[test]
fn a_full_disk_under_standard_output_is_an_error_that_is_said() {
    for more in [&[][..], &["--json"]] {
        let served = Served::start(None, None);
        let place = served.place();
        let full = File::options().write(true).open("/dev/full").expect("it opens");
        let ran = run(place.lamctl().args(CREATE).args(more).stdout(full)).expect(253);
        assert!(ran.stderr.contains("standard output"), "{}", ran.stderr);
        assert_eq!(functions(&served.sandbox), 1, "the function is there, and the next deploy finds it");
        crate::support::virtual_time::no_secret(&ran);
        super::real::lamctl(&place, &["deploy", "-f", "plain.yaml"], &[]).expect(0);
    }
    // Where nothing can be said, the work is done all the same.
    let served = Served::start(None, None);
    let full = File::options().write(true).open("/dev/full").expect("it opens");
    let ran = run(served.place().lamctl().args(CREATE).stderr(full)).expect(0);
    assert!(ran.stdout.contains(":function:hello"), "{}", ran.stdout);
}

#[test]
fn a_full_disk_under_the_package_is_an_error_that_is_said() {
    let served = Served::start(None, None);
    let place = served.place();
    // Over 8 MiB, so that the package goes to a file; not to be compressed.
    let mut noise: u64 = 7;
    let bytes: Vec<u8> = (0..12 << 20)
        .map(|_| {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (noise >> 56) as u8
        })
        .collect();
    place.write("one/noise.bin", bytes);
    // A limit on the size of files fails writes as a full disk does.
    let mut limited = place.command("sh");
    limited.arg("-c").arg("trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\"").arg(env!("CARGO_BIN_EXE_lamctl"));
    let ran = run(limited.args(CREATE).arg("--json"));
    let document = ran.json();
    assert!([4, 253].contains(&ran.code), "exit {}: {document:#}", ran.code);
    assert_eq!(document["functions"][0]["effect"], "none");
    assert_eq!(functions(&served.sandbox), 0);
    super::real::lamctl(&place, CREATE, &[]).expect(0);
}

#[test]
fn a_manifest_and_a_folder_that_change_after_they_were_read_change_nothing() {
    roomy(|| {
        let place = scenarios::place();
        runtime().block_on(async {
            let sandbox = Sandbox::new(options());
            lamctl(place.path(), &Network::to(&sandbox), CREATE).await.expect(0);
            let wanted = sandbox.snapshot();
            let sandbox = Sandbox::new(options());
            let path = place.path().to_path_buf();
            let inner = sandbox.clone();
            let network = Network::new(move |request| {
                std::fs::write(path.join("plain.yaml"), format!("nonsense: {CANARY}")).expect("written");
                std::fs::write(path.join("one/app.py"), "raise SystemExit").expect("written");
                let inner = inner.clone();
                async move { inner.call(request).await }
            });
            lamctl(place.path(), &network, CREATE).await.expect(0);
            assert_eq!(sandbox.snapshot()["functions"], wanted["functions"]);
        });
    });
}

#[test]
fn a_zip_that_changes_before_it_is_sent_is_not_sent() {
    roomy(|| {
        for change in ["cut", "gone", "other"] {
            let place = scenarios::place();
            let zip = place.path().join("ready.zip");
            runtime().block_on(async {
                let sandbox = Sandbox::new(options());
                let network = Network::to(&sandbox);
                let pack = ["package", "-f", "code.yaml", "-o", "ready.zip"];
                lamctl(place.path(), &network, &pack).await.expect(0);
                lamctl(place.path(), &network, CREATE).await.expect(0);
                let before = sandbox.snapshot();
                let inner = sandbox.clone();
                let path = zip.clone();
                // The first call reads; the package is sent after it.
                let network = Network::new(move |request| {
                    match change {
                        "cut" => std::fs::write(&path, b"PK").expect("written"),
                        "gone" => drop(std::fs::remove_file(&path)),
                        _ => {
                            let mut bytes = std::fs::read(&path).expect("it is there");
                            let middle = bytes.len() / 2;
                            bytes[middle] ^= 1;
                            std::fs::write(&path, bytes).expect("written");
                        }
                    }
                    let inner = inner.clone();
                    async move { inner.call(request).await }
                });
                let deploy = ["deploy", "-f", "plain.yaml", "--code", "ready.zip", "--json"];
                let ran = lamctl(place.path(), &network, &deploy).await;
                let document = ran.json();
                if ran.code == 0 {
                    // Read whole before the change: what was checked is what was sent.
                    assert_eq!(document["functions"][0]["code_sha256"], document["functions"][0]["package"]["sha256"]);
                } else {
                    assert!([4, 253, 254].contains(&ran.code), "{change}: exit {}: {document:#}", ran.code);
                    assert_eq!(sandbox.snapshot(), before, "{change}: {document:#}");
                    let message = document["error"]["message"].as_str().unwrap_or_default().to_owned();
                    assert!(message.contains("the package changed while it was sent"), "{change}: {message}");
                    assert!(!message.contains("interceptor"), "{change}: {message}");
                }
            });
        }
    });
}

#[test]
fn a_folder_that_changes_while_it_is_packaged_gives_a_package_or_an_error() {
    let place = scenarios::place();
    for number in 0..200 {
        place.write(&format!("one/lib/m{number}.py"), format!("X = {number}\n").repeat(200));
    }
    let (stop, path) = (Arc::new(AtomicBool::new(false)), place.path().join("one/lib"));
    let changing = {
        let stop = Arc::clone(&stop);
        std::thread::spawn(move || {
            let mut number = 0;
            while !stop.load(Ordering::Relaxed) {
                let file = path.join(format!("m{}.py", number % 200));
                match number % 3 {
                    0 => drop(std::fs::remove_file(&file)),
                    1 => drop(std::fs::write(&file, "Y = 1\n".repeat(number % 5_000))),
                    _ => drop(std::fs::write(&file, "")),
                }
                number += 1;
                if number % 50 == 0 {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
        })
    };
    let mut codes = std::collections::BTreeMap::new();
    for _ in 0..25 {
        let ran = place.run(["package", "-f", "plain.yaml", "-o", "out.zip", "--json"]);
        assert!([0, 3, 4, 253].contains(&ran.code), "exit {}: {}", ran.code, ran.stdout);
        *codes.entry(ran.code).or_insert(0) += 1;
        if ran.code == 0 {
            let zip = File::open(place.path().join("out.zip")).expect("it is there");
            let mut zip = zip::ZipArchive::new(zip).expect("a zip");
            for index in 0..zip.len() {
                let mut entry = zip.by_index(index).expect("an entry");
                std::io::copy(&mut entry, &mut std::io::sink()).expect("whole");
            }
        }
    }
    stop.store(true, Ordering::Relaxed);
    changing.join().expect("it ended");
    super::real::say(&format!("packaging while the folder changes: exit codes {codes:?}"));
}
