//! Type 1: Label-Index ([RFC 8669, section 3.1](https://www.rfc-editor.org/rfc/rfc8669#section-3.1)).
//!
//! ```text
//! reserved u8, flags u16, label index u32
//! ```

use crate::wire::layout;

layout! {
    /// The index of a prefix in every router's label range (SRGB): each router adds it to the start of its own range.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::prefix_sid::LabelIndex};
    ///
    /// let index = LabelIndex::from_octets(&[0, 0, 0, 0, 0, 0, 17])?;
    /// assert_eq!(index.index, 17);
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[derive(Default)]
    pub struct LabelIndex {
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        /// The flags. None are defined; they are kept.
        pub flags: u16 = 0,
        /// The index.
        pub index: u32,
    } text |index, f| index.index.fmt(f);
}
