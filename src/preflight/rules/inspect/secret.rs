//! Files that nobody means to deploy: keys, credentials, tokens.

use crate::diagnostic::Level;
use crate::package::inspect::secret::secrets;
use crate::preflight::Subject;
use crate::preflight::rule::{Finding, Findings, Pass, Rule};

pub const FILE: Rule = Rule {
    name: "secret-file",
    passes: &[Pass::Files],
    level: Level::Warn,
    group: "secrets",
    fixed: false,
    summary: "a file with secrets in the package: .env, AWS credentials, private keys, registry tokens",
    docs: "Looks for .env files, AWS credentials, private keys, and .npmrc and .pypirc files with a token, by name and by \
content. Templates (.env.example), public certificates and installed dependencies are left alone.

Why it matters: everybody who may call GetFunction can download the package, and every version keeps its copy.

Fires for a `.env` with values in the packaged folder.

Cure: leave it out (`code.exclude: [\".env\"]`, or .lambdaignore), and give the function its secrets from Secrets Manager, \
Parameter Store or `environment`.",
    check: file,
};

fn file(subject: &Subject<'_>, _: Pass, findings: &mut Findings) {
    let Some(files) = subject.files.filter(|f| f.problem.is_none()) else { return };
    if subject.desired.is_image() {
        return;
    }
    let place = |key: &str| subject.desired.places.at(&["code", key]);
    for secret in secrets(&files.contents).into_iter().take(50) {
        let message = format!("`{}` holds {}, and would be part of the package", secret.name, secret.what);
        let (key, help) = if files.from_zip {
            ("zip_file", "leave it out of the zip".to_owned())
        } else {
            ("dir", format!("leave it out with `code.exclude: [\"/{}\"]`", secret.name))
        };
        findings.push(Finding::new(message, place(key)).entry(secret.name).help(help));
    }
}
