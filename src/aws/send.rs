//! Each call as the SDK's operation, and its output as an answer.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::body::ZipInPlace;
use super::client::{Client, inline_zip};
use super::convert::{request, response};
use super::wire::{Wire, root_cause};
use crate::function::CodeLocation;
use crate::plan::{Answer, Call};

/// Why the SDK gave no output, where the raw answer does not tell.
#[derive(Debug)]
pub enum Trouble {
    Credentials(String),
    Other(String),
}

/// Runs the operation with this connector.
pub async fn dispatch(client: &Client, call: &Call, wire: Wire) -> Result<Answer, Trouble> {
    let lambda = &client.lambda;
    let mut over = aws_sdk_lambda::config::Builder::new();
    if let Call::GetCallerIdentity = call {
        let over = aws_sdk_sts::config::Builder::new().http_client(wire);
        let output =
            client.sts.get_caller_identity().customize().config_override(over).send().await.map_err(trouble)?;
        return Ok(Answer::Identity {
            account: output.account.unwrap_or_default(),
            arn: output.arn.unwrap_or_default(),
        });
    }
    over = over.http_client(wire);
    let zip = inline_zip(call).map(ZipInPlace::new);
    if let Some(zip) = &zip {
        over = over.interceptor(zip.clone());
    }
    macro_rules! run {
        ($operation:expr) => {
            $operation.customize().config_override(over).send().await.map_err(trouble)?
        };
    }
    Ok(match call {
        Call::GetCallerIdentity => Answer::Nothing,
        Call::CreateFunction { name, settings, code } => {
            let builder = request::create(lambda.create_function().function_name(name), settings);
            let builder = builder.code(request::code(code, zip.as_ref()));
            Answer::Configuration(Box::new(response::remote!(run!(builder))))
        }
        Call::GetFunctionConfiguration { name, qualifier } => {
            let builder = lambda.get_function_configuration().function_name(name).set_qualifier(qualifier.clone());
            Answer::Configuration(Box::new(response::remote!(run!(builder))))
        }
        Call::GetFunction { name, qualifier } => {
            let output = run!(lambda.get_function().function_name(name).set_qualifier(qualifier.clone()));
            let code = output.code.map_or_else(CodeLocation::default, |code| CodeLocation {
                location: code.location,
                image_uri: code.image_uri,
                resolved_image_uri: code.resolved_image_uri,
            });
            Answer::Function(Box::new(crate::function::Deployed {
                configuration: output.configuration.map(response::configuration).unwrap_or_default(),
                code,
                tags: output.tags.map(|tags| tags.into_iter().collect()),
                reserved_concurrency: output.concurrency.and_then(|c| c.reserved_concurrent_executions),
            }))
        }
        Call::UpdateFunctionConfiguration { name, settings, revision_id } => {
            let builder =
                lambda.update_function_configuration().function_name(name).set_revision_id(revision_id.clone());
            Answer::Configuration(Box::new(response::remote!(run!(request::update(builder, settings)))))
        }
        Call::UpdateFunctionCode { name, code, architectures, revision_id } => {
            let builder = lambda
                .update_function_code()
                .function_name(name)
                .set_architectures(architectures.as_ref().map(|list| request::architectures(list)))
                .set_revision_id(revision_id.clone());
            Answer::Configuration(Box::new(response::remote!(run!(request::update_code(builder, code, zip.as_ref())))))
        }
        Call::PublishVersion { name, code_sha256, description, revision_id } => {
            let builder = lambda
                .publish_version()
                .function_name(name)
                .set_code_sha256(code_sha256.clone())
                .set_description(description.clone())
                .set_revision_id(revision_id.clone());
            Answer::Configuration(Box::new(response::remote!(run!(builder))))
        }
        Call::GetFunctionCodeSigningConfig { name } => {
            let output = run!(lambda.get_function_code_signing_config().function_name(name));
            Answer::CodeSigning { arn: Some(output.code_signing_config_arn).filter(|arn| !arn.is_empty()) }
        }
        Call::PutFunctionCodeSigningConfig { name, arn } => {
            let output =
                run!(lambda.put_function_code_signing_config().function_name(name).code_signing_config_arn(arn));
            Answer::CodeSigning { arn: Some(output.code_signing_config_arn).filter(|arn| !arn.is_empty()) }
        }
        Call::DeleteFunctionCodeSigningConfig { name } => {
            run!(lambda.delete_function_code_signing_config().function_name(name));
            Answer::Nothing
        }
        Call::TagResource { arn, tags } => {
            run!(lambda.tag_resource().resource(arn).set_tags(Some(tags.clone().into_iter().collect())));
            Answer::Nothing
        }
        Call::UntagResource { arn, keys } => {
            run!(lambda.untag_resource().resource(arn).set_tag_keys(Some(keys.clone())));
            Answer::Nothing
        }
        Call::ListTags { arn } => {
            let output = run!(lambda.list_tags().resource(arn));
            Answer::Tags(output.tags.unwrap_or_default().into_iter().collect())
        }
        Call::GetAlias { name, alias } => {
            Answer::Alias(response::alias!(run!(lambda.get_alias().function_name(name).name(alias))))
        }
        Call::CreateAlias { name, alias, version, description, weights } => {
            let mut builder = lambda
                .create_alias()
                .function_name(name)
                .name(alias)
                .function_version(version)
                .set_description(description.clone());
            if !weights.is_empty() {
                builder = builder.routing_config(request::weights(weights));
            }
            Answer::Alias(response::alias!(run!(builder)))
        }
        Call::UpdateAlias { name, alias, version, description, weights, revision_id } => {
            let builder = lambda
                .update_alias()
                .function_name(name)
                .name(alias)
                .function_version(version)
                .set_description(description.clone())
                .routing_config(request::weights(weights))
                .set_revision_id(revision_id.clone());
            Answer::Alias(response::alias!(run!(builder)))
        }
        Call::DeleteAlias { name, alias } => {
            run!(lambda.delete_alias().function_name(name).name(alias));
            Answer::Nothing
        }
        Call::ListAliases { name, marker } => {
            let output = run!(lambda.list_aliases().function_name(name).set_marker(marker.clone()));
            let items = output.aliases.unwrap_or_default().into_iter().map(|item| response::alias!(item)).collect();
            Answer::Aliases { items, next: next(output.next_marker) }
        }
        Call::ListVersionsByFunction { name, marker } => {
            let output = run!(lambda.list_versions_by_function().function_name(name).set_marker(marker.clone()));
            let items = output.versions.unwrap_or_default().into_iter().map(response::configuration).collect();
            Answer::Configurations { items, next: next(output.next_marker) }
        }
        Call::ListFunctions { marker } => {
            let output = run!(lambda.list_functions().set_marker(marker.clone()));
            let items = output.functions.unwrap_or_default().into_iter().map(response::configuration).collect();
            Answer::Configurations { items, next: next(output.next_marker) }
        }
        Call::DeleteFunction { name, qualifier } => {
            run!(lambda.delete_function().function_name(name).set_qualifier(qualifier.clone()));
            Answer::Nothing
        }
        Call::ListEventSourceMappings { name, marker } => {
            let output = run!(lambda.list_event_source_mappings().function_name(name).set_marker(marker.clone()));
            let items = output.event_source_mappings.unwrap_or_default();
            let items = items.into_iter().map(|item| (item.uuid.unwrap_or_default(), item.event_source_arn)).collect();
            Answer::EventSources { items, next: next(output.next_marker) }
        }
        Call::GetFunctionUrlConfig { name } => {
            let output = run!(lambda.get_function_url_config().function_name(name));
            Answer::Url(Some(output.function_url).filter(|url| !url.is_empty()))
        }
        Call::Invoke { name, qualifier, payload, asynchronous, tail } => {
            use aws_sdk_lambda::types::{InvocationType, LogType};
            let mut builder = lambda
                .invoke()
                .function_name(name)
                .set_qualifier(qualifier.clone())
                .payload(aws_smithy_types::Blob::new(payload.clone()));
            if *asynchronous {
                builder = builder.invocation_type(InvocationType::Event);
            }
            if *tail {
                builder = builder.log_type(LogType::Tail);
            }
            let output = run!(builder);
            let tail = output.log_result.and_then(|log| STANDARD.decode(log).ok());
            Answer::Invoked {
                status: u16::try_from(output.status_code).unwrap_or(200),
                function_error: output.function_error,
                payload: output.payload.map(|blob| bytes::Bytes::from(blob.into_inner())).unwrap_or_default(),
                log_tail: tail.map(|log| String::from_utf8_lossy(&log).into_owned()),
                version: output.executed_version,
            }
        }
    })
}

/// An empty marker ends the pages as an absent one does.
fn next(marker: Option<String>) -> Option<String> {
    marker.filter(|marker| !marker.is_empty())
}

/// Whether the answer holds what it must: the SDK reads `{}`, and even nothing, as an answer without members.
pub fn complete(call: &Call, answer: &Answer) -> bool {
    match (call, answer) {
        (Call::CreateFunction { .. } | Call::PublishVersion { .. }, Answer::Configuration(remote)) => {
            remote.arn.is_some() && remote.version.is_some()
        }
        (_, Answer::Configuration(remote)) => remote.arn.is_some(),
        (_, Answer::Function(deployed)) => deployed.configuration.arn.is_some(),
        (_, Answer::Alias(alias)) => !alias.name.is_empty() && !alias.version.is_empty(),
        (_, Answer::Identity { account, .. }) => !account.is_empty(),
        (Call::PutFunctionCodeSigningConfig { .. }, Answer::CodeSigning { arn }) => arn.is_some(),
        (_, Answer::Url(url)) => url.is_some(),
        _ => true,
    }
}

/// Whether the answer has no body where all is well.
pub fn without_body(call: &Call) -> bool {
    matches!(
        call,
        Call::Invoke { .. }
            | Call::TagResource { .. }
            | Call::UntagResource { .. }
            | Call::DeleteAlias { .. }
            | Call::DeleteFunction { .. }
            | Call::DeleteFunctionCodeSigningConfig { .. }
    )
}

pub(super) fn trouble<E>(error: SdkError<E, HttpResponse>) -> Trouble
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    let mut credentials = false;
    let mut local = None;
    while let Some(one) = cause {
        credentials |= one.is::<aws_credential_types::provider::error::CredentialsError>();
        // A package that could not be read; who noticed it says nothing to people.
        local = local.or_else(|| one.downcast_ref::<std::io::Error>().map(|io| super::scrub::shown(&io.to_string())));
        cause = one.source();
    }
    let text = local.unwrap_or_else(|| root_cause(&error));
    if credentials { Trouble::Credentials(text) } else { Trouble::Other(text) }
}
