//! Application-Specific Link Attributes: 1122 ([RFC 9294, section 2](https://www.rfc-editor.org/rfc/rfc9294#section-2)).
//!
//! ```text
//! length of the standard bits u8, of the user-defined bits u8 (0, 4 or 8 each), reserved u16,
//! standard bits, user-defined bits, TLVs
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{
//!     ApplicationSpecific, StandardApplications, TeDefaultMetric,
//! };
//!
//! let metric = TeDefaultMetric::new(7).into();
//! let applications = StandardApplications::FLEX_ALGORITHM | StandardApplications::SR_POLICY;
//! let link = LinkState::of([ApplicationSpecific::of(applications, [metric])?.into()])?;
//! assert_eq!(link.to_string(), "for sr-policy+flex-algo (te-metric 7)");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::flags::flags;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, List, Octets, Reader, Writer, map_octets,
};

flags! {
    /// Standard applications: the first byte of their bits
    /// ([RFC 9479, section 7.4](https://www.rfc-editor.org/rfc/rfc9479#section-7.4)).
    StandardApplications(u8) {
        /// Flag R: RSVP-TE.
        0x80 RSVP_TE is_rsvp_te "rsvp-te",
        /// Flag S: SR policies.
        0x40 SR_POLICY is_sr_policy "sr-policy",
        /// Flag F: loop-free alternates.
        0x20 LFA is_lfa "lfa",
        /// Flag X: flexible algorithms.
        0x10 FLEX_ALGORITHM is_flex_algorithm "flex-algo",
    }
}

/// Attributes of a link that are for some applications only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ApplicationSpecific<B: AsRef<[u8]> = Vec<u8>> {
    /// A reserved field. Receivers ignore it; this crate keeps it.
    pub reserved: u16,
    /// The bits of standard applications, of 0, 4 or 8 bytes.
    pub standard: Octets<B>,
    /// The bits of user-defined applications, of 0, 4 or 8 bytes.
    pub user_defined: Octets<B>,
    /// The attributes.
    pub sub_tlvs: List<LinkStateTlv, B>,
}
map_octets!(ApplicationSpecific { standard, user_defined, sub_tlvs; reserved });

impl ApplicationSpecific {
    /// Returns attributes for these applications, with standard bits of four bytes.
    ///
    /// # Errors
    /// Like [`List::push`].
    pub fn of(
        applications: StandardApplications,
        sub_tlvs: impl IntoIterator<Item = LinkStateTlv>,
    ) -> Result<ApplicationSpecific, EncodeError> {
        Ok(ApplicationSpecific {
            reserved: 0,
            standard: Octets([applications.0, 0, 0, 0].to_vec()),
            user_defined: Octets::default(),
            sub_tlvs: List::of(sub_tlvs)?,
        })
    }
}

impl<B: AsRef<[u8]>> ApplicationSpecific<B> {
    /// Returns the standard applications that have names: the first byte of their bits.
    #[must_use]
    pub fn applications(&self) -> StandardApplications {
        StandardApplications(self.standard.first().copied().unwrap_or_default())
    }
}

impl<'a> Decode<'a> for ApplicationSpecific<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let [standard, user_defined] = reader.array()?;
        for length in [standard, user_defined] {
            if !matches!(length, 0 | 4 | 8) {
                return Err(start.fail(Fault::Length(length.into())));
            }
        }
        Ok(ApplicationSpecific {
            reserved: reader.u16()?,
            standard: Octets(reader.bytes(standard.into())?),
            user_defined: Octets(reader.bytes(user_defined.into())?),
            sub_tlvs: reader.read()?,
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.sub_tlvs.check()
    }
}

impl<B: AsRef<[u8]>> Encode for ApplicationSpecific<B> {
    fn encoded_len(&self) -> usize {
        4 + self.standard.len() + self.user_defined.len() + self.sub_tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        for bits in [&self.standard, &self.user_defined] {
            match bits.len() {
                length @ (0 | 4 | 8) => out.put_u8(length as u8),
                _ => {
                    return Err(EncodeError::Value {
                        what: "bits of applications",
                    });
                }
            }
        }
        out.put_u16(self.reserved);
        self.standard.put(out)?;
        self.user_defined.put(out)?;
        self.sub_tlvs.put(out)
    }
}

/// The applications and their attributes. Without any bits, the attributes are for all applications.
impl<B: AsRef<[u8]>> fmt::Display for ApplicationSpecific<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.standard.is_empty() && self.user_defined.is_empty() {
            true => f.write_str("all")?,
            false => self.applications().fmt(f)?,
        }
        if !self.user_defined.is_empty() {
            write!(f, " user-defined {}", self.user_defined)?;
        }
        write!(f, " ({})", self.sub_tlvs)
    }
}
