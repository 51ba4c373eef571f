//! Capacity providers (Lambda Managed Instances), durable functions, tenancy.

use super::{member, some, too_long};
use crate::facts::runtimes::{self, Support};
use crate::facts::{limits, members, patterns};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

const PROVIDER: &str = "lambda_managed_instances_capacity_provider_config";
const RATIO: &str = "execution_environment_memory_gib_per_v_cpu";

pub fn capacity_provider(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let places = &subject.desired.places;
    if let Some(to) = &settings.publish_to {
        member(subject, &["publish_to"], to, members::PUBLISH_TO, out);
        if settings.capacity_provider_config.is_none() {
            let message = "publish_to is for functions with a capacity provider";
            out.push(Finding::new(message, places.key(&["publish_to"])).help("use `publish: true`").warn());
        }
    }
    let Some(config) = &settings.capacity_provider_config else { return };
    let base = ["capacity_provider_config", PROVIDER];
    let Some(provider) = &config.lambda_managed_instances_capacity_provider_config else {
        let message = format!("capacity_provider_config has no {PROVIDER}");
        out.push(Finding::new(message, places.key(&base)).help("add it with its capacity_provider_arn"));
        return;
    };
    let arn_path = [base[0], base[1], "capacity_provider_arn"];
    match provider.capacity_provider_arn.as_deref() {
        None => out.push(
            Finding::new("capacity_provider_arn is missing", places.key(&arn_path))
                .help("add the capacity provider's ARN"),
        ),
        Some(arn) if too_long(subject, &arn_path, "capacity_provider_arn", arn, limits::CAPACITY_PROVIDER_ARN, out) => {
        }
        Some(arn) if !patterns::CAPACITY_PROVIDER.matches(arn) => out.push(
            Finding::new(format!("{} is not the ARN of a capacity provider", quote(arn)), places.at(&arn_path))
                .help("write it as `arn:aws:lambda:REGION:ACCOUNT:capacity-provider:NAME`"),
        ),
        Some(_) => {}
    }
    if let Some(calls) = provider.per_execution_environment_max_concurrency
        && !(1..=limits::MANAGED_CONCURRENCY_MAX).contains(&calls)
    {
        let message = format!(
            "per_execution_environment_max_concurrency {calls} is outside 1 to {}",
            limits::MANAGED_CONCURRENCY_MAX
        );
        let place = places.at(&[base[0], base[1], "per_execution_environment_max_concurrency"]);
        out.push(Finding::new(message, place).help(format!("use 1 to {}", limits::MANAGED_CONCURRENCY_MAX)));
    }
    if let Some(ratio) = provider.execution_environment_memory_gib_per_v_cpu {
        let place = || places.at(&[base[0], base[1], RATIO]);
        if !limits::MANAGED_RATIO.contains(&ratio) {
            let message = format!("{RATIO} {ratio} is outside 2 to 8");
            out.push(Finding::new(message, place()).help("use 2, 4 or 8"));
        } else if ![2.0, 4.0, 8.0].contains(&ratio) {
            let message = format!("{RATIO} {ratio} is none of the documented 2, 4, 8");
            out.push(Finding::new(message, place()).help("use 2, 4 or 8").warn());
        }
    }
    exclusions(subject, out);
}

fn exclusions(subject: &Subject<'_>, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let places = &subject.desired.places;
    if settings.vpc_config.as_ref().is_some_and(|v| some(v.subnet_ids.as_ref()) || some(v.security_group_ids.as_ref()))
    {
        out.push(
            Finding::new("vpc_config does not go with a capacity provider", places.key(&["vpc_config"]))
                .help("take it out: the capacity provider has the VPC"),
        );
    }
    if settings.logging_config.as_ref().and_then(|l| l.log_format.as_deref()) == Some("Text") {
        out.push(
            Finding::new(
                "log_format Text does not go with a capacity provider",
                places.at(&["logging_config", "log_format"]),
            )
            .help("use JSON"),
        );
    }
    if let Some(runtime) = settings.runtime.as_deref().and_then(runtimes::find).filter(|_| !subject.desired.is_image())
        && runtime.managed_instances == Support::No
    {
        out.push(
            Finding::new(
                format!("runtime {} does not run on a capacity provider", quote(runtime.id)),
                places.at(&["runtime"]),
            )
            .help(
                "use java21 or later, python3.13 or later, nodejs22.x or later, dotnet8 or later, or provided.al2023",
            ),
        );
    }
    if let Some(memory) = settings.memory_size
        && (limits::MEMORY_MIN..limits::MEMORY_MIN_MANAGED).contains(&memory)
    {
        let least = limits::MEMORY_MIN_MANAGED;
        let message =
            format!("memory_size {memory} MB with a capacity provider, where {least} MB is said to be the least");
        out.push(Finding::new(message, places.at(&["memory_size"])).help(format!("use {least} or more")).warn());
    }
}

pub fn durable(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let Some(durable) = &settings.durable_config else { return };
    let places = &subject.desired.places;
    let ranges = [
        ("retention_period_in_days", durable.retention_period_in_days, limits::DURABLE_RETENTION_MAX, "days"),
        ("execution_timeout", durable.execution_timeout, limits::DURABLE_TIMEOUT_MAX, "seconds"),
    ];
    for (key, value, most, unit) in ranges {
        let Some(value) = value.filter(|value| !(1..=most).contains(value)) else { continue };
        let message = format!("{key} {value} is outside 1 to {most} {unit}");
        out.push(Finding::new(message, places.at(&["durable_config", key])).help(format!("use 1 to {most}")));
    }
    // AWS has widened this list before.
    if let Some(runtime) = settings.runtime.as_deref().and_then(runtimes::find).filter(|_| !subject.desired.is_image())
        && runtime.durable == Support::No
    {
        let message = format!("runtime {} is not among those documented for durable functions", quote(runtime.id));
        out.push(
            Finding::new(message, places.key(&["durable_config"]))
                .help("use nodejs22.x or later, python3.13 or later, java17 or later, dotnet8 or later, or an image")
                .warn(),
        );
    }
}

pub fn tenancy(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let Some(tenancy) = &settings.tenancy_config else { return };
    let path = ["tenancy_config", "tenant_isolation_mode"];
    match &tenancy.tenant_isolation_mode {
        None => out.push(
            Finding::new("tenancy_config has no tenant_isolation_mode", subject.desired.places.at(&path))
                .help("add `tenant_isolation_mode: PER_TENANT`"),
        ),
        Some(mode) => member(subject, &path, mode, members::TENANT_ISOLATION, out),
    }
    if settings.snap_start.as_ref().and_then(|s| s.apply_on.as_deref()) == Some("PublishedVersions") {
        out.push(
            Finding::new("tenancy_config does not go with SnapStart", subject.desired.places.key(&["tenancy_config"]))
                .help("take snap_start or tenancy_config out"),
        );
    }
}
