//! One const table of all rules.
