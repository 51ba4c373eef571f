//! Packages that run: nothing may be said of them. Handlers as the documentation of each runtime has them,
//! a function for each runtime that still takes new functions, and what tools really put into packages.

use super::native::{ARM64, X86_64, class, elf, jar};
use super::{Case, case};

const PY: &str =
    "import json\n\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps('hi')}\n";
const RB: &str =
    "require 'json'\n\ndef handler(event:, context:)\n  { statusCode: 200, body: JSON.generate('hi') }\nend\n";
const CJS: &str =
    "exports.handler = async (event) => {\n  return { statusCode: 200, body: JSON.stringify('hi') };\n};\n";
const ESM: &str = "export const handler = async (event) => ({ statusCode: 200 });\n";
const MODULE: &str = r#"{ "name": "hello", "type": "module" }"#;

#[track_caller]
fn quiet<B: AsRef<[u8]>>(runtime: &str, handler: &str, files: &[(&str, B)]) {
    case(runtime, handler, files).is_quiet();
}

#[track_caller]
fn python(handler: &str, files: &[(&str, &str)]) {
    quiet("python3.13", handler, files);
}

#[track_caller]
fn node(handler: &str, files: &[(&str, &str)]) {
    for runtime in ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"] {
        quiet(runtime, handler, files);
    }
}

#[test]
fn a_function_for_each_runtime() {
    for minor in 8..=14 {
        quiet(&format!("python3.{minor}"), "app.handler", &[("app.py", PY)]);
    }
    for major in [16, 18, 20, 22, 24] {
        quiet(&format!("nodejs{major}.x"), "index.handler", &[("index.js", CJS)]);
        quiet(&format!("nodejs{major}.x"), "index.handler", &[("index.mjs", ESM)]);
    }
    for version in ["3.2", "3.3", "3.4", "4.0"] {
        quiet(&format!("ruby{version}"), "lambda_function.handler", &[("lambda_function.rb", RB)]);
    }
    let request = Some("com/amazonaws/services/lambda/runtime/RequestHandler");
    for (runtime, major) in [
        ("java8.al2", 52),
        ("java8.al2023", 52),
        ("java11", 55),
        ("java11.al2023", 55),
        ("java17", 61),
        ("java17.al2023", 61),
        ("java21", 65),
        ("java25", 69),
    ] {
        let bytes = class(major, "example/Handler", "java/lang/Object", request, &["handleRequest"]);
        for handler in ["example.Handler", "example.Handler::handleRequest"] {
            quiet(runtime, handler, &[("example/Handler.class", &bytes)]);
            quiet(runtime, handler, &[("lib/app.jar", jar(&[("example/Handler.class", &bytes)]))]);
        }
    }
    for (runtime, version) in [("dotnet6", "6.0.0"), ("dotnet8", "8.0.0"), ("dotnet10", "10.0.0")] {
        let config =
            format!(r#"{{"runtimeOptions":{{"framework":{{"name":"Microsoft.NETCore.App","version":"{version}"}}}}}}"#);
        let files = [("App.dll", "MZ"), ("App.deps.json", "{}"), ("App.runtimeconfig.json", config.as_str())];
        quiet(runtime, "App::App.Function::FunctionHandler", &files);
        quiet(runtime, "App", &files);
    }
    for runtime in ["provided.al2", "provided.al2023"] {
        quiet(runtime, "hello", &[("bootstrap", elf(X86_64, None, &[]))]);
        let loader = Some("/lib/ld-linux-aarch64.so.1");
        case(runtime, "hello", &[("bootstrap", elf(ARM64, loader, &["GLIBC_2.17", "GLIBC_2.26"]))])
            .architecture("arm64")
            .is_quiet();
        quiet(runtime, "function.sh", &[("bootstrap", "#!/bin/sh\nset -euo pipefail\n"), ("function.sh", "")]);
    }
    quiet("go1.x", "main", &[("main", elf(X86_64, None, &[]))]);
    quiet("go1.x", "bin/main", &[("bin/main", elf(X86_64, None, &[]))]);
}

#[test]
fn runtimes_yet_to_come_and_code_elsewhere() {
    quiet("python3.99", "app.handler", &[("app.py", PY)]);
    quiet("nodejs98.x", "index.handler", &[("index.js", CJS)]);
    quiet("provided.al2031", "x", &[("bootstrap", elf(X86_64, None, &["GLIBC_2.80"]))]);
    quiet("rust1", "x", &[("main", "")]);
    quiet("custom", "x", &[("main", "")]);
    quiet::<&str>("python3.13", "app.handler", &[]);
}

#[test]
fn python_layouts() {
    python(
        "lambda_function.lambda_handler",
        &[("lambda_function.py", "def lambda_handler(event, context):\n    pass\n")],
    );
    python("src/app.handler", &[("src/app.py", PY)]);
    python("src.app.handler", &[("src/app.py", PY)]);
    python("src.handlers.app.handler", &[("src/__init__.py", ""), ("src/handlers/app.py", PY)]);
    python("pkg.handler", &[("pkg/__init__.py", "from .main import handler\n"), ("pkg/main.py", PY)]);
    python("pkg.handler", &[("pkg/__init__.py", "from .main import *\n"), ("pkg/main.py", PY)]);
    python("app.handler", &[("app.pyc", "")]);
    python("app.handler", &[("app.cpython-313-x86_64-linux-gnu.so", "")]);
    python("app.handler", &[("app.py", PY), ("app/static/x.css", "")]);
    python(
        "app.handler",
        &[("app.py", PY), ("google/cloud/storage/__init__.py", ""), ("google/api_core/__init__.py", "")],
    );
    python("company.team.app.handler", &[("company/team/app.py", PY)]);
    python(
        "ns.a.handler",
        &[("ns/__init__.py", "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"), ("ns/a.py", PY)],
    );
    python("my-function.handler", &[("my-function.py", PY)]);
    python("app.handler", &[("app.py", "\u{feff}def handler(event, context): pass\n")]);
    python("app.handler", &[("app.py", "def handler(event, context): pass\r\n")]);
}

#[test]
fn python_definitions() {
    for source in [
        "from mangum import Mangum\nhandler = Mangum(app)\n",
        "handler: Callable = make()\n",
        "async def handler(event, context): ...\n",
        "class Handler:\n    def __call__(self, e, c): ...\nhandler = Handler()\n",
        "if DEBUG:\n    from dev import handler\nelse:\n    from prod import handler\n",
        "try:\n    import fast as handler\nexcept ImportError:\n    handler = None\n",
        "from x import (\n    a,\n    handler,\n)\n",
        "def __getattr__(name):\n    return make(name)\n",
        "globals().update(make())\n",
        "for n in names:\n    globals()[n] = make(n)\n",
        "import sys\nsys.modules[__name__] = Proxy()\n",
        "exec(compile(open('x').read(), 'x', 'exec'))\n",
        "from pytransform import pyarmor_runtime\npyarmor_runtime()\n__pyarmor__(__name__, __file__, b'x')\n",
        "x, handler = make()\n",
        "with open('x') as handler: pass\n",
        "global_name = 'handler'\nsetattr(mod, global_name, 1)\n",
        "from lib import *  # noqa\n",
        "(handler := make())\n",
        "@app.entrypoint\ndef handler(event, context):\n    pass\n",
        "def outer():\n    global handler\n    def handler(e, c): ...\nouter()\n",
    ] {
        python("app.handler", &[("app.py", source)]);
    }
    python(
        "app.lambda_handler",
        &[(
            "app.py",
            "import chalicelib\nfrom chalice import Chalice\napp = Chalice(app_name='x')\nlambda_handler = app\n",
        )],
    );
    python("app.app", &[("app.py", "from chalice import Chalice\napp = Chalice(app_name='x')\n")]);
}

#[test]
fn node_layouts() {
    node("index.handler", &[("index.js", CJS)]);
    node("index.handler", &[("index.cjs", CJS)]);
    node("index.handler", &[("index.js", ESM), ("package.json", MODULE)]);
    node("src/handlers/get.handler", &[("src/handlers/get.js", CJS)]);
    node("dist/index.handler", &[("dist/index.js", ESM), ("dist/package.json", MODULE), ("package.json", "{}")]);
    node("index.handler", &[("index/index.js", CJS)]);
    node("app.handler", &[("app/package.json", r#"{"main":"lib/main.js"}"#), ("app/lib/main.js", CJS)]);
    node("app.handlers.get", &[("app.js", "exports.handlers = { get: async () => 1 };\n")]);
    node("index.default", &[("index.mjs", "export default async function () {}\n")]);
    node("index.default.fetch", &[("index.mjs", "export default { fetch() {} };\n")]);
    node(
        "middleware.handler",
        &[("node_modules/middleware/package.json", r#"{"exports":"./x.js"}"#), ("node_modules/middleware/x.js", "")],
    );
    node(
        "node_modules/datadog-lambda-js/handler.handler",
        &[("node_modules/datadog-lambda-js/handler.js", "module.exports = require('./dist/handler.cjs')\n")],
    );
    node("index.handler", &[("index.js", ESM), ("package.json", "\u{feff}{ broken")]);
    node("./index.handler", &[("index.js", CJS)]);
}

#[test]
fn node_exports() {
    for source in [
        "module.exports.handler = async event => 1;",
        "module.exports = { handler: async (event) => 1 };",
        "module.exports = { async handler(event) {} };",
        "const handler = async () => {};\nmodule.exports = { handler };",
        "exports['handler'] = async () => {};",
        "module.exports = require('./dist');",
        "module.exports = { ...require('./a'), b: 1 };",
        "Object.assign(exports, require('./a'));",
        "Object.assign(module.exports, require('./a'));",
        "const app = require('./app');\nmodule.exports = app;",
        "for (const name of names) { exports[name] = make(name); }",
        "module.exports = new App().exports();",
        "exports.handler = middy().use(x()).handler(fn);",
        "exports.handler = awslambda.streamifyResponse(async (event, responseStream, context) => {});",
        "exports.handler = serverless(app);",
        "\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\nexports.handler = void 0;\nconst handler = async () => ({});\nexports.handler = handler;",
        "\"use strict\";\nvar __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {\n    o[k2] = m[k];\n}) : null);\nvar __exportStar = (this && this.__exportStar) || function(m, exports) {\n    for (var p in m) if (p !== \"default\") __createBinding(exports, m, p);\n};\nObject.defineProperty(exports, \"__esModule\", { value: true });\n__exportStar(require(\"./lib\"), exports);",
        "Object.defineProperty(exports, \"handler\", { enumerable: true, get: function () { return lib_1.handler; } });",
        "\"use strict\";var a=Object.defineProperty;var b=(e,t)=>{for(var r in t)a(e,r,{get:t[r],enumerable:!0})};var c={};b(c,{handler:()=>d});module.exports=e(c);var d=async()=>({});0&&(module.exports={handler});",
        "(()=>{var e={n:(t)=>1},t={};(()=>{\"use strict\";e.r(t),e.d(t,{handler:()=>n})})();var r=exports;for(var o in t)r[o]=t[o];})();",
        "!function(e,t){if(\"object\"==typeof exports&&\"object\"==typeof module)module.exports=t();else for(var r in t())e[r]=1}(this,function(){return 1});",
        "module.exports=(()=>{\"use strict\";var e={};return e})();",
        "(function(exports){ exports.hand = 1; })(typeof exports === 'undefined' ? {} : exports);",
        "this.handler = async () => 1;",
        "var app = exports = module.exports = {};\napp.handler = async () => 1;",
        "var x = module; x.exports.handler = 1;",
        "eval(require('fs').readFileSync('x', 'utf8'));",
        "exports = module.exports = require('./x');",
        "/* exports nothing here */ module.exports = class Handler {};",
        "const re = /['\"`]/; exports.handler = async () => `a ${`b ${1}`} c`;",
        "const a = 4 / 2; const b = x => x / 2 / 3; exports.handler = b;",
        "exports.handler = (event, context) => { return cb => cb(1, 2, 3); };",
        "const { handler } = require('./x');\nexports.handler = handler;",
        "if (process.env.X) exports.handler = a; else exports.handler = b;",
        "#!/usr/bin/env node\nexports.handler = 1",
    ] {
        node("index.handler", &[("index.js", source)]);
    }
    for source in [
        "export async function handler(event) {}",
        "async function handler() {}\nexport { handler };",
        "export { main as handler } from './main.mjs';",
        "export * from './main.mjs';",
        "export const { handler } = createHandlers();",
        "export const a = 1, handler = 2;",
        "export let handler; handler = make();",
        "export class X {}; export { y as 'handler' };",
        "import { createRequire } from 'module';const require=createRequire(import.meta.url);var a=1;export{a as handler};",
        "var b=async()=>{};export{b as handler};\n//# sourceMappingURL=index.mjs.map",
        "import middy from '@middy/core';\nexport const handler = middy(async (event, context) => {});",
        "export const handler = awslambda.streamifyResponse(async (event, stream, context) => { stream.end() });",
        "export const handler = withDurableExecution(async (event, context) => 1);",
        "export * as handler from './x.mjs'",
    ] {
        node("index.handler", &[("index.mjs", source)]);
    }
    node(
        "index.handler",
        &[(
            "index.js",
            "const x = { import: 1, export: 2 };\nexports.handler = async () => (await import('./x.mjs')).default;\n",
        )],
    );
    quiet(
        "nodejs20.x",
        "index.handler",
        &[("index.js", "exports.handler = (event, context, callback) => callback(null, 1);")],
    );
}

#[test]
fn ruby_layouts() {
    let ruby = |handler: &str, files: &[(&str, &str)]| quiet("ruby3.4", handler, files);
    ruby("lambda_function.lambda_handler", &[("lambda_function.rb", "def lambda_handler(event:, context:)\nend\n")]);
    ruby(
        "source.LambdaFunctions::Handler.process",
        &[(
            "source.rb",
            "module LambdaFunctions\n  class Handler\n    def self.process(event:,context:)\n      \"Hello\"\n    end\n  end\nend\n",
        )],
    );
    ruby("src/app.handler", &[("src/app.rb", RB)]);
    ruby("app.App.call", &[("app.rb", "class App < Base\nend\n")]);
    ruby("app.handler", &[("app.rb", "require 'lamby'\n")]);
    ruby("app.handler", &[("app.rb", "%w[handler other].each { |n| define_method(n) { |event:, context:| } }\n")]);
    ruby("app.handler", &[("app.rb", "require_relative 'config/environment'\n")]);
    ruby("aws_xray.handler", &[("vendor/bundle/ruby/3.4.0/gems/aws_xray-1.0.0/lib/aws_xray.rb", "")]);
}

#[test]
fn java_layouts() {
    let handler = |name: &str| class(61, name, "java/lang/Object", None, &["handle"]);
    quiet("java17", "example.Outer$Inner::handle", &[("example/Outer$Inner.class", handler("example/Outer$Inner"))]);
    quiet("java17", "Handler::handle", &[("Handler.class", handler("Handler"))]);
    let shaded = [
        ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n".to_vec()),
        ("example/Handler.class", handler("example/Handler")),
    ];
    case("java17", "example.Handler::handle", &shaded).zipped(None).is_quiet();
    let lib = jar(&[(
        "io/quarkus/amazon/lambda/runtime/QuarkusStreamHandler.class",
        &class(
            61,
            "io/quarkus/amazon/lambda/runtime/QuarkusStreamHandler",
            "java/lang/Object",
            Some("com/amazonaws/services/lambda/runtime/RequestStreamHandler"),
            &["handleRequest"],
        ),
    )]);
    quiet(
        "java17",
        "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest",
        &[("lib/quarkus.jar", lib)],
    );
    let inherits = class(61, "example/Handler", "example/Base", None, &[]);
    quiet("java17", "example.Handler::handleRequest", &[("example/Handler.class", inherits)]);
    let mixed = jar(&[
        ("example/Handler.class", &handler("example/Handler")),
        ("module-info.class", &class(69, "a", "b", None, &[])),
        ("META-INF/versions/21/example/Handler.class", &class(65, "a", "b", None, &[])),
    ]);
    quiet("java17", "example.Handler::handle", &[("lib/app.jar", mixed)]);
    quiet("java17", "example/Handler", &[("x.txt", "")]);
}

#[test]
fn dotnet_and_provided_layouts() {
    quiet("dotnet8", "bootstrap", &[("bootstrap", elf(X86_64, Some("/lib64/ld-linux-x86-64.so.2"), &["GLIBC_2.34"]))]);
    let own = r#"{"runtimeOptions":{"includedFrameworks":[{"name":"Microsoft.NETCore.App","version":"9.0.0"}]}}"#;
    let files = [("App.dll", "MZ"), ("App.deps.json", "{}"), ("App.runtimeconfig.json", own)];
    quiet("dotnet8", "App::App.LambdaEntryPoint::FunctionHandlerAsync", &files);
    quiet("dotnet8", "App::App.Functions_Get_Generated::Get", &files);
    quiet("provided.al2023", "any text", &[("bootstrap", "#!/bin/bash\n"), ("extensions/x", "#!/bin/bash\n")]);
    quiet("provided.al2023", "x", &[("bootstrap", "#!/usr/bin/env -S bash -e\n")]);
    quiet(
        "provided.al2023",
        "x",
        &[("bootstrap", "#!/var/task/node\n".as_bytes().to_vec()), ("node", elf(X86_64, None, &[]))],
    );
    let layered = |files: &[(&str, &str)], handler: &str| -> Case {
        case("provided.al2", handler, files).layers(&["arn:aws:lambda:eu-west-1:534081306603:layer:php-84-fpm:3"])
    };
    layered(&[("public/index.php", "<?php")], "public/index.php").is_quiet();
    layered(&[("bootstrap", "#!/opt/bin/bun\n")], "x").is_quiet();
}

#[test]
fn native_packages() {
    let (x86, arm) = (elf(X86_64, None, &["GLIBC_2.17"]), elf(ARM64, None, &["GLIBC_2.17"]));
    let py = PY.as_bytes();
    let numpy = [
        ("app.py", py),
        ("numpy/_core/_multiarray_umath.cpython-313-x86_64-linux-gnu.so", &x86),
        ("numpy.libs/libopenblas-1.so", &x86),
    ];
    quiet("python3.13", "app.handler", &numpy);
    let arm64 = [
        ("app.py", py),
        ("numpy/_core/_multiarray_umath.cpython-313-aarch64-linux-gnu.so", &arm[..]),
        ("cryptography/hazmat/bindings/_rust.abi3.so", &arm),
    ];
    case("python3.13", "app.handler", &arm64).architecture("arm64").is_quiet();
    let fallback = [
        ("app.py", py),
        ("charset_normalizer/md.py", b""),
        ("charset_normalizer/md.cpython-311-x86_64-linux-gnu.so", &x86),
        ("charset_normalizer/md__mypyc.cpython-311-x86_64-linux-gnu.so", &x86),
    ];
    quiet("python3.13", "app.handler", &fallback);
    let js = CJS.as_bytes();
    let mac = [&[0xcf, 0xfa, 0xed, 0xfe][..], &[0; 60]].concat();
    let exe = [b"MZ".as_slice(), &[0; 60]].concat();
    let prebuilt: [(&str, &[u8]); 7] = [
        ("index.js", js),
        ("node_modules/bufferutil/prebuilds/linux-x64/node.napi.node", &x86),
        ("node_modules/bufferutil/prebuilds/linux-arm64/node.napi.armv8.node", &arm),
        ("node_modules/bufferutil/prebuilds/darwin-x64+arm64/node.napi.node", &mac),
        ("node_modules/bufferutil/prebuilds/win32-ia32/node.napi.node", &exe),
        ("node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node", &x86),
        ("node_modules/@img/sharp-linuxmusl-arm64/lib/sharp-linuxmusl-arm64.node", &arm),
    ];
    quiet("nodejs22.x", "index.handler", &prebuilt);
    case("nodejs22.x", "index.handler", &prebuilt[..3]).architecture("arm64").is_quiet();
}
