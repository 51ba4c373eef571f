//! A simple model of what Lambda does with a plan's steps: nested objects are replaced whole, empties clear,
//! members that are left out of an object take their default, and broken rules panic.

use std::collections::BTreeMap;

use lamctl::function::settings::*;
use lamctl::function::{Alias, CodeLocation, Deployed, Remote, Settings};
use lamctl::plan::{CodeRef, DeployedState, Do, Plan, VersionRef};

#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub settings: Settings,
    pub key: String,
    pub code: String,
    pub modified: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Aws {
    pub function: Option<Function>,
    clock: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Function {
    /// As AWS reports them, but for the key.
    pub settings: Settings,
    pub key: String,
    pub code: String,
    pub tags: BTreeMap<String, String>,
    pub signing: Option<String>,
    pub versions: Vec<Version>,
    pub aliases: BTreeMap<String, Alias>,
    modified: u64,
}

impl Aws {
    /// Runs the first `count` steps and says the operations that wrote.
    pub fn run(&mut self, plan: &Plan, count: usize) -> Vec<&'static str> {
        let mut published = BTreeMap::new();
        let mut operations = Vec::new();
        for step in plan.steps.iter().take(count) {
            self.clock += 1;
            if let Some(number) = self.step(&step.what, &published) {
                published.insert(step.id, number);
            }
            if lamctl::plan::render::writes(&step.what) {
                operations.push(lamctl::plan::render::operation(&step.what));
            }
        }
        operations
    }

    fn step(&mut self, what: &Do, published: &BTreeMap<u32, String>) -> Option<String> {
        if let Do::Create { settings, code } = what {
            assert!(self.function.is_none(), "created twice");
            let mut function = Function {
                settings: initial(settings.capacity_provider_config.is_some()),
                modified: self.clock,
                ..Function::default()
            };
            function.configure(settings);
            function.tags = settings.tags.clone().unwrap_or_default();
            function.signing = settings.code_signing_config_arn.clone();
            function.settings.package_type = Some(settings.package_type.clone().unwrap_or_else(|| "Zip".into()));
            function.settings.architectures =
                Some(settings.architectures.clone().unwrap_or_else(|| vec!["x86_64".into()]));
            function.settings.tenancy_config = settings.tenancy_config.clone();
            function.code = sent(code);
            let number = (settings.publish == Some(true)).then(|| function.publish(self.clock));
            self.function = Some(function);
            return number;
        }
        let function = self.function.as_mut().expect("the function is there");
        let number = |version: &VersionRef| match version {
            VersionRef::Number(number) => number.clone(),
            VersionRef::PublishedBy(step) => published[step].clone(),
        };
        match what {
            Do::UpdateConfiguration { settings } => {
                assert_ne!(**settings, Settings::default(), "an update of nothing");
                function.configure(settings);
                function.modified = self.clock;
            }
            Do::UpdateCode { code, architectures } => {
                function.code = sent(code);
                if let Some(architectures) = architectures {
                    function.settings.architectures = Some(architectures.clone());
                }
                function.modified = self.clock;
            }
            Do::PutCodeSigning { arn } => function.signing = Some(arn.clone()),
            Do::DeleteCodeSigning => function.signing = None,
            Do::Tag { tags } => function.tags.extend(tags.clone()),
            Do::Untag { keys } => keys.iter().for_each(|key| assert!(function.tags.remove(key).is_some())),
            Do::Publish { .. } => return Some(function.publish(self.clock)),
            Do::CreateAlias { alias, version, description } => {
                let made = Alias {
                    name: alias.clone(),
                    version: number(version),
                    description: description.clone(),
                    ..Alias::default()
                };
                assert!(function.aliases.insert(alias.clone(), made).is_none(), "an alias made twice");
            }
            Do::UpdateAlias { alias, version, description, weights, .. } => {
                let found = function.aliases.get_mut(alias).expect("the alias is there");
                found.version = number(version);
                found.weights = weights.clone();
                if description.is_some() {
                    found.description = description.clone();
                }
            }
            Do::Settle { .. } | Do::Smoke { .. } => {}
            other => panic!("not part of a deploy: {other:?}"),
        }
        None
    }

    /// What reading it gives.
    pub fn read(&self) -> Option<DeployedState> {
        self.function.as_ref().map(|function| DeployedState {
            function: Deployed {
                configuration: function.remote(
                    "$LATEST",
                    &function.settings,
                    &function.key,
                    &function.code,
                    function.modified,
                ),
                code: CodeLocation {
                    resolved_image_uri: function.code.contains('@').then(|| function.code.clone()),
                    ..CodeLocation::default()
                },
                tags: Some(function.tags.clone()),
                reserved_concurrency: None,
            },
            aliases: function.aliases.values().cloned().collect(),
            versions: (1..)
                .zip(&function.versions)
                .map(|(n, v)| function.remote(&n.to_string(), &v.settings, &v.key, &v.code, v.modified))
                .collect(),
            code_signing: function.signing.clone(),
        })
    }
}

impl Function {
    fn remote(&self, version: &str, settings: &Settings, key: &str, code: &str, modified: u64) -> Remote {
        let mut settings = settings.clone();
        // The key of a function without variables is not reported.
        settings.kms_key_arn = Some(key.to_owned()).filter(|key| !key.is_empty() && !variables(&settings).is_empty());
        Remote {
            name: "hello".into(),
            version: Some(version.into()),
            settings,
            state: Some("Active".into()),
            last_update_status: Some("Successful".into()),
            code_sha256: Some(code.to_owned()),
            last_modified: Some(format!("{modified:08}")),
            ..Remote::default()
        }
    }

    /// Unchanged, the newest version is the answer.
    fn publish(&mut self, now: u64) -> String {
        let same = |v: &Version| (&v.settings, &v.key, &v.code) == (&self.settings, &self.key, &self.code);
        if !self.versions.last().is_some_and(same) {
            self.versions.push(Version {
                settings: self.settings.clone(),
                key: self.key.clone(),
                code: self.code.clone(),
                modified: now,
            });
        }
        self.versions.len().to_string()
    }

    fn configure(&mut self, sent: &Settings) {
        let s = sent.clone();
        let has = &mut self.settings;
        let before = has.clone();
        let managed = s.capacity_provider_config.is_some() || has.capacity_provider_config.is_some();
        set(&mut has.role, s.role);
        set(&mut has.runtime, s.runtime);
        set(&mut has.handler, s.handler);
        set(&mut has.description, s.description);
        set(&mut has.timeout, s.timeout);
        set(&mut has.memory_size, s.memory_size);
        set(&mut has.layers, s.layers);
        set(&mut has.vpc_config, s.vpc_config.map(vpc));
        set(
            &mut has.dead_letter_config,
            s.dead_letter_config.map(|d| DeadLetterConfig { target_arn: d.target_arn.filter(|a| !a.is_empty()) }),
        );
        set(
            &mut has.tracing_config,
            s.tracing_config.map(|t| TracingConfig { mode: Some(t.mode.unwrap_or_else(|| "PassThrough".into())) }),
        );
        set(&mut has.file_system_configs, s.file_system_configs);
        set(&mut has.image_config, s.image_config.map(image));
        set(
            &mut has.ephemeral_storage,
            s.ephemeral_storage.map(|e| EphemeralStorage { size: Some(e.size.unwrap_or(512)) }),
        );
        set(
            &mut has.snap_start,
            s.snap_start.map(|s| SnapStart { apply_on: Some(s.apply_on.unwrap_or_else(|| "None".into())) }),
        );
        set(&mut has.logging_config, s.logging_config.map(|l| logging(l, managed)));
        set(&mut has.durable_config, s.durable_config.map(durable));
        set(&mut has.capacity_provider_config, s.capacity_provider_config);
        set(
            &mut has.environment,
            s.environment.map(|e| Environment { variables: Some(e.variables.unwrap_or_default()) }),
        );
        if let Some(key) = s.kms_key_arn {
            assert!(
                self.key == key || variables(&before).is_empty() || sent.environment.is_some(),
                "a new key needs the variables again"
            );
            self.key = key;
        }
        for text in [&has.tracing_config.as_ref().unwrap().mode, &has.snap_start.as_ref().unwrap().apply_on] {
            assert_ne!(text.as_deref(), Some(""), "AWS takes no empty here");
        }
    }
}

fn set<T>(has: &mut Option<T>, sent: Option<T>) {
    if sent.is_some() {
        *has = sent;
    }
}

pub fn variables(settings: &Settings) -> BTreeMap<String, Secret> {
    settings.environment.as_ref().and_then(|e| e.variables.clone()).unwrap_or_default()
}

pub fn vpc(vpc: VpcConfig) -> VpcConfig {
    let sorted = |list: Option<Vec<String>>| {
        let mut list = list.unwrap_or_default();
        list.sort();
        Some(list)
    };
    let subnet_ids = sorted(vpc.subnet_ids);
    let security_group_ids = sorted(vpc.security_group_ids);
    assert_eq!(
        subnet_ids.as_ref().unwrap().is_empty(),
        security_group_ids.as_ref().unwrap().is_empty(),
        "subnets and groups, or neither"
    );
    let ipv6 = Some(vpc.ipv6_allowed_for_dual_stack.unwrap_or(false));
    VpcConfig { subnet_ids, security_group_ids, ipv6_allowed_for_dual_stack: ipv6 }
}

pub fn image(image: ImageConfig) -> ImageConfig {
    ImageConfig {
        entry_point: image.entry_point.filter(|l| !l.is_empty()),
        command: image.command.filter(|l| !l.is_empty()),
        working_directory: image.working_directory.filter(|t| !t.is_empty()),
    }
}

/// With a capacity provider (`managed`) JSON is what AWS takes.
pub fn logging(logging: LoggingConfig, managed: bool) -> LoggingConfig {
    let format = logging.log_format.unwrap_or_else(|| if managed { "JSON" } else { "Text" }.into());
    let json = format == "JSON";
    let level = |said: Option<String>| {
        assert!(json || said.is_none(), "levels are for JSON alone");
        assert_ne!(said.as_deref(), Some(""));
        json.then(|| said.unwrap_or_else(|| "INFO".into()))
    };
    assert_ne!(logging.log_group.as_deref(), Some(""), "AWS takes no empty here");
    LoggingConfig {
        log_format: Some(format),
        application_log_level: level(logging.application_log_level),
        system_log_level: level(logging.system_log_level),
        log_group: Some(logging.log_group.unwrap_or_else(|| "/aws/lambda/hello".into())),
    }
}

fn durable(durable: DurableConfig) -> DurableConfig {
    let days = Some(durable.retention_period_in_days.unwrap_or(14));
    DurableConfig {
        retention_period_in_days: days,
        kms_key_arn: durable.kms_key_arn.filter(|k| !k.is_empty()),
        ..durable
    }
}

/// What AWS takes where nothing is said.
fn initial(managed: bool) -> Settings {
    Settings {
        description: Some(String::new()),
        timeout: Some(3),
        memory_size: Some(if managed { 2048 } else { 128 }),
        layers: Some(Vec::new()),
        vpc_config: Some(vpc(VpcConfig::default())),
        dead_letter_config: Some(DeadLetterConfig::default()),
        tracing_config: Some(TracingConfig { mode: Some("PassThrough".into()) }),
        file_system_configs: Some(Vec::new()),
        image_config: Some(ImageConfig::default()),
        ephemeral_storage: Some(EphemeralStorage { size: Some(512) }),
        snap_start: Some(SnapStart { apply_on: Some("None".into()) }),
        logging_config: Some(logging(LoggingConfig::default(), managed)),
        environment: Some(Environment { variables: Some(BTreeMap::new()) }),
        ..Settings::default()
    }
}

fn sent(code: &CodeRef) -> String {
    match code {
        CodeRef::Zip { artifact, .. } => artifact.sha256.clone(),
        CodeRef::Image { uri, .. } => uri.clone(),
        other => panic!("not in these cases: {other:?}"),
    }
}
