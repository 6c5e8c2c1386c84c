//! Delay and loss of a link: 1114 to 1117 ([RFC 8571](https://www.rfc-editor.org/rfc/rfc8571)).
//!
//! ```text
//! 1114: flags u8, delay u24    1115: flags u8, minimum u24, reserved u8, maximum u24
//! 1116: reserved u8, delay variation u24    1117: flags u8, loss u24
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{Delay, LinkLoss, Loss, UnidirectionalDelay};
//!
//! let loss = LinkLoss::new(Loss::new(2));
//! let delay = UnidirectionalDelay::new(Delay::new(10_000));
//! let link = LinkState::of([delay.into(), loss.into()])?;
//! assert_eq!(link.to_string(), "delay 10000us, loss 0.000006%");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;

use crate::flags::flags;
use crate::net::{fixed, write_if};
use crate::wire::layout;

flags! {
    /// Flags of a measurement.
    Anomaly(u8) {
        /// Flag A: the value is above a threshold, and has not been below another one since.
        0x80 ANOMALOUS is_anomalous "anomalous",
    }
}

fixed! {
    /// A delay in microseconds; 0xffffff means this much or more.
    Delay(24 bits in 3 bytes) "a delay";
    /// A share of packets that are lost, in units of 0.000003 %; 0xffffff is not measured, or more than 50.331645 %.
    Loss(24 bits in 3 bytes) "a loss";
}

impl Loss {
    /// Returns the loss in millionths of a percent.
    #[must_use]
    pub const fn millionths_of_percent(self) -> u32 {
        self.get() * 3
    }
}

layout! {
    /// The mean delay of a link in one direction.
    pub struct UnidirectionalDelay {
        /// The flags.
        pub flags: Anomaly = Anomaly(0),
        /// The delay.
        pub delay: Delay,
    } text |value, f| write!(f, "{}us{}", value.delay, WithFlags(value.flags));

    /// The smallest and the largest delay of a link in one direction.
    pub struct MinMaxDelay {
        /// The flags.
        pub flags: Anomaly = Anomaly(0),
        /// The smallest delay.
        pub min: Delay,
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        /// The largest delay.
        pub max: Delay,
    } text |value, f| write!(f, "{}us-{}us{}", value.min, value.max, WithFlags(value.flags));

    /// The mean variation of the delay of a link in one direction.
    pub struct DelayVariation {
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        /// The variation.
        pub variation: Delay,
    } text "{variation}us";

    /// The share of packets that a link loses in one direction.
    pub struct LinkLoss {
        /// The flags.
        pub flags: Anomaly = Anomaly(0),
        /// The share.
        pub loss: Loss,
    } text |value, f| {
        let millionths = value.loss.millionths_of_percent();
        let (percent, rest) = (millionths / 1_000_000, millionths % 1_000_000);
        write!(f, "{percent}.{rest:06}%{}", WithFlags(value.flags))
    };
}

/// The names of the flags, if any are set.
struct WithFlags(Anomaly);

impl fmt::Display for WithFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_if(self.0.0 != 0, format_args!(" {}", self.0), f)
    }
}
