//! ATOMIC_AGGREGATE ([RFC 4271, section 5.1.6](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.6)).

use core::fmt;

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::error::{DecodeError, EncodeError};
use crate::wire::{Decode, Encode, Reader};

/// ATOMIC_AGGREGATE: the path leaves out AS numbers of the routes it aggregates. No octets: being there says it.
///
/// ```
/// use bmp_codec::bgp::{Session, attribute::{AtomicAggregate, PathAttributes}};
///
/// let mut attributes = PathAttributes::new(Session::default());
/// attributes.add(&AtomicAggregate)?;
/// assert_eq!(attributes.get()?, Some(AtomicAggregate));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct AtomicAggregate;

impl Decode<'_> for AtomicAggregate {
    #[inline]
    fn decode(_: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(AtomicAggregate)
    }
}

impl Encode for AtomicAggregate {
    fn encoded_len(&self) -> usize {
        0
    }

    fn put(&self, _: &mut impl BufMut) -> Result<(), EncodeError> {
        Ok(())
    }
}

/// Nothing: being there says it.
impl fmt::Display for AtomicAggregate {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fault;

    #[test]
    fn no_octets() {
        assert_eq!(AtomicAggregate::from_octets(&[]), Ok(AtomicAggregate));
        assert_eq!(
            AtomicAggregate::from_octets(&[0]).unwrap_err().fault(),
            Fault::Trailing(1)
        );
    }
}
