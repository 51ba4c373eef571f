//! Faults of the way there and back, as they show in answers.

use bytes::Bytes;

use super::faults::Transport;
use super::wire::{Call, Refusal, Reply, Service, answer, insert};

/// Whether the call takes effect before the fault shows.
pub(crate) fn executes(fault: &Transport) -> bool {
    match fault {
        Transport::Refuse | Transport::Reset | Transport::StallRead => false,
        Transport::Cut { lost }
        | Transport::Hang { lost }
        | Transport::Html { lost }
        | Transport::Status { lost, .. } => *lost,
        Transport::Truncate | Transport::Empty | Transport::Delay(_) | Transport::SlowRead(_) => true,
    }
}

/// The answer that takes the place of the service's, where the fault is an answer.
pub(crate) fn replacement(fault: &Transport, call: &Call) -> Option<Reply> {
    match fault {
        Transport::Html { .. } => {
            let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
            Some(answer(502, "text/html", page))
        }
        Transport::Status { status, retry_after, .. } => {
            let (code, message) = match (status, call.service) {
                (429, Service::S3) => ("SlowDown", "Please reduce your request rate."),
                (429, Service::Lambda) => ("TooManyRequestsException", "Rate exceeded"),
                (429, _) => ("ThrottlingException", "Rate exceeded"),
                (503, Service::S3) => ("ServiceUnavailable", "Service is unable to handle request."),
                (503, _) => ("ServiceUnavailableException", "An unknown error occurred"),
                (_, Service::S3) => ("InternalError", "We encountered an internal error. Please try again."),
                _ => ("ServiceException", "An error occurred and the request cannot be processed."),
            };
            let mut reply = Refusal::new(*status, code, message).reply(call.service);
            if let Some(seconds) = retry_after {
                insert(&mut reply, "retry-after", &seconds.to_string());
            }
            Some(reply)
        }
        _ => None,
    }
}

/// A good answer as the fault leaves it: without its body, or with half of it and the length of the whole.
pub(crate) fn damage(fault: &Transport, reply: Reply) -> Reply {
    match fault {
        Transport::Empty => {
            let (mut parts, _) = reply.into_parts();
            parts.headers.remove(http::header::CONTENT_TYPE);
            http::Response::from_parts(parts, Bytes::new())
        }
        Transport::Truncate => {
            let (parts, body) = reply.into_parts();
            let whole = body.len();
            let mut reply = http::Response::from_parts(parts, body.slice(..whole / 2));
            insert(&mut reply, "content-length", &whole.to_string());
            reply
        }
        _ => reply,
    }
}
