use super::*;

fn names(source: &str) -> (Vec<String>, bool) {
    let exports = exports(source);
    (exports.names, exports.open)
}

fn closed(source: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(names(source), (expected, false), "{source}");
}

fn open(source: &str) {
    assert!(names(source).1, "{source}");
}

#[test]
fn common_js() {
    closed("exports.handler = async (event) => ({});", &["handler"]);
    closed("module.exports.handler = function (e) { return exports.other(e) };", &["handler"]);
    closed(
        "module.exports = { handler, other: 1, 'third': 2, async fourth() {}, get fifth() { return {a: [1, 2]} } };",
        &["handler", "other", "third", "fourth", "fifth"],
    );
    closed("exports.a = exports.b = void 0;", &["a", "b"]);
    closed(
        "Object.defineProperty(exports, \"__esModule\", { value: true }); exports.handler = handler;",
        &["__esModule", "handler"],
    );
    closed(
        "Object.defineProperty(exports, 'handler', { enumerable: true, get: function () { return x.handler; } });",
        &["handler"],
    );
    closed("exports['handler'] = 1", &["handler"]);
    closed("module.exports = exports = { a };", &["a"]);
    closed("if (require.main === module) { main() } exports.a = 1", &["a"]);
    closed("// exports.x = 1\nconst s = 'exports.y = 2'; exports.z = `exports.w = ${3}`", &["z"]);
    closed("var __i = (this && this.__i) || function (m) { return m; };\nexports.handler = void 0;", &["handler"]);
    closed("class A { m() { return this.x } }\nexports.a = new A()", &["a"]);
}

#[test]
fn names_from_elsewhere() {
    open("module.exports = require('./lib');");
    open("module.exports = handler;");
    open("module.exports = { ...require('./lib') };");
    open("module.exports = { [name]: 1 };");
    open("module.exports = { a } || b;");
    open("Object.assign(exports, require('./lib'));");
    open("__exportStar(require('./lib'), exports);");
    open("for (const k in lib) exports[k] = lib[k];");
    open("(function (e) { e.handler = 1 })(exports);");
    open("(function (root, f) { if (typeof module === 'object') module.exports = f() })(this, f)");
    open("var app = exports = module.exports = {}; app.handler = 1;");
    open("const app = module.exports = { a: 1 }; app.handler = 1;");
    open("extend(module.exports = { a: 1 }, b);");
    open("this.handler = 1");
    open("(() => { var r = this; for (var o in t) r[o] = t[o]; })()");
    open("{ (() => Object.assign(arguments[0], x))() }");
    closed("function f(a = {}) { return this.x + arguments.length }\nexports.a = f", &["a"]);
    open("const e = exports; e.handler = 1");
    open("eval(code); exports.a = 1");
    open("export * from './lib.js';");
    open("export const { handler } = make();");
    open("var a = 'open\nexports.a = 1");
    open("module.exports = class {}");
    open("0 && (module.exports = { handler }); module.exports = __toCommonJS(src_exports);");
}

#[test]
fn modules() {
    closed("export const handler = async (event) => { return { a: 1 } };", &["handler"]);
    closed("export async function handler(event) {}", &["handler"]);
    closed("export function* gen() {} export class C {} export default 1", &["gen", "C", "default"]);
    closed("const a = 1; export { a, a as handler, b as 'quoted' };", &["a", "handler", "quoted"]);
    closed("export { default as handler } from './x.js'", &["handler"]);
    closed("export * as handler from './x.js'", &["handler"]);
    closed("export let a = 1, handler = 2;", &["a", "handler"]);
    assert!(exports("import x from 'y';\nconsole.log(1)").esm);
    assert!(!exports("const x = await import('y'); exports.a = import.meta").esm);
    assert!(!exports("// export const a = 1\nlet s = { export: 1, import: 2 }; s.export = 3").esm);
}

#[test]
fn counts_parameters() {
    let count = |source: &str| exports(source).parameters;
    let one = |name: &str, n| vec![(name.to_owned(), n)];
    assert_eq!(count("exports.handler = async (event, context, callback) => {}"), one("handler", 3));
    assert_eq!(count("exports.handler = function named(event, context, callback) {}"), one("handler", 3));
    assert_eq!(count("exports.handler = (event, context, callback = null) => {}"), one("handler", 2));
    assert_eq!(count("exports.handler = (event, ...rest) => {}"), one("handler", 1));
    assert_eq!(count("exports.handler = ({ a, b }, [c, d], e,) => {}"), one("handler", 3));
    assert_eq!(count("export const handler = (a, b, c) => 1"), one("handler", 3));
    assert_eq!(count("export async function handler(a, b, c) {}"), one("handler", 3));
    assert_eq!(count("module.exports = { handler: (a, b, c) => 1 }"), one("handler", 3));
    assert_eq!(count("exports.handler = wrap((a, b, c) => 1)"), vec![]);
    assert_eq!(count("exports.handler = (a, b, c)"), vec![]);
    assert_eq!(count("exports.handler = a"), vec![]);
    assert_eq!(count("exports.handler = function (a, b, c) { return {} }(1, 2, 3)"), vec![]);
    assert_eq!(count("exports.handler = function (a, b, c) {}.bind(null, 1)"), vec![]);
}
