//! The configuration of a function: the rules that go across members, the defaults of a creation, and what an
//! update clears.

use serde_json::{Map, Value, json};

use super::shape::finding;
use crate::sandbox::limits;
use crate::sandbox::wire::Refusal;

/// Members of a request that become the configuration as they are, nested ones aside.
const PLAIN: &[&str] = &["Runtime", "Role", "Handler", "Description", "Timeout", "MemorySize"];
/// Nested members that replace what was there as a whole.
const NESTED: &[&str] =
    &["TracingConfig", "EphemeralStorage", "CapacityProviderConfig", "DurableConfig", "TenancyConfig"];

/// Findings that depend on other members: the narrower limits of functions without a capacity provider.
pub(crate) fn bounds(body: &Value, provided: bool, findings: &mut Vec<String>) {
    if provided || body.get("CapacityProviderConfig").is_some_and(|value| !value.is_null()) {
        return;
    }
    let storage = body.get("EphemeralStorage").and_then(|storage| storage.get("Size"));
    for (path, value, max, model) in [
        ("timeout", body.get("Timeout"), limits::TIMEOUT_SECONDS, 5400),
        ("memorySize", body.get("MemorySize"), limits::MEMORY_MB, 32_768),
        ("ephemeralStorage.size", storage, limits::STORAGE_MB, 32_768),
    ] {
        // Above the model's own limit the shape has been refused already.
        if let Some(value) = value.and_then(Value::as_i64).filter(|value| *value > max && *value <= model) {
            let constraint = format!("Member must have value less than or equal to {max}");
            findings.push(finding(&value.to_string(), path, &constraint));
        }
    }
}

/// Refuses what the service refuses for its meaning.
///
/// # Errors
/// The service's own refusal.
pub(crate) fn judge(body: &Value, image: bool, creating: bool, region: &str) -> Result<(), Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    runtime(text("Runtime"))?;
    if creating && image {
        if text("Runtime").is_some() || text("Handler").is_some() {
            return Err(Refusal::invalid(
                "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
            ));
        }
        if text("CodeSigningConfigArn").is_some() {
            return Err(Refusal::invalid("Code signing is not supported for functions created with container images."));
        }
    }
    if creating && !image {
        if text("Runtime").is_none_or(str::is_empty) || text("Handler").is_none_or(str::is_empty) {
            return Err(Refusal::invalid(
                "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
            ));
        }
        if body.get("ImageConfig").is_some_and(|config| config.as_object().is_some_and(|config| !config.is_empty())) {
            return Err(Refusal::invalid(
                "The ImageConfig parameter is not supported for functions created with deployment packages.",
            ));
        }
    }
    environment(body.pointer("/Environment/Variables"))?;
    vpc(body)?;
    layers(body.get("Layers"), region)?;
    dead_letter(body.pointer("/DeadLetterConfig/TargetArn").and_then(Value::as_str), region)?;
    logging(body.get("LoggingConfig"))?;
    snapstart(body, text("Runtime"))
}

fn runtime(runtime: Option<&str>) -> Result<(), Refusal> {
    let Some(runtime) = runtime.filter(|runtime| !runtime.is_empty()) else { return Ok(()) };
    if limits::BLOCKED_RUNTIMES.contains(&runtime) {
        return Err(Refusal::invalid(format!(
            "The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions. \
             We recommend you use a supported runtime while creating or updating functions."
        )));
    }
    if !limits::RUNTIMES.contains(&runtime) && !limits::NEWER_RUNTIMES.contains(&runtime) {
        return Err(Refusal::invalid(format!(
            "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [{}] or be a valid ARN",
            limits::RUNTIMES.join(", ")
        )));
    }
    Ok(())
}

fn environment(variables: Option<&Value>) -> Result<(), Refusal> {
    let Some(Value::Object(variables)) = variables else { return Ok(()) };
    let reserved: Vec<&str> =
        variables.keys().map(String::as_str).filter(|name| limits::RESERVED_VARIABLES.contains(name)).collect();
    if !reserved.is_empty() {
        return Err(Refusal::invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have \
             provided contains reserved keys that are currently not supported for modification. \
             Reserved keys used in this request: {}",
            reserved.join(", ")
        )));
    }
    let measured = Value::Object(variables.clone()).to_string();
    if measured.len() > limits::ENVIRONMENT_BYTES {
        // AWS does echo the whole environment here: whoever shows messages must take it out.
        return Err(Refusal::invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have \
             provided exceeded the 4KB limit. String measured: {measured}"
        )));
    }
    Ok(())
}

fn vpc(body: &Value) -> Result<(), Refusal> {
    let count = |name: &str| body.pointer(&format!("/VpcConfig/{name}")).and_then(Value::as_array).map_or(0, Vec::len);
    let (subnets, groups) = (count("SubnetIds"), count("SecurityGroupIds"));
    if (subnets == 0) != (groups == 0) {
        return Err(Refusal::invalid("SubnetIds and SecurityIds must coexist or be both empty list."));
    }
    let file_system = body.pointer("/FileSystemConfigs/0/Arn").and_then(Value::as_str);
    if let Some(arn) = file_system.filter(|arn| arn.contains(":elasticfilesystem:") && subnets == 0) {
        return Err(Refusal::invalid(format!(
            "Function must be configured to execute in a VPC to reference access point {arn}."
        )));
    }
    Ok(())
}

fn layers(layers: Option<&Value>, region: &str) -> Result<(), Refusal> {
    let Some(Value::Array(layers)) = layers else { return Ok(()) };
    let layers: Vec<&str> = layers.iter().filter_map(Value::as_str).collect();
    if layers.len() > limits::LAYERS {
        return Err(Refusal::invalid(format!("Cannot reference more than {} layers.", limits::LAYERS)));
    }
    for (at, layer) in layers.iter().enumerate() {
        let own = layer.rsplit_once(':').map_or(*layer, |(plain, _)| plain);
        let same = |other: &&&str| other.rsplit_once(':').map_or(**other, |(plain, _)| plain) == own;
        if let Some(first) = layers.iter().take(at).find(same) {
            return Err(Refusal::invalid(format!(
                "Two different versions of the same layer are not allowed to be referenced in the same function. \
                 {first} and {layer} are versions of the same layer."
            )));
        }
        if layer.split(':').nth(3).is_some_and(|other| !other.is_empty() && other != region) {
            return Err(Refusal::invalid(format!(
                "Layers are not in the same region as the function. Layers are expected to be in region {region}."
            )));
        }
        // The sandbox has no layers of its own: any is taken, but for names that say they are absent.
        if layer.split(':').nth(6) == Some("doesnotexist") {
            return Err(Refusal::invalid(format!("Layer version {layer} does not exist.")));
        }
    }
    Ok(())
}

fn dead_letter(arn: Option<&str>, region: &str) -> Result<(), Refusal> {
    let Some(arn) = arn.filter(|arn| !arn.is_empty()) else { return Ok(()) };
    let mut parts = arn.split(':').skip(2);
    let why = match (parts.next(), parts.next()) {
        (Some("sqs"), _) if arn.ends_with(".fifo") => "FIFO SQS queue is not supported",
        (Some("sqs" | "sns"), Some(other)) if other == region => return Ok(()),
        (Some("sqs" | "sns"), _) => "it must be in the same region as the function",
        _ => "the service is not supported",
    };
    Err(Refusal::invalid(format!("Invalid dead letter queue ARN: {arn} ({why})")))
}

fn logging(config: Option<&Value>) -> Result<(), Refusal> {
    let Some(config) = config else { return Ok(()) };
    let text = |name: &str| config.get(name).and_then(Value::as_str);
    let level = text("ApplicationLogLevel").or(text("SystemLogLevel"));
    if level.is_some() && text("LogFormat") != Some("JSON") {
        return Err(Refusal::invalid(
            "LogLevel is not supported when LogFormat is set to \"Text\". Remove LogLevel from your request or change \
             the LogFormat to \"JSON\" and try again.",
        ));
    }
    if text("LogGroup").is_some_and(|group| group.to_ascii_lowercase().starts_with("aws/")) {
        return Err(Refusal::invalid(
            "Log groups starting with AWS/ are reserved for AWS. Update the LogGroup value and try again.",
        ));
    }
    Ok(())
}

fn snapstart(body: &Value, runtime: Option<&str>) -> Result<(), Refusal> {
    let on = body.pointer("/SnapStart/ApplyOn").and_then(Value::as_str) == Some("PublishedVersions");
    if !on {
        return Ok(());
    }
    if let Some(runtime) = runtime.filter(|runtime| !limits::snapstart(runtime)) {
        return Err(Refusal::invalid(format!("{runtime} is not supported for SnapStart enabled functions.")));
    }
    if body.get("TenancyConfig").is_some_and(|config| !config.is_null()) {
        return Err(Refusal::invalid("SnapStart is not supported for functions enabled with tenancy configuration."));
    }
    Ok(())
}

/// The configuration of a new function.
pub(crate) fn fresh(body: &Value, image: bool, name: &str) -> Map<String, Value> {
    let mut settings = Map::new();
    settings.insert("Description".to_owned(), json!(""));
    settings.insert("Timeout".to_owned(), json!(3));
    let provided = body.get("CapacityProviderConfig").is_some_and(|config| !config.is_null());
    settings.insert("MemorySize".to_owned(), json!(if provided { 2048 } else { 128 }));
    settings.insert("TracingConfig".to_owned(), json!({ "Mode": "PassThrough" }));
    settings.insert("PackageType".to_owned(), json!(if image { "Image" } else { "Zip" }));
    settings.insert(
        "Architectures".to_owned(),
        body.get("Architectures").cloned().filter(|it| !it.is_null()).unwrap_or_else(|| json!(["x86_64"])),
    );
    settings.insert("EphemeralStorage".to_owned(), json!({ "Size": 512 }));
    settings.insert("SnapStart".to_owned(), json!({ "ApplyOn": "None" }));
    let group = format!("/aws/lambda/{name}");
    let logging = if provided {
        json!({ "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", "LogFormat": "JSON", "LogGroup": group })
    } else {
        json!({ "LogFormat": "Text", "LogGroup": group })
    };
    settings.insert("LoggingConfig".to_owned(), logging);
    merge(&mut settings, body, name);
    // A VPC that was never there is not shown.
    if settings.get("VpcConfig").is_some_and(no_subnets) {
        settings.remove("VpcConfig");
    }
    settings
}

fn no_subnets(vpc: &Value) -> bool {
    vpc.get("SubnetIds").and_then(Value::as_array).is_none_or(Vec::is_empty)
}

/// Applies the members of a request to a configuration. What is absent or null stays, empties clear.
pub(crate) fn merge(settings: &mut Map<String, Value>, body: &Value, name: &str) {
    let given = |member: &str| body.get(member).filter(|value| !value.is_null());
    for member in PLAIN.iter().chain(NESTED) {
        if let Some(value) = given(member) {
            settings.insert((*member).to_owned(), value.clone());
        }
    }
    // Functions on instances of one's own log as JSON unless told otherwise.
    let usual = if settings.contains_key("CapacityProviderConfig") { "JSON" } else { "Text" };
    let mut or_clear = |member: &str, value: Option<Value>| match value {
        Some(value) => {
            settings.insert(member.to_owned(), value);
        }
        None => {
            settings.shift_remove(member);
        }
    };
    if let Some(value) = given("Environment") {
        let variables = value.get("Variables").and_then(Value::as_object).filter(|variables| !variables.is_empty());
        or_clear("Environment", variables.map(|variables| json!({ "Variables": variables })));
    }
    if let Some(value) = given("KMSKeyArn") {
        or_clear("KMSKeyArn", Some(value.clone()).filter(|value| value != ""));
    }
    if let Some(value) = given("DeadLetterConfig") {
        let target = value.get("TargetArn").filter(|target| target.as_str().is_some_and(|target| !target.is_empty()));
        or_clear("DeadLetterConfig", target.map(|target| json!({ "TargetArn": target })));
    }
    if let Some(value) = given("Layers") {
        let layers: Vec<Value> =
            value.as_array().into_iter().flatten().map(|arn| json!({ "Arn": arn, "CodeSize": 1024 })).collect();
        or_clear("Layers", Some(layers).filter(|layers| !layers.is_empty()).map(Value::Array));
    }
    if let Some(value) = given("FileSystemConfigs") {
        or_clear(
            "FileSystemConfigs",
            Some(value.clone()).filter(|list| list.as_array().is_some_and(|list| !list.is_empty())),
        );
    }
    if let Some(value) = given("ImageConfig") {
        let config = value.as_object().filter(|config| !config.is_empty());
        or_clear("ImageConfigResponse", config.map(|config| json!({ "ImageConfig": config })));
    }
    if let Some(value) = given("SnapStart") {
        let apply_on = value.get("ApplyOn").cloned().unwrap_or_else(|| json!("None"));
        or_clear("SnapStart", Some(json!({ "ApplyOn": apply_on })));
    }
    if let Some(value) = given("VpcConfig") {
        let list = |member: &str| value.get(member).cloned().filter(|it| !it.is_null()).unwrap_or_else(|| json!([]));
        let dual = value.get("Ipv6AllowedForDualStack").and_then(Value::as_bool).unwrap_or(false);
        let vpc = if no_subnets(value) { "" } else { "vpc-00000000" };
        or_clear(
            "VpcConfig",
            Some(json!({
                "SubnetIds": list("SubnetIds"),
                "SecurityGroupIds": list("SecurityGroupIds"),
                "VpcId": vpc,
                "Ipv6AllowedForDualStack": dual,
            })),
        );
    }
    if let Some(value) = given("LoggingConfig") {
        let given = |member: &str| value.get(member).filter(|it| !it.is_null()).cloned();
        let format = given("LogFormat").unwrap_or_else(|| json!(usual));
        let mut config = Map::new();
        if format == "JSON" {
            config.insert(
                "ApplicationLogLevel".to_owned(),
                given("ApplicationLogLevel").unwrap_or_else(|| json!("INFO")),
            );
            config.insert("SystemLogLevel".to_owned(), given("SystemLogLevel").unwrap_or_else(|| json!("INFO")));
        }
        config.insert("LogFormat".to_owned(), format);
        config.insert("LogGroup".to_owned(), given("LogGroup").unwrap_or_else(|| json!(format!("/aws/lambda/{name}"))));
        or_clear("LoggingConfig", Some(Value::Object(config)));
    }
}
