//! STS: who is asking.

use super::limits;
use super::wire::{Call, Refusal, Reply, answer_xml, pairs};

pub(crate) fn apply(call: &Call) -> Result<Reply, Refusal> {
    let form = pairs(&String::from_utf8_lossy(&call.body));
    let action = form.iter().find(|(name, _)| name == "Action").map(|(_, value)| value.as_str());
    match action.or(call.query("Action")) {
        Some("GetCallerIdentity") => Ok(answer_xml(
            200,
            format!(
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
                 <Arn>{}</Arn><UserId>AIDASANDBOX</UserId><Account>{}</Account></GetCallerIdentityResult>\
                 <ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>\
                 </GetCallerIdentityResponse>",
                limits::CALLER,
                limits::ACCOUNT
            ),
        )),
        other => Err(Refusal::new(
            400,
            "InvalidAction",
            format!("Could not find operation {} for version 2011-06-15", other.unwrap_or("(none)")),
        )),
    }
}
