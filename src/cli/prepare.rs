//! From the command line to functions that are checked and packaged: the part of the pipeline that needs
//! no network. Everything of all manifests is checked before anything is sent.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::Instant;

use super::Run;
use super::args::{Manifests, Values};
use super::remote::interrupted;
use crate::diagnostic::{Diagnostic, Level, Levels};
use crate::error::{Error, Kind};
use crate::event::{Events, What};
use crate::function::{CodeSource, Desired};
use crate::manifest::{self, Input};
use crate::outcome::{FunctionOutcome, Outcome, PackageSummary};
use crate::package::{self, Artifact, Files};
use crate::preflight::rule::Pass;
use crate::preflight::{self, Goal, Subject};

/// The manifest that is read where none is named.
const DEFAULT_MANIFEST: &str = "deploy.yaml";

/// One function, checked and perhaps packaged.
#[derive(Debug)]
pub struct Prepared {
    pub desired: Desired,
    pub levels: Levels,
    /// Flag, manifest, environment; the profile's region is known later.
    pub region: Option<String>,
    pub files: Option<Files>,
    pub artifact: Option<Artifact>,
    pub findings: Vec<Diagnostic>,
    pub error: Option<Error>,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The checks; a package only where they need one.
    Checked,
    /// The checks and the package.
    Packaged,
    /// The package, with no checks but those without which there is none.
    PackagedOnly,
}

/// What reading the manifests came to: functions, findings, and the first manifest that cannot be used.
type Loaded = (Vec<Desired>, Vec<Diagnostic>, Option<Error>);

/// All functions of a command line.
#[derive(Debug, Default)]
pub struct Batch {
    pub functions: Vec<Prepared>,
    pub diagnostics: Vec<Diagnostic>,
    pub error: Option<Error>,
}

impl Batch {
    /// The outcome of a batch that stops here.
    pub fn outcome(&mut self) -> Outcome {
        if self.error.is_some() {
            // Of a manifest that is at fault nothing can be said of its functions but the findings.
            self.functions.clear();
        }
        let functions = self.functions.iter_mut().map(Prepared::outcome).collect();
        Outcome {
            functions,
            diagnostics: std::mem::take(&mut self.diagnostics),
            error: self.error.take(),
            region: self.functions.first().and_then(|f| f.region.clone()),
            ..Outcome::default()
        }
    }

    pub fn failed(&self) -> bool {
        self.error.is_some() || self.functions.iter().any(|f| f.error.is_some())
    }
}

impl Prepared {
    /// What is known of the function so far.
    pub fn outcome(&mut self) -> FunctionOutcome {
        let mut outcome = FunctionOutcome::new(self.desired.bare_name(), Some(self.desired.file.clone()));
        outcome.package = self.package();
        outcome.error = self.error.take();
        outcome
    }

    /// A finding at deny is the function's error.
    fn denied(&mut self) {
        let denied = self.findings.iter().filter(|f| f.level == Level::Deny).count();
        if denied > 0 && self.error.is_none() {
            let checks = if denied == 1 { "1 check denies it".to_owned() } else { format!("{denied} checks deny it") };
            let name = self.desired.bare_name();
            self.error = Some(
                Error::new(Kind::Checks, format!("{name} cannot be deployed as it is: {checks}"))
                    .hint("mend what is said above, or run `lamctl explain RULE` for what a rule is about"),
            );
        }
    }

    pub fn package(&self) -> Option<PackageSummary> {
        let source = match self.desired.code.source()? {
            CodeSource::Dir(_) => "dir",
            CodeSource::Zip(_) => "zip",
            CodeSource::S3 { .. } => "s3",
            CodeSource::Image(_) => "image",
        };
        let artifact = self.artifact.as_ref();
        let files = self.files.as_ref().filter(|f| f.problem.is_none());
        Some(PackageSummary {
            source,
            sha256: artifact.map(|a| a.sha256.clone()),
            zipped_bytes: artifact.map(|a| a.zipped_bytes),
            unzipped_bytes: artifact.map(|a| a.unzipped_bytes).or(files.map(|f| f.contents.unzipped_bytes())),
            files: artifact.map(|a| a.files).or(files.map(|f| f.contents.entries().len() as u64)),
        })
    }
}

impl Run<'_> {
    /// Reads the manifests, checks every function and packages it.
    ///
    /// # Errors
    /// Wrong arguments alone; everything else is in the batch, so that it can be reported together.
    pub async fn prepare(&mut self, manifests: &Manifests, goal: Goal, until: Until) -> Result<Batch, Error> {
        let flags = self.level_flags();
        preflight::levels::check_flags(&flags)?;
        let (desired, diagnostics, error) = self.load(manifests).await?;
        let mut batch = Batch { diagnostics, error, ..Batch::default() };
        let names = desired.iter().map(|d| d.bare_name().to_owned()).collect();
        self.reporter.functions(names);
        self.reporter.findings(&batch.diagnostics);
        for (index, desired) in desired.into_iter().enumerate() {
            let (levels, unknown) = preflight::levels(&desired, &flags)?;
            let region = self.region_known(&desired);
            let mut prepared =
                Prepared { desired, levels, region, files: None, artifact: None, findings: unknown, error: None };
            let events = Events::new(self.reporter.sink(), index);
            // Nothing is built for a manifest that is at fault; its other findings are still worth having.
            let until = if batch.error.is_some() { Until::Checked } else { until };
            self.check(&mut prepared, goal, until, batch.error.is_none(), &events).await?;
            prepared.findings.retain(|finding| !batch.diagnostics.iter().any(|fault| same_place(fault, finding)));
            prepared.denied();
            self.reporter.findings(&prepared.findings);
            batch.diagnostics.extend(prepared.findings.iter().cloned());
            batch.functions.push(prepared);
        }
        Ok(batch)
    }

    async fn check(
        &self,
        prepared: &mut Prepared,
        goal: Goal,
        until: Until,
        build: bool,
        events: &Events,
    ) -> Result<(), Error> {
        let today = self.world.today;
        let region = prepared.region.clone();
        let custom_endpoint = self.custom_endpoint();
        let subject = |p: &Prepared, pass: Pass| {
            preflight::run(
                &Subject {
                    desired: &p.desired,
                    goal,
                    region: region.as_deref(),
                    custom_endpoint,
                    today,
                    files: p.files.as_ref(),
                    artifact: p.artifact.as_ref(),
                    deployed: None,
                },
                pass,
                &p.levels,
            )
        };
        if until != Until::PackagedOnly {
            let found = subject(prepared, Pass::Manifest);
            prepared.findings.extend(found);
        }
        let desired = prepared.desired.clone();
        prepared.files = self.blocking(move || package::gather(&desired)).await?;
        let found = subject(prepared, Pass::Files);
        prepared.findings.extend(found.into_iter().filter(|f| until != Until::PackagedOnly || f.level == Level::Deny));
        let readable = prepared.files.as_ref().is_some_and(|f| f.problem.is_none() && !f.contents.is_empty());
        let needed = until != Until::Checked || preflight::needs_package(&prepared.desired, prepared.files.as_ref());
        let denied = prepared.findings.iter().any(|f| f.level == Level::Deny);
        if build && readable && needed && (!denied || until == Until::Checked) {
            match self.build(prepared, events).await {
                Ok(artifact) => prepared.artifact = Some(artifact),
                Err(error) => prepared.error = Some(error),
            }
        }
        if until != Until::PackagedOnly {
            let found = subject(prepared, Pass::Package);
            prepared.findings.extend(found);
        }
        Ok(())
    }

    async fn build(&self, prepared: &Prepared, events: &Events) -> Result<Artifact, Error> {
        let files = prepared.files.clone().unwrap_or_default();
        let start = Instant::now();
        events.emit(What::Packaging {
            files: files.contents.entries().len() as u64,
            bytes: files.contents.unzipped_bytes(),
        });
        let progress = events.clone();
        let done = Arc::new(AtomicU64::new(0));
        let artifact = self
            .blocking(move || {
                package::build(&files, &|bytes| {
                    let sum = done.fetch_add(bytes, Ordering::Relaxed) + bytes;
                    progress.emit(What::Packaged { bytes: sum });
                })
            })
            .await??;
        events.emit(What::Package {
            files: artifact.files,
            zipped_bytes: artifact.zipped_bytes,
            unzipped_bytes: artifact.unzipped_bytes,
            took: start.elapsed(),
        });
        Ok(artifact)
    }

    /// Runs work that blocks where a signal can still end the wait for it.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        tokio::select! {
            done = tokio::task::spawn_blocking(work) => {
                done.map_err(|cause| Error::new(Kind::Internal, "a bug in lamctl: work on the package panicked").cause(cause))
            }
            signal = self.world.stop.first() => Err(interrupted(signal, "stopped before anything was sent")),
        }
    }

    async fn load(&mut self, manifests: &Manifests) -> Result<Loaded, Error> {
        let default = [DEFAULT_MANIFEST.to_owned()];
        let files = if manifests.files.is_empty() { &default[..] } else { &manifests.files[..] };
        if files.iter().filter(|f| *f == "-").count() > 1 {
            return Err(Error::new(Kind::Usage, "standard input (`-f -`) was given twice"));
        }
        let options = self.manifest_options(&manifests.values)?;
        let (mut functions, mut diagnostics, mut error) = (Vec::new(), Vec::new(), None);
        for file in files {
            let input = match self.read(file).await {
                Ok(input) => input,
                Err(unreadable) => {
                    error.get_or_insert(unreadable);
                    continue;
                }
            };
            let loaded = manifest::load(&input, &options);
            let faults = loaded.diagnostics.iter().filter(|d| d.level == Level::Deny).count();
            if faults > 0 {
                let errors = if faults == 1 { "1 error".to_owned() } else { format!("{faults} errors") };
                error.get_or_insert(
                    Error::new(Kind::Manifest, format!("{} is not a valid manifest: {errors}", input.name))
                        .hint("run `lamctl schema` for its JSON Schema, `lamctl init` for an example"),
                );
            }
            functions.extend(loaded.functions);
            diagnostics.extend(loaded.diagnostics);
        }
        select(&mut functions, &manifests.functions, error.is_some())?;
        if error.is_none() {
            error = twice(&functions);
        }
        Ok((functions, diagnostics, error))
    }

    /// What the command line and the environment put into a manifest.
    ///
    /// # Errors
    /// An `--env-file` that cannot be read.
    pub fn manifest_options(&self, values: &Values) -> Result<manifest::Options, Error> {
        let mut env_files = Vec::new();
        for file in &values.env_files {
            let name = file.display().to_string();
            let bytes = std::fs::read(self.world.cwd.join(file))
                .map_err(|cause| Error::new(Kind::Manifest, format!("cannot read --env-file {name}")).cause(cause))?;
            env_files.push((name, bytes));
        }
        Ok(manifest::Options {
            vars: self.world.vars.clone(),
            env_files,
            set: values.set.clone(),
            code: values.code.clone(),
            cwd: self.world.cwd.clone(),
        })
    }

    /// Reads one manifest.
    ///
    /// # Errors
    /// No such file, or it cannot be read.
    pub async fn read(&mut self, file: &str) -> Result<Input, Error> {
        let cwd = self.world.cwd.clone();
        let failed = |cause: std::io::Error| {
            let hint = match cause.kind() {
                std::io::ErrorKind::NotFound => Some(not_found(&cwd, file)),
                std::io::ErrorKind::IsADirectory => {
                    Some("name the manifest in it, or its code with `--code`".to_owned())
                }
                _ => None,
            };
            let error = Error::new(Kind::Manifest, format!("cannot read the manifest {file}")).cause(cause);
            match hint {
                Some(hint) => error.hint(hint),
                None => error,
            }
        };
        if file == "-" {
            let bytes = self.read_stdin().await?.map_err(failed)?;
            return Ok(Input { name: "<stdin>".to_owned(), path: None, base: self.world.cwd.clone(), bytes });
        }
        let path = self.world.cwd.join(file);
        let opened = path.clone();
        // On a thread of its own: the file may be a pipe that nobody writes to.
        let bytes = self.blocking(move || read_some(std::fs::File::open(opened)?)).await?.map_err(failed)?;
        let base = path.parent().map_or_else(|| self.world.cwd.clone(), Path::to_path_buf);
        Ok(Input { name: self.world.shown(&path), path: Some(path), base, bytes })
    }

    /// All of standard input, on a thread of its own: a signal still ends the wait for it.
    pub async fn read_stdin(&mut self) -> Result<std::io::Result<Vec<u8>>, Error> {
        let stdin = std::mem::replace(&mut self.world.stdin, Box::new(std::io::empty()));
        self.blocking(move || read_some(stdin)).await
    }

    /// The region as far as it is known without a profile: flag, manifest, environment.
    pub fn region_known(&self, desired: &Desired) -> Option<String> {
        let environment = self.world.var("AWS_REGION").or_else(|| self.world.var("AWS_DEFAULT_REGION"));
        let chosen = self.global.region.as_deref().or(desired.target.region.as_deref());
        if let (None, Some(manifest), Some(environment)) = (&self.global.region, &desired.target.region, environment)
            && manifest != environment
        {
            self.reporter
                .note(&format!("the manifest says region {manifest}, the environment {environment}: {manifest} it is"));
        }
        chosen.or(environment).map(str::to_owned)
    }

    fn custom_endpoint(&self) -> bool {
        self.global.endpoint_url.is_some()
            || ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA"].iter().any(|name| self.world.var(name).is_some())
    }
}

/// Reads to the end, but never more than anything here takes: a payload of 6 MB, a manifest of 1 MiB.
fn read_some(reader: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    reader.take(16 << 20).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Keeps the functions that were picked.
fn select(functions: &mut Vec<Desired>, picked: &[String], incomplete: bool) -> Result<(), Error> {
    if picked.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = functions.iter().map(|f| f.bare_name().to_owned()).collect();
    if let Some(unknown) = picked.iter().find(|p| !names.contains(p))
        && !incomplete
    {
        return Err(Error::new(Kind::Usage, format!("no function of the manifest is called '{unknown}'"))
            .hint(format!("pick from: {}", names.join(", "))));
    }
    functions.retain(|f| picked.iter().any(|p| p == f.bare_name()));
    Ok(())
}

/// The same function twice in one run would be changed by two plans at once.
fn twice(functions: &[Desired]) -> Option<Error> {
    for (index, function) in functions.iter().enumerate() {
        let same = |other: &&Desired| other.bare_name() == function.bare_name() && other.target == function.target;
        if let Some(other) = functions[..index].iter().find(same) {
            let name = function.bare_name();
            return Some(
                Error::new(
                    Kind::Manifest,
                    format!("{name} is described twice: in {} and in {}", other.file, function.file),
                )
                .hint("keep one of them, or give them different `target.region`s"),
            );
        }
    }
    None
}

/// Whether a rule judges a value that the manifest already is at fault for: a variable that is not set, say.
fn same_place(fault: &Diagnostic, finding: &Diagnostic) -> bool {
    match (&fault.place, &finding.place) {
        (Some(a), Some(b)) => {
            fault.rule.is_none()
                && fault.level == Level::Deny
                && a.source.name == b.source.name
                && a.span.start < b.span.end
                && b.span.start < a.span.end
        }
        _ => false,
    }
}

fn not_found(cwd: &Path, file: &str) -> String {
    let near: Vec<PathBuf> = ["deploy.yaml", "deploy.yml", "lamctl.yaml", "function.json", "deploy.example.yaml"]
        .iter()
        .map(PathBuf::from)
        .filter(|p| p.as_os_str() != file && cwd.join(p).is_file())
        .collect();
    match near.first() {
        Some(near) => format!("name the manifest: `-f {}` is here", near.display()),
        None => "run `lamctl init` for a manifest to start from, or name one with `-f FILE`".to_owned(),
    }
}
