//! Dated facts about Lambda: limits, runtimes, reserved names, each with its source.
