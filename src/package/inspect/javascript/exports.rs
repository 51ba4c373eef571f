//! The names that a module exports, from its tokens.

use super::tokens::{Kind, Token, Tokens, scan};

/// What a source exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// The names written out, in order; a name may occur more than once.
    pub names: Vec<String>,
    /// Further names may be exported: a value from elsewhere, a computed name, a scan in doubt.
    pub open: bool,
    /// It has `import` or `export` statements.
    pub esm: bool,
    /// The parameters of exported functions that are written out where they are exported.
    pub parameters: Vec<(String, usize)>,
}

/// Reads the exports of a source.
pub fn exports(source: &str) -> Exports {
    if source.len() > super::SCAN_LIMIT || source.contains('\0') {
        return Exports { open: true, ..Exports::default() };
    }
    let tokens = scan(source);
    let mut reading =
        Reading { tokens: &tokens, work: WORK, out: Exports { open: !tokens.sure, ..Exports::default() } };
    let mut scope = Scope::default();
    for (at, token) in tokens.all.iter().enumerate() {
        if token.kind == Kind::Mark {
            scope.mark(token.text);
        } else {
            if matches!(token.text, "function" | "class") && reading.before(at) != "." {
                scope.awaited = Some(scope.parentheses);
            }
            reading.token(at, &scope);
        }
    }
    if !tokens.sure {
        reading.out.esm = false;
        reading.out.parameters.clear();
    }
    reading.out
}

/// How many tokens are looked at again from inside statements: hostile nesting would make that quadratic.
const WORK: usize = 2_000_000;

/// Where in the nesting of a source a token stands.
#[derive(Debug, Default)]
struct Scope {
    /// For each open brace, whether `this` inside is not the module's.
    braces: Vec<bool>,
    parentheses: u32,
    /// The body of a function or class is to come, at this depth of parentheses.
    awaited: Option<u32>,
}

impl Scope {
    fn mark(&mut self, mark: &str) {
        match mark {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            "{" => {
                let body = self.awaited == Some(self.parentheses);
                if body {
                    self.awaited = None;
                }
                self.braces.push(body || self.braces.last() == Some(&true));
            }
            "}" => {
                self.braces.pop();
            }
            _ => {}
        }
    }

    fn is_top(&self) -> bool {
        self.braces.is_empty()
    }

    /// Whether `this` and `arguments` may be the module's: arrow functions and blocks have none of their own.
    fn is_modules(&self) -> bool {
        self.braces.last() != Some(&true)
    }
}

struct Reading<'t, 'a> {
    tokens: &'t Tokens<'a>,
    work: usize,
    out: Exports,
}

impl<'a> Reading<'_, 'a> {
    fn get(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.all.get(at).copied()
    }

    fn text(&self, at: usize) -> &'a str {
        self.get(at).map_or("", |t| t.text)
    }

    /// Takes one step of the budget; without one left, the exports are open.
    fn spend(&mut self) -> bool {
        self.out.open |= self.work == 0;
        self.work = self.work.saturating_sub(1);
        self.work > 0
    }

    fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |at| self.text(at))
    }

    fn word(&self, at: usize) -> Option<&'a str> {
        self.get(at).filter(|t| t.kind == Kind::Word).map(|t| t.text)
    }

    fn name(&mut self, name: &str) {
        if self.out.names.len() < 10_000 {
            self.out.names.push(name.to_owned());
        } else {
            self.out.open = true;
        }
    }

    fn token(&mut self, at: usize, scope: &Scope) {
        let top = scope.is_top();
        let member = self.before(at) == "." && self.text(at.saturating_sub(2)) != ".";
        match self.word(at) {
            Some("export") if top && !member => self.export_statement(at),
            Some("import") if top && !member && !matches!(self.text(at + 1), "(" | "." | ":" | "=" | ",") => {
                self.out.esm = true;
            }
            Some("exports") if !member => self.exports_object(at),
            Some("exports") if self.text(at.saturating_sub(2)) == "module" => self.exports_object(at),
            Some("module") if !member => {
                let compared =
                    matches!(self.before(at), "=" | "!") && matches!(self.text(at.saturating_sub(2)), "=" | "!");
                let key = self.text(at + 1) == ":";
                self.out.open |= !(self.text(at + 1) == "." || compared || key);
                // `module.exports` alone is looked at; what else hangs on it exports nothing.
            }
            // The helpers of TypeScript's output look whether they are there already.
            Some("this") if scope.is_modules() && !member => {
                let helper = self.text(at + 1) == "." && self.word(at + 2).is_some_and(|word| word.starts_with("__"));
                self.out.open |= !helper && self.text(at + 1) != "&";
            }
            Some("eval") if !member => self.out.open = true,
            Some("arguments") if scope.is_modules() && !member => self.out.open = true,
            _ => {}
        }
    }

    fn export_statement(&mut self, at: usize) {
        let mut next = at + 1;
        match self.text(next) {
            // A property or a variable of that name.
            ":" | "=" | "," | "}" | "(" | ")" | "." | ";" => return,
            "*" if self.text(next + 1) == "as" => self.export_as(next + 2),
            "*" => self.out.open = true,
            "{" => self.export_list(next + 1),
            "default" => self.name("default"),
            "const" | "let" | "var" => match self.word(next + 1) {
                Some(name) => {
                    self.name(name);
                    if self.text(next + 2) == "=" {
                        self.function(name, next + 3);
                    }
                    // Further names after a comma are not told apart from what the values hold.
                    self.declarations(next + 2);
                }
                None => self.out.open = true,
            },
            _ => {
                if self.text(next) == "async" {
                    next += 1;
                }
                match self.text(next) {
                    "function" | "class" => {
                        let named = if self.text(next + 1) == "*" { next + 2 } else { next + 1 };
                        match self.word(named) {
                            Some(name) => {
                                self.name(name);
                                if self.text(named + 1) == "(" {
                                    self.parameters(name, named + 1);
                                }
                            }
                            None => self.out.open = true,
                        }
                    }
                    _ => self.out.open = true,
                }
            }
        }
        self.out.esm = true;
    }

    /// The rest of a declaration: every word after a comma outside brackets is taken for a name.
    fn declarations(&mut self, from: usize) {
        let mut depth = 0_i32;
        for at in from..self.tokens.all.len() {
            if !self.spend() {
                return;
            }
            match self.text(at) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                "," if depth == 0 => match self.word(at + 1) {
                    Some(name) => self.name(name),
                    None => self.out.open = true,
                },
                ";" if depth == 0 => return,
                "export" | "import" if depth == 0 => return,
                _ => {}
            }
            if depth < 0 {
                return;
            }
        }
    }

    fn export_as(&mut self, at: usize) {
        match self.get(at) {
            Some(token) if token.kind == Kind::Word => self.name(token.text),
            Some(token) if token.kind == Kind::Text => self.name(unquoted(token.text)),
            _ => self.out.open = true,
        }
    }

    fn export_list(&mut self, mut at: usize) {
        while let Some(token) = self.get(at).filter(|_| self.spend()) {
            match token.text {
                "}" => return,
                "," => at += 1,
                _ if self.text(at + 1) == "as" && !matches!(self.text(at + 2), "," | "}") => {
                    self.export_as(at + 2);
                    at += 3;
                }
                _ if matches!(token.kind, Kind::Word | Kind::Text) => {
                    self.export_as(at);
                    at += 1;
                }
                _ => break,
            }
        }
        self.out.open = true;
    }

    /// A use of `exports`, or of `module.exports`.
    fn exports_object(&mut self, at: usize) {
        let Some(next) = self.get(at + 1) else {
            self.out.open = true;
            return;
        };
        match next.text {
            "." => match self.word(at + 2) {
                Some(name) if self.assigns(at + 3) => {
                    self.name(name);
                    self.function(name, at + 4);
                }
                Some("exports") | None => self.out.open = true,
                // Read, or called.
                Some(_) => {}
            },
            "[" => match (self.get(at + 2), self.text(at + 3)) {
                (Some(key), "]") if key.kind == Kind::Text => self.name(unquoted(key.text)),
                _ => self.out.open = true,
            },
            "=" if self.assigns(at + 1) => {
                let start = if self.before(at) == "." { at.saturating_sub(2) } else { at };
                self.out.open |= self.is_named_otherwise(start);
                self.assigned_value(at + 2);
            }
            "," if self.before(at) == "(" && self.text(at.saturating_sub(2)) == "defineProperty" => {
                match self.get(at + 2) {
                    Some(key) if key.kind == Kind::Text => self.name(unquoted(key.text)),
                    _ => self.out.open = true,
                }
            }
            // A key of some object.
            ":" => {}
            _ => self.out.open = true,
        }
    }

    /// Whether a lone `=` stands there.
    fn assigns(&self, at: usize) -> bool {
        self.text(at) == "=" && !matches!(self.text(at + 1), "=" | ">")
    }

    /// Whether the assignment that starts there is itself a value: under another name, it may be added to.
    fn is_named_otherwise(&self, start: usize) -> bool {
        match self.before(start) {
            "=" => self.text(start.saturating_sub(2)) != "exports",
            "(" | "," | ":" | "?" | "&" | "|" | "[" | ">" | "return" => true,
            _ => false,
        }
    }

    /// The value given to the whole of `module.exports`.
    fn assigned_value(&mut self, at: usize) {
        match self.text(at) {
            "{" => self.object_literal(at + 1),
            "exports" if self.assigns(at + 1) => {}
            "module" if self.text(at + 1) == "." && self.text(at + 2) == "exports" && self.assigns(at + 3) => {}
            _ => self.out.open = true,
        }
    }

    fn object_literal(&mut self, mut at: usize) {
        let mut depth = 0_u32;
        let mut key = true;
        while let Some(token) = self.get(at).filter(|_| self.spend()) {
            match token.text {
                "}" if depth == 0 => {
                    // `{…}.x`, `{…} || y`: not the value itself.
                    self.out.open |= matches!(self.text(at + 1), "." | "[" | "|" | "&" | "?" | "(");
                    return;
                }
                "{" | "(" | "[" if depth > 0 || !key => depth += 1,
                "}" | ")" | "]" => {
                    depth = depth.saturating_sub(1);
                    key = false;
                }
                "," if depth == 0 => key = true,
                _ if depth == 0 && key => {
                    if matches!(token.text, "async" | "get" | "set" | "*" | "static")
                        && !matches!(self.text(at + 1), "," | ":" | "(" | "}")
                    {
                        at += 1;
                        continue;
                    }
                    match token.kind {
                        Kind::Word => self.name(token.text),
                        Kind::Text => self.name(unquoted(token.text)),
                        Kind::Other => {}
                        // A spread, or a computed name.
                        Kind::Mark => {
                            self.out.open = true;
                            return;
                        }
                    }
                    if self.text(at + 1) == ":"
                        && let Some(name) = self.out.names.last().cloned()
                    {
                        self.function(&name, at + 2);
                    }
                    key = false;
                }
                _ => {}
            }
            at += 1;
        }
        self.out.open = true;
    }

    /// Notes how many parameters a function has that is written out at this place.
    fn function(&mut self, name: &str, mut at: usize) {
        if self.text(at) == "async" {
            at += 1;
        }
        let arrow = self.text(at) == "(";
        if self.text(at) == "function" {
            at += 1;
            if self.text(at) == "*" {
                at += 1;
            }
            if self.word(at).is_some() {
                at += 1;
            }
        }
        if self.text(at) != "(" {
            return;
        }
        let Some(end) = self.parameters(name, at) else { return };
        let is_value = if arrow {
            self.text(end) == "=" && self.text(end + 1) == ">"
        } else {
            // A function that is called at once is not the value.
            self.after_braces(end).is_some_and(|next| !matches!(self.text(next), "(" | "." | "["))
        };
        if !is_value {
            self.out.parameters.pop();
        }
    }

    /// The place after the braces that open there.
    fn after_braces(&mut self, open: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for at in open..self.tokens.all.len() {
            match self.text(at) {
                _ if !self.spend() => return None,
                "{" => depth += 1,
                "}" if depth <= 1 => return Some(at + 1),
                "}" => depth -= 1,
                _ if depth == 0 => return None,
                _ => {}
            }
        }
        None
    }

    /// Counts as `Function.length` does: up to the first default or rest. The place after the parenthesis.
    fn parameters(&mut self, name: &str, open: usize) -> Option<usize> {
        let mut depth = 0_u32;
        let mut count = 0;
        let mut ended = false;
        let mut fresh = true;
        for at in open..self.tokens.all.len().min(open + 500) {
            if !self.spend() {
                return None;
            }
            match self.text(at) {
                "(" | "[" | "{" => {
                    if depth == 1 && fresh && !ended {
                        count += 1;
                        fresh = false;
                    }
                    depth += 1;
                }
                ")" | "]" | "}" => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        self.out.parameters.push((name.to_owned(), count));
                        return Some(at + 1);
                    }
                }
                "," if depth == 1 => fresh = true,
                "=" if depth == 1 && !ended => {
                    count = count.saturating_sub(1);
                    ended = true;
                }
                "." if depth == 1 => ended = true,
                _ if depth == 1 && fresh && !ended => {
                    count += 1;
                    fresh = false;
                }
                _ => {}
            }
        }
        None
    }
}

fn unquoted(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1)).unwrap_or(text)
}

#[cfg(test)]
#[path = "exports_tests.rs"]
mod tests;
