//! `lamctl init`: a commented manifest for a new function.

use super::write::quoted;

/// A manifest that works as it stands once `role` is the ARN of a role: name, runtime (`python3.13`), handler
/// and the folder of the code, relative to the manifest.
pub fn template(name: &str, runtime: &str, handler: &str, dir: &str, role: Option<&str>) -> String {
    let (name, runtime, handler, dir) = (quoted(name), quoted(runtime), quoted(handler), quoted(dir));
    let role = match role {
        Some(role) => quoted(role),
        None => "\"${LAMBDA_ROLE:?set it to the ARN of the execution role}\"".to_owned(),
    };
    format!(
        "\
# A function on AWS Lambda. Every member of CreateFunction can stand here, in snake_case.
#   lamctl check          finds what is wrong, offline
#   lamctl create -n      shows what would be sent
#   lamctl create         creates it and waits until it is Active
function_name: {name}
runtime: {runtime}
handler: {handler}
# The execution role: arn:aws:iam::ACCOUNT:role/NAME. ${{NAME}} takes a value from the environment.
role: {role}

code:
  dir: {dir}                    # the folder to package; paths start at this file's folder
  # exclude: [\"tests/**\"]      # gitignore patterns; .lambdaignore in the folder is read too

architectures: [arm64]        # or x86_64
memory_size: 256              # MB, 128 to 10240, a multiple of 64
timeout: 30                   # seconds, at most 900

# environment:
#   variables:
#     STAGE: \"${{STAGE:-dev}}\"

# tags:
#   team: web

# target:
#   region: eu-west-1
#   account: \"123456789012\"   # a guard: another account stops before any change
"
    )
}
