pub const INSPECT_RULES: &[super::super::rule::Rule] = &[];
