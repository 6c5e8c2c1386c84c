//! BIER ([RFC 9793, section 3](https://www.rfc-editor.org/rfc/rfc9793#section-3)).
//!
//! ```text
//! TLVs: type u16, length u16, value
//! BIER: sub-domain u8, BFR-id u16, reserved u8, sub-TLVs
//! MPLS encapsulation: maximum set identifier u8, bit string length 4 bits, label 20 bits, sub-TLVs
//! non-MPLS encapsulation: the same with a BIFT-id of 20 bits
//! next hop: address of 4 or 16
//! ```

mod encapsulation;

use core::net::IpAddr;

pub use encapsulation::{BierEncapsulationTlv, BierMpls, BierNonMpls};

use crate::bgp::attribute::Broken;
use crate::wire::tlv::Header;
use crate::wire::{
    Breach, DecodeError, EncodeError, List, Reader, UnknownTlv, What, layout, table,
};

layout! {
    /// BIER: the place of the route's prefix, a router, in BIER sub-domains, and how to send BIER packets to it.
    ///
    /// The attribute is malformed as a whole if its TLVs, or the sub-TLVs of one of them, do not fill their container
    /// exactly. A TLV with a malformed value is an error in its place. Receivers ignore an attribute that names a
    /// sub-domain twice.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::attribute::Bier;
    /// use bmp_codec::bgp::attribute::bier::{BierDomain, BierMpls};
    /// use bmp_codec::wire::List;
    ///
    /// let labels = BierMpls::new(2, 3, 1000, List::default());
    /// let domain = BierDomain::new(0, 5, List::of([labels.into()])?);
    /// let bier = Bier::of([domain.into()])?;
    /// assert_eq!(
    ///     bier.to_string(),
    ///     "sub-domain 0 bfr-id 5 (mpls max-si 2 bsl 256 label 1000)"
    /// );
    /// assert_eq!(bier.to_vec()?, [0, 1, 0, 12, 0, 0, 5, 0, 0, 2, 0, 4, 2, 0x30, 0x03, 0xe8]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub struct Bier<B>(pub List<BierTlv, B>) by filled text |bier, f| bier.0.fmt(f);
}

// TLVs and sub-TLVs share their types. Each level still has its own enum, so that nesting ends.

table! {
    /// A TLV of BIER.
    pub enum BierTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U16U16 "BIER TLV" |tlv_type| What::tlv(41, tlv_type);
    {
        /// The place of the router in a sub-domain.
        1 => Domain(BierDomain<B>) "sub-domain",
    }
}

table! {
    /// A sub-TLV of a [`BierDomain`].
    pub enum BierSubTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U16U16 "BIER sub-TLV" |tlv_type| What::sub_tlv(41, tlv_type);
    {
        /// The labels of BIER packets in MPLS.
        2 => Mpls(BierMpls<B>) "mpls",
        /// The BIFT-ids of BIER packets without MPLS.
        3 => NonMpls(BierNonMpls<B>) "non-mpls",
        /// The next hop of BIER packets.
        4 => NextHop(BierNextHop) "next-hop",
    }
}

layout! {
    /// The next hop of BIER packets.
    #[derive(PartialOrd, Ord)]
    pub struct BierNextHop(pub IpAddr) text |next_hop, f| next_hop.0.fmt(f);

    /// The place of a router in a sub-domain.
    pub struct BierDomain<B> {
        /// The sub-domain.
        pub sub_domain: u8,
        /// The number of the router in the sub-domain; 0 if it has none.
        pub bfr_id: u16,
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        ;
        /// How to send BIER packets to the router.
        pub sub_tlvs: List<BierSubTlv, B>,
    } text "{sub_domain} bfr-id {bfr_id}" inside sub_tlvs;
}

impl Bier {
    /// Makes an attribute from TLVs.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value of a TLV has more than 65535 bytes.
    pub fn of(tlvs: impl IntoIterator<Item = BierTlv>) -> Result<Bier, EncodeError> {
        List::of(tlvs).map(Bier)
    }
}

impl<B: AsRef<[u8]>> Bier<B> {
    /// Returns an iterator over the places in sub-domains.
    pub fn domains(&self) -> impl Iterator<Item = BierDomain<&[u8]>> {
        self.0.iter().filter_map(|tlv| match tlv {
            Ok(BierTlv::Domain(domain)) => Some(domain),
            _ => None,
        })
    }
}

/// Checks that TLVs fill their container, at each of the three levels. Out of line: the attribute is rare, and this
/// walks its TLVs.
#[inline(never)]
fn filled<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let tlv = |tlv_type| What::tlv(41, tlv_type);
    let sub_tlv = |tlv_type| What::sub_tlv(41, tlv_type);
    let sub_sub_tlv = |tlv_type| What::sub_sub_tlv(41, tlv_type);
    // A value too short for its fields is an error of that TLV only; iteration returns it.
    Header::U16U16.check(*reader, tlv, |tlv_type, mut value| {
        if tlv_type != 1 || value.array::<4>().is_err() {
            return Ok(());
        }
        Header::U16U16.check(value, sub_tlv, |tlv_type, mut value| {
            if !matches!(tlv_type, 2 | 3) || value.array::<4>().is_err() {
                return Ok(());
            }
            Header::U16U16.check(value, sub_sub_tlv, |_, _| Ok(()))
        })
    })?;
    read(reader)
}

impl Bier<&[u8]> {
    /// A sub-domain appears only once ([RFC 9793](https://www.rfc-editor.org/rfc/rfc9793)).
    pub(super) fn broken(&self) -> Option<Broken> {
        let mut seen = [0_u64; 4];
        let mut tlvs = self.0.iter();
        loop {
            let start = self.0.octets().len() - tlvs.rest().len();
            if let Ok(BierTlv::Domain(domain)) = tlvs.next()? {
                let (word, bit) = (domain.sub_domain >> 6, 1 << (domain.sub_domain & 63));
                let word = seen.get_mut(usize::from(word))?;
                if *word & bit != 0 {
                    return Some((start, Breach::BIER_DUPLICATE));
                }
                *word |= bit;
            }
        }
    }
}

#[cfg(test)]
mod tests;
