//! The body on its way: small frames, progress, and a stall that is noticed.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use http_body::Body;
use lamctl::aws::config::Vars;
use lamctl::aws::{Class, Connect, Outcome, connect};
use lamctl::event::What;
use lamctl::plan::{Call, CodeRef};
use tokio::time::Instant;

use super::{artifact, events};

/// Reads a frame each `pause`, and no more after `stop_at` bytes.
#[derive(Clone, Debug)]
struct Slow {
    pause: Duration,
    stop_at: u64,
}

impl HttpConnector for Slow {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let slow = self.clone();
        HttpConnectorFuture::new(async move {
            let mut body = Box::pin(request.take_body());
            let mut read = 0;
            while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
                let data = frame.expect("a frame").into_data().expect("data");
                assert!(data.len() <= 64 * 1024, "a frame of {} bytes", data.len());
                read += data.len() as u64;
                if read >= slow.stop_at {
                    std::future::pending::<()>().await;
                }
                tokio::time::sleep(slow.pause).await;
            }
            let body = r#"{"FunctionArn":"arn:f","Version":"$LATEST"}"#;
            Ok(HttpResponse::new(201.try_into().expect("a status"), SdkBody::from(body)))
        })
    }
}

async fn client(slow: Slow) -> lamctl::aws::Client {
    let connector = SharedHttpConnector::new(slow);
    let vars = [("AWS_ACCESS_KEY_ID", "AK"), ("AWS_SECRET_ACCESS_KEY", "canary-s3cr3t")];
    let vars = Vars(vars.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect());
    let http = Some(http_client_fn(move |_, _| connector.clone()));
    connect(&Connect { region: Some("eu-west-1".into()), vars, http, ..Connect::default() }).await.expect("connects")
}

fn create(bytes: usize) -> Call {
    let code = CodeRef::Zip { artifact: artifact(&vec![1; bytes]), kms_key: None };
    Call::CreateFunction { name: "f".into(), settings: Box::default(), code }
}

#[tokio::test(start_paused = true)]
async fn a_slow_upload_has_all_the_time_it_needs_and_shows_progress() {
    let client = client(Slow { pause: Duration::from_secs(30), stop_at: u64::MAX }).await;
    let (events, kept) = events();
    let began = Instant::now();
    client.send(&create(3_000_000), &events).await.expect("it arrives");
    assert!(began.elapsed() > Duration::from_secs(1_500), "{:?}", began.elapsed());
    let sent: Vec<(u64, u64)> = kept
        .lock()
        .expect("events")
        .iter()
        .filter_map(|e| if let What::Sent { bytes, total, .. } = e.what { Some((bytes, total)) } else { None })
        .collect();
    assert!(sent.len() > 10 && sent.is_sorted(), "{sent:?}");
    assert!(sent.last().is_some_and(|(bytes, total)| bytes == total && *total > 4_000_000), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stalled_upload_ends_after_a_minute() {
    let client = client(Slow { pause: Duration::ZERO, stop_at: 500_000 }).await;
    let began = Instant::now();
    let fault = client.send(&create(3_000_000), &lamctl::event::Events::none()).await.expect_err("it stalls");
    assert_eq!(began.elapsed(), Duration::from_secs(60));
    assert_eq!((fault.class, fault.outcome), (Class::Lost, Outcome::Unknown));
    assert!(fault.message.contains("stalled for 60 s after"), "{}", fault.message);
    assert!(fault.hints[0].contains("S3"));
}

#[tokio::test(start_paused = true)]
async fn without_region_or_credentials_it_says_where_it_looked() {
    let connector = SharedHttpConnector::new(Slow { pause: Duration::ZERO, stop_at: 0 });
    let http = Some(http_client_fn(move |_, _| connector.clone()));
    let none = Connect { http, ..Connect::default() };
    let error = connect(&none).await.expect_err("no region");
    assert!(error.message.contains("AWS_REGION") && error.message.contains("target.region"), "{error}");
    let error = connect(&Connect { region: Some("eu-west-1".into()), ..none }).await.expect_err("no credentials");
    assert_eq!(error.kind, lamctl::error::Kind::Environment);
    assert!(error.message.contains("AWS_ACCESS_KEY_ID") && error.message.contains("~/.aws/config"), "{error}");
}
