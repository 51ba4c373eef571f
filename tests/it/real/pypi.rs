//! Packages from PyPI: native modules, namespace packages, compiled modules beside pure ones.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{installed, passes};

/// Packages with their versions, the import that a function makes, and whether they bring native modules.
const PACKAGES: &[(&str, &str, bool)] = &[
    ("numpy==2.3.5", "import numpy", true),
    ("pydantic==2.12.4", "import pydantic", true),
    ("cryptography==46.0.3", "from cryptography.fernet import Fernet", true),
    ("requests==2.32.5", "import requests", true),
    ("pillow==12.0.0", "from PIL import Image", true),
    ("lxml==6.0.2", "from lxml import etree", true),
    ("psycopg2-binary==2.9.11", "import psycopg2", true),
    ("PyYAML==6.0.3", "import yaml", true),
    ("orjson==3.11.4", "import orjson", true),
    ("google-cloud-storage==3.6.0", "from google.cloud import storage", true),
    ("azure-identity==1.25.1", "from azure.identity import DefaultAzureCredential", true),
    ("aws-lambda-powertools==3.23.0", "from aws_lambda_powertools import Logger", false),
    ("mangum==0.19.0", "import mangum", false),
    ("zope.interface==8.1.1", "from zope.interface import Interface", true),
    ("ruamel.yaml==0.18.16", "from ruamel.yaml import YAML", false),
    ("tornado==6.5.2", "import tornado", true),
    ("grpcio==1.76.0", "import grpc", true),
    ("uvloop==0.22.1", "import uvloop", true),
    ("msgpack==1.1.2", "import msgpack", true),
    ("SQLAlchemy==2.0.44", "import sqlalchemy", true),
    ("aiohttp==3.13.2", "import aiohttp", true),
    ("Jinja2==3.1.6", "import jinja2", true),
];

/// `pip install --target` for the function's own platform, whatever this machine is.
fn install(name: &str, spec: &str, python: &str, machine: &str) -> Option<PathBuf> {
    installed(name, &format!("{spec} for {python} on {machine}"), |folder: &Path| {
        let mut command = Command::new("python3");
        command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]);
        command.args(["--only-binary=:all:", "--python-version", python]);
        for tag in ["manylinux2014", "manylinux_2_17", "manylinux_2_28", "manylinux_2_34"] {
            command.args(["--platform", &format!("{tag}_{machine}")]);
        }
        command.arg("--target").arg(folder).arg(spec);
        Some(command)
    })
}

fn source(import: &str) -> String {
    format!("{import}\n\n\ndef handler(event, context):\n    return {{\"statusCode\": 200}}\n")
}

#[test]
fn packages_of_pypi_pass() {
    let mut checked = 0;
    for (at, (spec, import, native)) in PACKAGES.iter().enumerate() {
        let name = spec.split('=').next().unwrap_or(spec).to_ascii_lowercase();
        let text = source(import);
        let sources = [("app.py", text.as_str()), ("functions/orders/main.py", text.as_str())];
        // Every third one for the other processor.
        let (machine, architecture) = if at % 3 == 2 { ("aarch64", "arm64") } else { ("x86_64", "x86_64") };
        let Some(folder) = install(&format!("pypi-{name}"), spec, "3.13", machine) else { continue };
        for handler in ["app.handler", "functions/orders/main.handler", "functions.orders.main.handler"] {
            let settings = format!("runtime: python3.13\nhandler: {handler}\narchitectures: [{architecture}]");
            passes(&folder, &settings, &sources, &[]);
            checked += 1;
        }
        let _ = native;
    }
    assert!(checked == 3 * PACKAGES.len() || std::env::var_os("CI").is_none(), "{checked}");
}

/// The other way round: what is packaged for another Python or another processor is noticed.
#[test]
fn packages_for_another_python_or_processor_are_noticed() {
    let Some(folder) = install("pypi-pyyaml", "PyYAML==6.0.3", "3.13", "x86_64") else { return };
    let place = tempfile::tempdir().unwrap();
    std::fs::write(folder.join("app.py"), source("import yaml")).unwrap();
    for (settings, rule) in [
        ("runtime: python3.14\nhandler: app.handler", "python-abi"),
        ("runtime: python3.13\nhandler: app.handler\narchitectures: [arm64]", "wrong-architecture"),
    ] {
        let manifest = format!(
            "function_name: hello\nrole: arn:aws:iam::123456789012:role/hello\n{settings}\ncode: {{ dir: '{}' }}\n",
            folder.display()
        );
        std::fs::write(place.path().join("deploy.yaml"), manifest).unwrap();
        let ran = super::lamctl(place.path(), &["check", "--json"], super::TODAY);
        assert_eq!(super::named(&ran.json()), [(rule.to_owned(), "warn".to_owned())], "{}", ran.stdout);
    }
}
