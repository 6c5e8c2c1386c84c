//! Stats (draft-ietf-grow-bmp-tlv-21, section 5.3): the statistics in a TLV.
//!
//! ```text
//! count u32, statistics
//! ```

use crate::bmp::{Statistic, Statistics};
use crate::wire::{EncodeError, layout, length_u32};

layout! {
    /// The value of a Stats TLV: the body that a Statistics Report of version 3 has behind the per-peer header.
    ///
    /// A statistic whose type has the highest bit set (E) belongs to an enterprise, whose number is in its first four
    /// bytes. It is kept as an unknown one.
    pub struct Stats<B> {
        /// The number of statistics that the router announced. It may be wrong: the list counts.
        pub count: u32,
        ;
        /// The statistics.
        pub statistics: Statistics<B>,
    } text "{count} statistics";
}

impl Stats {
    /// Returns these statistics and their count.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if an unknown value has more than 65535 bytes; [`EncodeError::Contradiction`] if a
    /// value does not have the layout of its type.
    pub fn of(statistics: impl IntoIterator<Item = Statistic>) -> Result<Stats, EncodeError> {
        let statistics = Statistics::of(statistics)?;
        Ok(Stats {
            count: length_u32("statistics", statistics.iter().count())?,
            statistics,
        })
    }
}
