//! A log group read to its end, and then followed.

use std::collections::HashSet;
use std::time::Duration;

use super::driver::{Driver, Tally};
use crate::aws::Class;
use crate::aws::logs::{LogEvent, Logs, Query};
use crate::error::Result;

/// Events may arrive late, and out of order: when following, so much is read again.
const OVERLAP: i64 = 30_000;
/// Between two readings when following.
const PAUSE: Duration = Duration::from_secs(2);

/// Reads all events, in the order of their time, and gives them to `line` in batches, until `line` says
/// that nobody reads any more; with `follow` goes on until a signal comes.
///
/// # Errors
/// What the service refuses; interrupted.
pub async fn read(
    driver: &Driver<'_>,
    query: &Query,
    follow: bool,
    line: &mut (dyn FnMut(Vec<LogEvent>) -> bool + Send),
) -> Result<()> {
    let logs = Logs::new(driver.client);
    let mut query = query.clone();
    let mut seen: HashSet<(i64, String, String)> = HashSet::new();
    loop {
        let mut newest = query.since.unwrap_or(0);
        let mut token = None;
        loop {
            let mut tally = Tally::default();
            let page = driver.ask_with("FilterLogEvents", &mut tally, || logs.page(&query, token.clone())).await?;
            let page = match page {
                Ok(page) => page,
                // No group yet: the function has not run yet.
                Err(fault) if follow && fault.class == Class::NotFound => break,
                Err(fault) => return Err(super::say::gave_up(fault, &tally)),
            };
            let mut events = page.events;
            if follow {
                events.retain(|event| seen.insert(key(event)));
            }
            events.sort_by_key(|event| event.timestamp);
            newest = events.last().map_or(newest, |event| newest.max(event.timestamp));
            if !events.is_empty() && !line(events) {
                return Ok(());
            }
            // The same token again would go round in a circle.
            if page.next.is_none() || page.next == token {
                break;
            }
            token = page.next;
        }
        if !follow {
            return Ok(());
        }
        let start = newest.saturating_sub(OVERLAP).max(query.since.unwrap_or(0));
        query.since = Some(start);
        seen.retain(|(timestamp, ..)| *timestamp >= start);
        driver.sleep(PAUSE).await?;
    }
}

/// What tells events apart that are read twice; not every server gives them an id.
fn key(event: &LogEvent) -> (i64, String, String) {
    let what = if event.id.is_empty() { event.message.clone() } else { event.id.clone() };
    (event.timestamp, event.stream.clone(), what)
}
