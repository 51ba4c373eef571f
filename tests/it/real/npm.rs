//! Packages from npm: prebuilt native modules, ES modules, the output of compilers and bundlers.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{installed, passes};

fn npm(folder: &Path, specs: &str) -> Option<Command> {
    std::fs::write(folder.join("package.json"), "{ \"private\": true }\n").ok()?;
    let mut command = Command::new("npm");
    command.current_dir(folder).args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
    command.args(["--os=linux", "--cpu=x64", "--libc=glibc"]);
    command.args(specs.split(' '));
    Some(command)
}

fn install(name: &str, specs: &str) -> Option<PathBuf> {
    installed(&format!("npm-{name}"), specs, |folder| npm(folder, specs))
}

fn run(folder: &Path, program: &str, args: &[&str]) {
    let output = Command::new("node")
        .current_dir(folder)
        .arg(folder.join("node_modules/.bin").join(program))
        .args(args)
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stdout));
}

/// Packages with their versions, and what a function takes from them.
const PACKAGES: &[(&str, &str, &str)] = &[
    ("sharp", "sharp@0.34.5", "sharp"),
    ("bcrypt", "bcrypt@6.0.0", "bcrypt"),
    ("argon2", "argon2@0.44.0", "argon2"),
    ("bufferutil", "bufferutil@4.0.9 ws@8.18.3", "ws"),
    ("aws-s3", "@aws-sdk/client-s3@3.937.0", "@aws-sdk/client-s3"),
    ("express", "express@5.1.0 serverless-http@4.0.0", "express"),
    ("axios", "axios@1.13.2", "axios"),
    ("lodash", "lodash@4.17.21", "lodash"),
    ("uuid", "uuid@13.0.0", "uuid"),
    ("node-fetch", "node-fetch@3.3.2", "node-fetch"),
    ("middy", "@middy/core@6.4.5", "@middy/core"),
    ("pg", "pg@8.16.3", "pg"),
    ("mysql2", "mysql2@3.15.3", "mysql2"),
    ("ioredis", "ioredis@5.8.2", "ioredis"),
    ("zod", "zod@4.1.12", "zod"),
    ("powertools", "@aws-lambda-powertools/logger@2.29.0", "@aws-lambda-powertools/logger"),
];

#[test]
fn packages_of_npm_pass() {
    let mut checked = 0;
    for (name, specs, package) in PACKAGES {
        let Some(folder) = install(name, specs) else { continue };
        let esm =
            format!("import * as it from '{package}';\n\nexport const handler = async (event) => Object.keys(it);\n");
        let cjs = format!("const it = require('{package}');\n\nexports.handler = async (event) => Object.keys(it);\n");
        let sources = [("index.mjs", esm.as_str()), ("src/main.js", cjs.as_str()), ("src/other.cjs", cjs.as_str())];
        for (runtime, handler) in [
            ("nodejs22.x", "index.handler"),
            ("nodejs24.x", "index.handler"),
            ("nodejs22.x", "src/main.handler"),
            ("nodejs24.x", "src/other.handler"),
        ] {
            passes(&folder, &format!("runtime: {runtime}\nhandler: {handler}"), &sources, &[]);
            checked += 1;
        }
    }
    assert!(checked == 4 * PACKAGES.len() || std::env::var_os("CI").is_none(), "{checked}");
}

const TS: &str = "import { z } from 'zod';\nimport type { Stats } from 'node:fs';\n\nconst Event = z.object({ name: \
z.string() });\n\nexport const handler = async (event: unknown): Promise<{ body: string; stats?: Stats }> => ({ body: \
Event.parse(event).name });\n\nexport default handler;\n";

#[test]
fn what_compilers_and_bundlers_make_passes() {
    let specs = "typescript@5.9.3 @types/node@22.19.1 zod@4.1.12 esbuild@0.27.0 rollup@4.53.3 \
                 @rollup/plugin-node-resolve@16.0.3 @swc/core@1.15.3 @swc/cli@0.7.9";
    let Some(folder) = install("compilers", specs) else { return };
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/app.ts"), TS).unwrap();
    let out = folder.join("out");
    let _ = std::fs::remove_dir_all(&out);
    let tsc = |module: &str, to: &str| {
        let args = ["src/app.ts", "--target", "es2022", "--skipLibCheck", "--types", "node", "--module", module];
        run(
            &folder,
            "tsc",
            &[
                &args[..],
                &["--moduleResolution", if module == "nodenext" { "nodenext" } else { "bundler" }, "--outDir", to][..],
            ]
            .concat(),
        );
    };
    tsc("preserve", "out/tsc-esm");
    std::fs::write(folder.join("out/tsc-esm/package.json"), "{ \"type\": \"module\" }").unwrap();
    tsc("nodenext", "out/tsc-cjs");
    let esbuild = |format: &str, minify: &[&str], to: &str| {
        let args = ["src/app.ts", "--bundle", "--platform=node", "--target=node22"];
        let (format, to) = (format!("--format={format}"), format!("--outfile={to}"));
        run(&folder, "esbuild", &[&args[..], minify, &[format.as_str(), to.as_str()]].concat());
    };
    esbuild("cjs", &[], "out/esbuild-cjs/app.js");
    esbuild("cjs", &["--minify", "--sourcemap"], "out/esbuild-min/app.js");
    esbuild("esm", &[], "out/esbuild-esm/app.mjs");
    esbuild("esm", &["--minify"], "out/esbuild-esm-min/app.mjs");
    for (format, file) in [("cjs", "out/rollup-cjs/app.js"), ("es", "out/rollup-esm/app.mjs")] {
        let args =
            ["out/tsc-esm/app.js", "-p", "node-resolve", "--silent", "--exports", "named", "-f", format, "-o", file];
        run(&folder, "rollup", &args);
    }
    for output in [
        "tsc-esm",
        "tsc-cjs",
        "esbuild-cjs",
        "esbuild-min",
        "esbuild-esm",
        "esbuild-esm-min",
        "rollup-cjs",
        "rollup-esm",
    ] {
        for runtime in ["nodejs20.x", "nodejs22.x", "nodejs24.x"] {
            for handler in ["app.handler", "app.default"] {
                passes(&out.join(output), &format!("runtime: {runtime}\nhandler: {handler}"), &[], &[]);
            }
        }
    }
}
