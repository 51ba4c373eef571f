//! `-A/-W/-D` in the order in which they were typed, over all three.

use clap::ArgMatches;

use super::Run;
use crate::diagnostic::Level;

impl Run<'_> {
    /// The level flags of this command line, first to last.
    pub fn level_flags(&self) -> Vec<(Level, String)> {
        let Some((_, matches)) = self.matches.subcommand() else { return Vec::new() };
        let mut flags = Vec::new();
        for (id, level) in [("allow", Level::Allow), ("warn", Level::Warn), ("deny", Level::Deny)] {
            collect(matches, id, level, &mut flags);
        }
        flags.sort_by_key(|(at, ..)| *at);
        flags.into_iter().map(|(_, level, name)| (level, name)).collect()
    }
}

fn collect(matches: &ArgMatches, id: &str, level: Level, flags: &mut Vec<(usize, Level, String)>) {
    let (Ok(Some(values)), Some(indices)) = (matches.try_get_many::<String>(id), matches.indices_of(id)) else {
        return;
    };
    for (at, value) in indices.zip(values) {
        // `-A one,two` is as good as `-A one -A two`.
        flags.extend(value.split(',').filter(|n| !n.is_empty()).map(|name| (at, level, name.trim().to_owned())));
    }
}
