//! CloudWatch Logs: one page of a log group's events.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;

use super::client::Client;
use super::fault::Fault;
use super::send::trouble;
use super::wire::{Exchange, Limits, Wire};
use crate::event::Events;

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub group: String,
    /// CloudWatch's filter pattern, passed on.
    pub filter: Option<String>,
    /// Milliseconds since 1970.
    pub since: Option<i64>,
}

/// A line of a log. It is the function's own: nothing is hidden in it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LogEvent {
    /// Milliseconds since 1970.
    pub timestamp: i64,
    pub message: String,
    pub stream: String,
    pub id: String,
}

/// Some events, and where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub events: Vec<LogEvent>,
    pub next: Option<String>,
}

/// Logs, for one run.
#[derive(Clone, Debug)]
pub struct Logs<'a> {
    client: &'a Client,
    logs: aws_sdk_cloudwatchlogs::Client,
}

impl<'a> Logs<'a> {
    pub fn new(client: &'a Client) -> Self {
        let mut config = aws_sdk_cloudwatchlogs::config::Builder::from(&client.sdk)
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(url) = &client.endpoints.logs {
            config = config.endpoint_url(url);
        }
        Logs { client, logs: aws_sdk_cloudwatchlogs::Client::from_conf(config.build()) }
    }

    /// One page.
    ///
    /// # Errors
    /// A fault.
    pub async fn page(&self, query: &Query, token: Option<String>) -> Result<Page, Fault> {
        let limits = Limits { stall: Duration::from_secs(60), answer: Duration::from_secs(20) };
        let exchange = Exchange::new("FilterLogEvents", limits, Events::none());
        let wire = Wire { inner: self.client.http.clone(), exchange: Arc::clone(&exchange) };
        let over = aws_sdk_cloudwatchlogs::config::Builder::new().http_client(wire);
        let result = self
            .logs
            .filter_log_events()
            .log_group_name(&query.group)
            .set_filter_pattern(query.filter.clone())
            .set_start_time(query.since)
            .set_next_token(token)
            .customize()
            .config_override(over)
            .send()
            .await;
        let (output, error) = match result {
            Ok(output) => (Some(output), None),
            Err(error) => (None, Some(trouble(error))),
        };
        let raw = self.client.outcome_of("FilterLogEvents", &exchange, error)?;
        let Some(output) = output.filter(|_| raw.looks_like_json() && !raw.body.is_empty()) else {
            return Err(super::fault::unreadable("FilterLogEvents", &raw, false, &self.client.scrub));
        };
        let events = output.events.unwrap_or_default().into_iter().map(|event| LogEvent {
            timestamp: event.timestamp.unwrap_or_default(),
            message: event.message.unwrap_or_default(),
            stream: event.log_stream_name.unwrap_or_default(),
            id: event.event_id.unwrap_or_default(),
        });
        Ok(Page { events: events.collect(), next: output.next_token.filter(|token| !token.is_empty()) })
    }
}
