//! A package into S3, once: in one request where it is small, in parts where it is not.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Mutex;

use base64::Engine;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::driver::{Driver, Tally};
use crate::aws::Fault;
use crate::aws::s3::{Part, Place, S3};
use crate::error::{Error, Kind, Result};
use crate::event::What;
use crate::outcome::StepRecord;
use crate::package::{Artifact, Body};

/// Bytes of a part; S3 wants 5 MiB at least, and 10,000 parts at most.
const PART: u64 = 16 * 1024 * 1024;

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
    let mut tally = Tally::default();
    let there = done(driver.ask_with("HeadObject", &mut tally, || s3.head()).await?, "HeadObject", &tally, records)?;
    if let Some(object) = there
        && object.length == artifact.zipped_bytes
        && object.sha256.as_deref() == Some(artifact.sha256.as_str())
    {
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
    let ended = in_parts(driver, &s3, artifact, &upload, records).await;
    if ended.is_err() {
        // Also when a signal came: what is left behind would be paid for until somebody finds it.
        if s3.abort(&upload).await.is_err() {
            driver
                .events
                .emit(What::Warning(format!("the unfinished upload in s3://{} could not be taken back", place.bucket)));
        }
    }
    ended
}

async fn in_parts(
    driver: &Driver<'_>,
    s3: &S3<'_>,
    artifact: &Artifact,
    upload: &str,
    records: &mut Vec<StepRecord>,
) -> Result<Option<String>> {
    let total = artifact.zipped_bytes;
    let mut parts: Vec<Part> = Vec::new();
    let (mut at, mut number) = (0, 1);
    let mut sum = Tally::default();
    while at < total {
        let bytes = piece(artifact, at, PART.min(total - at)).map_err(unreadable)?;
        let sha256 = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&bytes));
        let size = bytes.len() as u64;
        let highest = Mutex::new(at);
        let events = driver.events.through(move |what| match what {
            What::Sent { bytes, .. } => {
                // A part that is sent again does not move the bar back.
                let mut highest = highest.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *highest = (*highest).max(at + bytes);
                What::Sent { operation: "Stage", bytes: (*highest).min(total), total }
            }
            what => what,
        });
        let mut tally = Tally::default();
        let send = || s3.part(upload, number, bytes.clone(), &sha256, &events);
        let part = driver.ask_with("UploadPart", &mut tally, send).await;
        sum.attempts += tally.attempts;
        parts.push(done(part?, "UploadPart", &tally, &mut Vec::new())?);
        at += size;
        number += 1;
    }
    record("UploadPart", &sum, records);
    let mut tally = Tally::default();
    let completed = driver.ask_with("CompleteMultipartUpload", &mut tally, || s3.complete(upload, &parts)).await?;
    match completed {
        // An attempt that lost its answer completed it, and the upload is gone.
        Err(fault) if fault.code.as_deref() == Some("NoSuchUpload") && tally.uncertain => {
            let mut again = Tally::default();
            let there =
                done(driver.ask_with("HeadObject", &mut again, || s3.head()).await?, "HeadObject", &again, records)?;
            match there {
                Some(object) if object.sha256.as_deref() == Some(artifact.sha256.as_str()) => Ok(object.version),
                _ => Err(fault.into_error()),
            }
        }
        completed => done(completed, "CompleteMultipartUpload", &tally, records),
    }
}

fn piece(artifact: &Artifact, at: u64, size: u64) -> std::io::Result<Bytes> {
    let read = |path: &std::path::Path| {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
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

fn record(operation: &'static str, tally: &Tally, records: &mut Vec<StepRecord>) {
    let duration_ms = u64::try_from(tally.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    records.push(StepRecord { operation, attempts: tally.attempts, duration_ms, request_id: None });
}

fn done<T>(
    result: Result<T, Fault>,
    operation: &'static str,
    tally: &Tally,
    records: &mut Vec<StepRecord>,
) -> Result<T> {
    record(operation, tally, records);
    result.map_err(|fault| super::say::gave_up(fault, tally))
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(Kind::Environment, format!("the package cannot be read: {error}"))
}
