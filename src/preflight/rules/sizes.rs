//! Numbers: memory, timeout, ephemeral storage.

use crate::facts::limits::{
    EPHEMERAL_MAX, EPHEMERAL_MAX_ACCELERATED, EPHEMERAL_MIN, MEMORY_MAX, MEMORY_MAX_MANAGED, MEMORY_MIN, MEMORY_QUOTA,
    MEMORY_STEP, TIMEOUT_MAX, TIMEOUT_MAX_MANAGED, TIMEOUT_MIN,
};
use crate::preflight::words::number;
use crate::preflight::{Finding, Findings, Pass, Subject};

/// What to do where AWS says 3008.
pub const QUOTA_HINT: &str =
    "some accounts may use at most 3008 MB: lower memory_size, or ask AWS Support to raise the quota";

/// A range that a capacity provider widens. A function that exists may have one that the manifest leaves out.
fn widened(subject: &Subject<'_>, value: i64, ordinary: i64, managed: i64) -> (i64, bool) {
    let config = subject.desired.settings.capacity_provider_config.is_some();
    let limit = if config { managed } else { ordinary };
    (limit, config || subject.creates() || value > managed)
}

pub fn memory_multiple_of_64(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(memory) = subject.desired.settings.memory_size else { return };
    let (most, _) = widened(subject, memory, MEMORY_MAX, MEMORY_MAX_MANAGED);
    // Outside the range, the range is what is wrong.
    if !(MEMORY_MIN..=most).contains(&memory) || memory % MEMORY_STEP == 0 {
        return;
    }
    let below = memory - memory % MEMORY_STEP;
    let above = below + MEMORY_STEP;
    out.push(
        Finding::new(
            format!("memory_size {memory} MB is not a multiple of {MEMORY_STEP} MB"),
            subject.desired.places.at(&["memory_size"]),
        )
        .help(format!(
            "use {below} or {above}, the nearest multiples; the service takes any whole number of MB now, and \
             `-A memory-multiple-of-64` (or `checks: {{ memory-multiple-of-64: allow }}`) sends {memory} as it is"
        )),
    );
}

pub fn memory_range(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(memory) = subject.desired.settings.memory_size else { return };
    let (most, sure) = widened(subject, memory, MEMORY_MAX, MEMORY_MAX_MANAGED);
    let finding = |message: String| Finding::new(message, subject.desired.places.at(&["memory_size"]));
    if memory < MEMORY_MIN {
        let message = format!("memory_size {memory} MB is below the least, {MEMORY_MIN} MB");
        out.push(finding(message).help(format!("use {MEMORY_MIN} to {most}")));
    } else if memory > most {
        let message = format!("memory_size {memory} MB is over the limit of {most} MB");
        out.push(finding(message).help(format!("use {MEMORY_MIN} to {most}")).sure(sure));
    }
}

pub fn memory_quota(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(memory) = subject.desired.settings.memory_size else { return };
    if memory > MEMORY_QUOTA
        && memory <= MEMORY_MAX_MANAGED
        && subject.desired.settings.capacity_provider_config.is_none()
    {
        let message =
            format!("memory_size {memory} MB is over the {MEMORY_QUOTA} MB of accounts with the reduced quota");
        out.push(Finding::new(message, subject.desired.places.at(&["memory_size"])).help(QUOTA_HINT));
    }
}

pub fn timeout_range(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(timeout) = subject.desired.settings.timeout else { return };
    let (most, sure) = widened(subject, timeout, TIMEOUT_MAX, TIMEOUT_MAX_MANAGED);
    let finding = |message: String| {
        Finding::new(message, subject.desired.places.at(&["timeout"]))
            .help(format!("use {TIMEOUT_MIN} to {most} seconds"))
    };
    if timeout < TIMEOUT_MIN {
        out.push(finding(format!("timeout {timeout} s is below the least, {TIMEOUT_MIN} s")));
    } else if timeout > most {
        out.push(finding(format!("timeout {timeout} s is over the limit of {most} s")).sure(sure));
    }
}

pub fn ephemeral_storage(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(storage) = &subject.desired.settings.ephemeral_storage else { return };
    let finding = |message: String| {
        Finding::new(message, subject.desired.places.at(&["ephemeral_storage", "size"]))
            .help(format!("use {EPHEMERAL_MIN} to {EPHEMERAL_MAX} MB"))
    };
    let Some(size) = storage.size else {
        out.push(finding("ephemeral_storage has no size".to_owned()));
        return;
    };
    if size < EPHEMERAL_MIN {
        out.push(finding(format!("ephemeral storage of {size} MB is below the least, {EPHEMERAL_MIN} MB")));
    } else if size > EPHEMERAL_MAX {
        let accelerated = if size <= EPHEMERAL_MAX_ACCELERATED {
            format!(
                " ({} with AcceleratorConfig, which lamctl cannot send yet)",
                number(u64::try_from(EPHEMERAL_MAX_ACCELERATED).unwrap_or_default())
            )
        } else {
            String::new()
        };
        let message = format!("ephemeral storage of {size} MB is over the limit of {EPHEMERAL_MAX} MB{accelerated}");
        out.push(finding(message).sure(subject.creates() || size > EPHEMERAL_MAX_ACCELERATED));
    }
}
