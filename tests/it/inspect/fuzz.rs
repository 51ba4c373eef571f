//! Sources, packages and headers of any bytes: no panic, no hang.
