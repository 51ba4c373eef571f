//! Whether a call is made again, when, and why: pure decisions over values.
//!
//! Each row of the policy is a [`Class`]; the driver in `apply` sleeps and calls. lamctl has this one
//! retry layer; the SDK's is off for the calls that this decides about.

use std::time::Duration;

use crate::aws::{Class, Outcome};

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// `--timeout`: of each wait for a busy function, a throttle, an outage.
    pub timeout: Duration,
    /// `--propagation-timeout`; zero turns it off.
    pub propagation: Duration,
    /// AWS_MAX_ATTEMPTS: of one call on passing faults.
    pub max_attempts: Option<u32>,
}

/// What may be done about a lost answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Making it twice is the same as once.
    Again,
    /// It makes something: look whether it is there, first.
    Look,
    /// Never made again once it may have run (Invoke).
    Never,
}

/// A fault, and what came before it.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    pub class: Class,
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub retry_after: Option<Duration>,
    pub repeat: Repeat,
    /// Faults of this class so far, this one counted.
    pub count: u32,
    /// Attempts on passing faults so far, this one counted (AWS_MAX_ATTEMPTS).
    pub attempts: u32,
    /// Since the first fault of this class.
    pub elapsed: Duration,
    /// The endpoint has answered before in this run.
    pub reached: bool,
    /// 0 to 1.
    pub jitter: f64,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// The same call again.
    Again {
        after: Duration,
        limit: Duration,
    },
    /// Look what became of it, then perhaps again.
    Look {
        after: Duration,
        limit: Duration,
    },
    /// Wait until the function has settled, read it again, then perhaps again.
    Settle {
        after: Duration,
        limit: Duration,
    },
    Stop,
}

/// An endpoint that never answered is given up soon: a wrong region or no network should be told quickly.
/// With a connection attempt of 5 s begun before this, it is told within 10 s.
const UNREACHED: Duration = Duration::from_secs(5);
/// One that has answered before may come back.
const OUTAGE: Duration = Duration::from_secs(120);
/// Attempts at a failing service, where AWS_MAX_ATTEMPTS says nothing.
const ATTEMPTS: u32 = 10;

/// Decides.
pub fn decide(s: &Situation, budget: &Budget) -> Next {
    let again = |after: Duration, limit: Duration| {
        if s.elapsed + after > limit { Next::Stop } else { Next::Again { after, limit } }
    };
    let capped = |next: Next| match budget.max_attempts {
        Some(max) if s.attempts >= max.max(1) => Next::Stop,
        _ => next,
    };
    match s.class {
        Class::Propagation => again(grow(500, 5_000, 1.5, s.count, 0.8 + 0.4 * s.jitter), budget.propagation),
        Class::Ec2Throttle => again(grow(5_000, 30_000, 1.5, s.count, 0.8 + 0.4 * s.jitter), budget.timeout),
        Class::Busy => match again(grow(200, 5_000, 1.5, s.count, 0.8 + 0.4 * s.jitter), budget.timeout) {
            Next::Again { after, limit } => Next::Settle { after, limit },
            next => next,
        },
        // Full jitter: many deployments side by side must not come back at once.
        Class::Throttle => {
            let after = grow(1_000, 20_000, 2.0, s.count, s.jitter).max(Duration::from_millis(50));
            capped(again(s.retry_after.map_or(after, |asked| asked + after.mul_f64(0.25)), budget.timeout))
        }
        Class::Unreachable => {
            let limit = if s.reached { OUTAGE.min(budget.timeout) } else { UNREACHED };
            capped(again(grow(300, 5_000, 2.0, s.count, 0.5 + 0.5 * s.jitter), limit))
        }
        Class::Lost | Class::Server => capped(passing(s, budget)),
        // A redirect or a proxy's 404 will say the same again; a body that was cut may come whole.
        Class::Unreadable if s.status.is_some_and(|status| (200..300).contains(&status)) => capped(passing(s, budget)),
        Class::Unreadable
        | Class::Exists
        | Class::Limit
        | Class::Invalid
        | Class::NotFound
        | Class::AccessDenied
        | Class::StaleRevision
        | Class::MissingDependency
        | Class::InUse
        | Class::Credentials
        | Class::Terminal => Next::Stop,
    }
}

fn passing(s: &Situation, budget: &Budget) -> Next {
    if s.attempts >= budget.max_attempts.unwrap_or(ATTEMPTS) {
        return Next::Stop;
    }
    let after = grow(300, 10_000, 2.0, s.count, 0.5 + 0.5 * s.jitter);
    let after = s.retry_after.map_or(after, |asked| asked.max(after));
    if s.elapsed + after > budget.timeout {
        return Next::Stop;
    }
    let limit = budget.timeout;
    match (s.outcome, s.repeat) {
        (Outcome::Unknown, Repeat::Look) => Next::Look { after, limit },
        (Outcome::Unknown, Repeat::Never) => Next::Stop,
        _ => Next::Again { after, limit },
    }
}

/// `base · factor^(count-1)` up to `cap` (milliseconds), times `scale`.
fn grow(base: u64, cap: u64, factor: f64, count: u32, scale: f64) -> Duration {
    let exponent = f64::from(count.saturating_sub(1).min(32));
    let millis = (base as f64 * factor.powf(exponent)).min(cap as f64) * scale.clamp(0.0, 2.0);
    Duration::from_secs_f64(millis / 1_000.0)
}

/// A sequence of numbers between 0 and 1: small and seedable (splitmix64), since it need not be secret.
#[derive(Debug)]
pub struct Jitter(std::sync::atomic::AtomicU64);

impl Jitter {
    pub fn new(seed: u64) -> Self {
        Jitter(seed.into())
    }

    pub fn next(&self) -> f64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(STEP, std::sync::atomic::Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Jitter, Next, Repeat, Situation, decide};
    use crate::aws::{Class, Outcome};
    use std::time::Duration;

    const BUDGET: Budget =
        Budget { timeout: Duration::from_secs(600), propagation: Duration::from_secs(180), max_attempts: None };

    fn fault(class: Class, outcome: Outcome) -> Situation {
        Situation {
            class,
            outcome,
            status: None,
            retry_after: None,
            repeat: Repeat::Look,
            count: 1,
            attempts: 1,
            elapsed: Duration::ZERO,
            reached: false,
            jitter: 0.5,
        }
    }

    /// Plays a fault that never ends; gives the number of tries and the time of the last.
    fn play(mut s: Situation, budget: &Budget) -> (u32, Duration) {
        let jitter = Jitter::new(7);
        loop {
            s.jitter = jitter.next();
            match decide(&s, budget) {
                Next::Stop => return (s.count, s.elapsed),
                Next::Again { after, .. } | Next::Look { after, .. } | Next::Settle { after, .. } => {
                    assert!(after <= Duration::from_secs(40), "{after:?}");
                    s.elapsed += after;
                    s.count += 1;
                    s.attempts += 1;
                }
            }
            assert!(s.count < 10_000, "it never ends");
        }
    }

    #[test]
    fn propagation_is_waited_for_three_minutes_and_not_at_all_at_zero() {
        let s = fault(Class::Propagation, Outcome::Refused);
        let (tries, end) = play(s, &BUDGET);
        assert!(end <= Duration::from_secs(180) && end > Duration::from_secs(170), "{end:?}");
        assert!((30..60).contains(&tries), "{tries}");
        assert_eq!(decide(&s, &Budget { propagation: Duration::ZERO, ..BUDGET }), Next::Stop);
    }

    #[test]
    fn ec2_throttles_start_at_five_seconds() {
        match decide(&fault(Class::Ec2Throttle, Outcome::Refused), &BUDGET) {
            Next::Again { after, .. } => assert!(after >= Duration::from_secs(4) && after <= Duration::from_secs(6)),
            next => unreachable!("{next:?}"),
        }
    }

    #[test]
    fn a_busy_function_is_waited_for() {
        assert!(matches!(decide(&fault(Class::Busy, Outcome::Refused), &BUDGET), Next::Settle { .. }));
        let (_, end) = play(fault(Class::Busy, Outcome::Refused), &BUDGET);
        assert!(end <= BUDGET.timeout);
    }

    #[test]
    fn a_lost_create_is_looked_for_and_an_update_is_made_again() {
        for class in [Class::Lost, Class::Server] {
            let mut s = fault(class, Outcome::Unknown);
            assert!(matches!(decide(&s, &BUDGET), Next::Look { .. }));
            s.repeat = Repeat::Again;
            assert!(matches!(decide(&s, &BUDGET), Next::Again { .. }));
            s.repeat = Repeat::Never;
            assert_eq!(decide(&s, &BUDGET), Next::Stop);
        }
    }

    #[test]
    fn throttles_honour_retry_after_and_the_cap_on_attempts() {
        let mut s = fault(Class::Throttle, Outcome::Refused);
        s.retry_after = Some(Duration::from_secs(7));
        match decide(&s, &BUDGET) {
            Next::Again { after, .. } => assert!(after >= Duration::from_secs(7)),
            next => unreachable!("{next:?}"),
        }
        let capped = Budget { max_attempts: Some(3), ..BUDGET };
        assert_eq!(play(fault(Class::Throttle, Outcome::Refused), &capped).0, 3);
        assert_eq!(play(fault(Class::Server, Outcome::Unknown), &capped).0, 3);
        assert_eq!(
            decide(&fault(Class::Server, Outcome::Unknown), &Budget { max_attempts: Some(1), ..BUDGET }),
            Next::Stop
        );
        // Waits for propagation and busy functions are not attempts in this sense.
        assert!(play(fault(Class::Propagation, Outcome::Refused), &capped).0 > 3);
        assert!(play(fault(Class::Busy, Outcome::Refused), &capped).0 > 3);
    }

    #[test]
    fn an_endpoint_that_never_answered_is_given_up_within_ten_seconds() {
        let (_, end) = play(fault(Class::Unreachable, Outcome::NotSent), &BUDGET);
        assert!(end <= Duration::from_secs(5), "{end:?}");
        let mut known = fault(Class::Unreachable, Outcome::NotSent);
        known.reached = true;
        let (_, end) = play(known, &BUDGET);
        assert!(end > Duration::from_secs(100), "{end:?}");
    }

    #[test]
    fn refusals_are_final() {
        use Class::*;
        for class in [
            Exists,
            Limit,
            Invalid,
            NotFound,
            AccessDenied,
            StaleRevision,
            MissingDependency,
            InUse,
            Credentials,
            Terminal,
        ] {
            assert_eq!(decide(&fault(class, Outcome::Refused), &BUDGET), Next::Stop, "{class:?}");
        }
    }

    #[test]
    fn jitter_stays_between_zero_and_one() {
        let jitter = Jitter::new(1);
        let all: Vec<f64> = (0..1_000).map(|_| jitter.next()).collect();
        assert!(all.iter().all(|x| (0.0..1.0).contains(x)));
        assert!(all.iter().sum::<f64>() > 400.0 && all.iter().sum::<f64>() < 600.0);
    }
}
