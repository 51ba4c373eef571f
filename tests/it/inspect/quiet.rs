//! Packages that run: nothing may be said of them.
