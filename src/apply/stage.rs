//! A package into S3, once: in one request where it is small, in parts where it is not.
//!
//! A plan stages a package that is too large for a request (over 50 MiB) and whose manifest names a bucket in
//! `code.upload`; smaller ones go with the call, which is one step less that can fail. The object's key is the
//! content's hash, so what is there already is not sent again. An upload that does not get to its end is taken
//! back, whatever ended it; what a killed run left under the same key, the next one takes back.

use std::io::{Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::driver::{Driver, Tally};
use crate::aws::Fault;
use crate::aws::s3::{Object, Part, Place, S3};
use crate::error::{Error, Kind, Result};
use crate::event::What;
use crate::outcome::StepRecord;
use crate::package::{Artifact, Body};

/// Bytes of a part; S3 wants 5 MiB at least, and 10,000 parts at most (Amazon S3 multipart upload limits,
/// November 2026).
const PART: u64 = 8 * 1024 * 1024;

/// So many parts are under way at a time: their bytes are held in memory.
const AT_A_TIME: usize = 4;

/// The longest that taking an upload back may hold up the end of a run.
const TAKING_BACK: Duration = Duration::from_secs(10);

/// Puts the package at its place, unless it is there; gives the object's version.
///
/// # Errors
/// What S3 refuses, a file that cannot be read, interrupted.
pub(super) async fn stage(
    driver: &Driver<'_>,
    artifact: &Artifact,
    place: &Place,
    records: &mut Vec<StepRecord>,
) -> Result<Option<String>> {
    let s3 = S3::new(driver.client, place);
    if let Some(object) = look(driver, &s3, artifact, records).await? {
        driver.events.emit(What::Note(format!("the package is in s3://{} already: nothing is uploaded", place.bucket)));
        return Ok(object.version);
    }
    if artifact.zipped_bytes <= PART {
        let bytes = artifact.body.read().map_err(unreadable)?;
        let mut tally = Tally::default();
        let put = || s3.put(bytes.clone(), &artifact.sha256, driver.events);
        return done(driver.ask_with("PutObject", &mut tally, put).await?, "PutObject", &tally, records);
    }
    let mut tally = Tally::default();
    let begun = driver.ask_with("CreateMultipartUpload", &mut tally, || s3.begin(&artifact.sha256)).await?;
    let upload = done(begun, "CreateMultipartUpload", &tally, records)?;
    let ended = tokio::select! {
        biased;
        ended = in_parts(driver, &s3, artifact, &upload, records) => ended,
        // Parts need not be waited for: the whole is taken back.
        stopped = driver.stopped() => Err(stopped),
    };
    match ended {
        Ok(version) => {
            tidy(driver, &s3).await;
            Ok(version)
        }
        Err(error) => {
            take_back(driver, &s3, &upload).await;
            // Another run that sends the same package has taken this upload back after it had got through itself;
            // or the answer to the last call was lost.
            if error.code.as_deref() == Some("NoSuchUpload")
                && let Some(object) = look(driver, &s3, artifact, records).await?
            {
                return Ok(object.version);
            }
            Err(error)
        }
    }
}

/// What is at the place, if it is this package.
async fn look(
    driver: &Driver<'_>,
    s3: &S3<'_>,
    artifact: &Artifact,
    records: &mut Vec<StepRecord>,
) -> Result<Option<Object>> {
    let mut tally = Tally::default();
    let there = done(driver.ask_with("HeadObject", &mut tally, || s3.head()).await?, "HeadObject", &tally, records)?;
    Ok(there.filter(|object| {
        object.length == artifact.zipped_bytes && object.sha256.as_deref() == Some(artifact.sha256.as_str())
    }))
}

async fn in_parts(
    driver: &Driver<'_>,
    s3: &S3<'_>,
    artifact: &Artifact,
    upload: &str,
    records: &mut Vec<StepRecord>,
) -> Result<Option<String>> {
    let started = Instant::now();
    let total = artifact.zipped_bytes;
    let count = usize::try_from(total.div_ceil(PART)).unwrap_or(usize::MAX);
    let (next, parts) = (Mutex::new(0..count), Mutex::new(Vec::<(Part, u32)>::with_capacity(count)));
    let sent = Arc::new(Mutex::new(vec![0_u64; count]));
    let work = || async {
        loop {
            let Some(index) = held(&next).next() else { return Ok(()) };
            let at = index as u64 * PART;
            let bytes = piece(artifact, at, PART.min(total - at)).map_err(unreadable)?;
            let sha256 = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&bytes));
            let sent = Arc::clone(&sent);
            let events = driver.events.through(move |what| match what {
                What::Sent { bytes, .. } => {
                    let mut sent = held(&sent);
                    // A part that is sent again does not move the bar back.
                    if let Some(part) = sent.get_mut(index) {
                        *part = bytes.max(*part);
                    }
                    What::Sent { operation: "Stage", bytes: sent.iter().sum::<u64>().min(total), total }
                }
                what => what,
            });
            let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
            let mut tally = Tally::default();
            let send = || s3.part(upload, number, bytes.clone(), &sha256, &events);
            let part = driver.ask_with("UploadPart", &mut tally, send).await?;
            let part = part.map_err(|fault| super::say::gave_up(fault, &tally))?;
            held(&parts).push((part, tally.attempts));
        }
    };
    // The first that fails ends all; as many as AT_A_TIME says.
    const { assert!(AT_A_TIME == 4) };
    let ended = tokio::try_join!(work(), work(), work(), work());
    let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    parts.sort_by_key(|(part, _)| part.number);
    let attempts = parts.iter().map(|(_, attempts)| attempts).sum();
    record("UploadPart", attempts, started, records);
    ended?;
    let parts: Vec<Part> = parts.into_iter().map(|(part, _)| part).collect();
    let mut tally = Tally::default();
    let complete = || s3.complete(upload, &parts);
    let completed = driver.ask_with("CompleteMultipartUpload", &mut tally, complete).await?;
    done(completed, "CompleteMultipartUpload", &tally, records)
}

/// Aborts an upload: what is left behind would be paid for until somebody finds it.
async fn take_back(driver: &Driver<'_>, s3: &S3<'_>, upload: &str) {
    let gone = async {
        let mut taken = 0;
        for attempt in 0..4_u32 {
            match s3.abort(upload).await {
                Err(fault) if fault.code.as_deref() == Some("NoSuchUpload") => return true,
                Ok(()) => taken += 1,
                Err(_) => tokio::time::sleep(Duration::from_millis(200 << attempt)).await,
            }
            // A part that was under way may have arrived after the first.
            if taken == 2 {
                return true;
            }
        }
        taken > 0
    };
    if !tokio::time::timeout(TAKING_BACK, gone).await.unwrap_or(false) {
        let place = s3.address();
        driver.events.emit(What::Warning(format!(
            "the unfinished upload to {place} could not be taken back: the next upload there does it"
        )));
    }
}

/// Takes back what killed runs left under the same key, as far as that is permitted. The package is there by
/// now, so a run that is still sending it finds it.
async fn tidy(driver: &Driver<'_>, s3: &S3<'_>) {
    let work = async {
        let mut taken = 0;
        for upload in s3.unfinished().await.unwrap_or_default() {
            taken += u32::from(s3.abort(&upload).await.is_ok());
        }
        taken
    };
    if let Ok(taken @ 1..) = tokio::time::timeout(TAKING_BACK, work).await {
        let runs = if taken == 1 { "an earlier run" } else { "earlier runs" };
        driver.events.emit(What::Note(format!("took back what {runs} had not finished uploading to {}", s3.address())));
    }
}

fn piece(artifact: &Artifact, at: u64, size: u64) -> std::io::Result<Bytes> {
    let read = |path: &std::path::Path| {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        file.take(size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == size {
            Ok(Bytes::from(bytes))
        } else {
            Err(std::io::Error::other("the package changed while it was sent"))
        }
    };
    match &artifact.body {
        Body::Memory(bytes) => {
            let (at, size) = (usize::try_from(at).unwrap_or(usize::MAX), usize::try_from(size).unwrap_or(usize::MAX));
            let end = at.checked_add(size).filter(|end| *end <= bytes.len());
            end.map(|end| bytes.slice(at..end))
                .ok_or_else(|| std::io::Error::other("the package is shorter than it says"))
        }
        Body::Temp(path) => read(path),
        Body::File(path) => read(path),
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(operation: &'static str, attempts: u32, started: Instant, records: &mut Vec<StepRecord>) {
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    records.push(StepRecord { operation, attempts, duration_ms, request_id: None });
}

fn done<T>(
    result: Result<T, Fault>,
    operation: &'static str,
    tally: &Tally,
    records: &mut Vec<StepRecord>,
) -> Result<T> {
    record(operation, tally.attempts, tally.started, records);
    result.map_err(|fault| super::say::gave_up(fault, tally))
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(Kind::Environment, format!("the package cannot be read: {error}"))
}
