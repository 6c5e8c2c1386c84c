//! Link Local/Remote Identifiers: link descriptor 258 (RFC 9552, section 5.2.2).
//!
//! ```text
//! local u32, remote u32
//! ```

use crate::wire::layout;

layout! {
    /// The numbers of an interface and of its neighbor's interface.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::nlri::link_state::LinkIdentifiers};
    ///
    /// let link = LinkIdentifiers { local: 5, remote: 0 };
    /// assert_eq!(link.to_vec()?, [0, 0, 0, 5, 0, 0, 0, 0]);
    /// assert_eq!(link.to_string(), "5 -> 0");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    #[derive(PartialOrd, Ord)]
    pub struct LinkIdentifiers {
        /// The number of the interface.
        pub local: u32,
        /// The number of the neighbor's interface; 0 if it is not known.
        pub remote: u32,
    } text "{local} -> {remote}";
}
