//! The attributes whose values can break a rule although they can be decoded, or have parts that are decoded later. The
//! rules are in the rooms of the attributes.

use crate::bgp::attribute::{AttributeSet, AttributeValue, PathAttribute};
use crate::bgp::error_action::Disposition;
use crate::net::Asn;
use crate::wire::{Breach, DecodeError, Fault, What};

/// A rule that is broken, and where: the offset from the start of the value.
pub(crate) type Broken = (usize, Breach);

/// Returns the offset of a part of a value. A part borrows the bytes of its value.
pub(super) fn offset_in(value: &[u8], part: &[u8]) -> usize {
    let inside = part.as_ptr().addr().wrapping_sub(value.as_ptr().addr());
    inside.min(value.len())
}

/// Returns the first rule, unless there is a stronger one: one that a receiver does more about than log it.
pub(super) fn stronger(first: Option<Broken>, then: Option<Broken>) -> Option<Broken> {
    match (first, then) {
        (Some((_, one)), Some((_, two))) if two.disposition() > one.disposition() => then,
        _ => first.or(then),
    }
}

/// Returns whether a receiver does something about an error: more than log it.
pub(crate) fn is_acted_on(error: &DecodeError) -> bool {
    let breach = error.breach();
    breach.is_none_or(|breach| breach.disposition() > Disposition::Nothing)
}

impl AttributeValue<&[u8]> {
    /// Decodes everything inside the value, like [`check`](AttributeValue::check). Then returns a [rule](crate::Breach)
    /// that the value breaks: the first one that a receiver acts on, or else the first one. Offsets count from the start
    /// of the value, or from the start of the routes or attributes in it.
    pub(crate) fn checked(&self) -> Result<Option<DecodeError>, DecodeError> {
        let error = |(offset, breach)| DecodeError::new(offset, Fault::Breach(breach));
        let checked = match self {
            AttributeValue::MpReach(reach) => self.check().map(|()| reach.nlri.errors().next()),
            AttributeValue::MpUnreach(unreach) => self
                .check()
                .map(|()| unreach.nlri.errors().withdrawn().next()),
            AttributeValue::AttributeSet(set) => checked_set(set),
            // In one pass: it may have thousands of TLVs.
            AttributeValue::LinkState(tlvs) => tlvs.checked().map(|broken| broken.map(error)),
            value => self.check().map(|()| value.broken().map(error)),
        };
        let named = |error: DecodeError| error.within(What::Attribute(self.code()));
        checked.map(|error| error.map(named)).map_err(named)
    }

    /// Returns the rule that the value itself breaks: not one of the routes or attributes in it.
    pub(crate) fn broken(&self) -> Option<Broken> {
        let zero = |asn| (asn == Asn(0)).then_some((0, Breach::AGGREGATOR_AS_ZERO));
        match self {
            AttributeValue::AsPath(path) => path.broken(),
            AttributeValue::Aggregator(aggregator) => zero(aggregator.asn()),
            AttributeValue::ExtendedCommunities(communities) => communities.broken(),
            AttributeValue::As4Path(path) => path.broken(),
            AttributeValue::As4Aggregator(aggregator) => zero(aggregator.asn()),
            AttributeValue::PmsiTunnel(tunnel) => tunnel.broken(),
            AttributeValue::TunnelEncapsulation(tunnels) => tunnels.broken(),
            AttributeValue::Aigp(aigp) => aigp.broken(),
            AttributeValue::LinkState(tlvs) => tlvs.broken(),
            AttributeValue::BgpsecPath(path) => path.broken(),
            AttributeValue::PrefixSid(sid) => sid.broken(),
            AttributeValue::Bier(bier) => bier.broken(),
            _ => None,
        }
    }
}

// Sets inside sets are not decoded, so this recursion is one level deep.
fn checked_set(set: &AttributeSet<&[u8]>) -> Result<Option<DecodeError>, DecodeError> {
    let mut found: Option<DecodeError> = None;
    for attribute in set.attributes() {
        let broken = attribute?.value.checked()?;
        if !found.as_ref().is_some_and(is_acted_on) {
            found = broken.filter(is_acted_on).or(found).or(broken);
        }
    }
    Ok(found)
}

impl<B: AsRef<[u8]>> PathAttribute<B> {
    /// Decodes everything inside the value that has not been checked yet: routes, TLVs, nested attributes, at any
    /// depth. So it finds malformed parts that are errors in their place when they are iterated. It allocates nothing,
    /// and costs next to nothing if the attribute has no such parts.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::PathAttributes;
    ///
    /// // An AIGP whose metric has seven bytes.
    /// let octets = [0x80, 26, 10, 1, 0, 10, 0, 0, 0, 0, 0, 0, 1];
    /// let attributes = PathAttributes::over(&octets[..], Session::default());
    /// let attribute = attributes.iter().next().unwrap()?;
    /// assert_eq!(
    ///     attribute.check().unwrap_err().to_string(),
    ///     "AIGP TLV 1 at byte 3: 1 byte is missing",
    /// );
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The first error. Its offset counts from the start of the list that contains it.
    #[inline]
    pub fn check(&self) -> Result<(), DecodeError> {
        match self.code() {
            14 | 15 | 22..=24 | 26 | 29 | 33 | 37..=41 | 128 => self.value.check(),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bgp::Session;
    use crate::bgp::attribute::PathAttributes;
    use crate::testkit::hex;

    /// Each value decodes, and something in it does not: laid out by hand from the figures of the RFCs.
    #[test]
    fn malformed_parts_of_every_attribute() {
        let sid = "20010db8000000000000000000000001";
        for (flags, code, value) in [
            // An IPv6 prefix of four bytes, cut to three; the same withdrawn.
            (0x80, 14, format!("0002 01 10 {sid} 00 20 20010d")),
            (0x80, 15, "0002 01 20 20010d".into()),
            // A DS Field of two bytes; a segment of type A without its label; a Label-Index of six bytes.
            (0xc0, 23, "0002 0004 07 02 0000".into()),
            (0xc0, 23, "000f 0008 80 0005 00 01 02 0000".into()),
            (0xc0, 23, "0002 000b 0b 09 01 0006 000000000001".into()),
            // A descriptor without its bandwidths.
            (0x80, 24, "01 01 0000".into()),
            (0x80, 26, "01 000a 00000000000001".into()),
            // A signature longer than its block.
            (
                0x80,
                33,
                format!("0008 01 00 0000fde9 0019 01 {} 0001", "00".repeat(20)),
            ),
            // An association of 11 bytes before a hop; an SFT of one byte in a hop.
            (
                0xc0,
                37,
                "01 000b 01 0000fde800000001 0000 02 0004 ff 09 0000".into(),
            ),
            (0xc0, 37, "02 0005 ff 03 0001 00".into()),
            // The rest is a byte; a SID of two bytes; a SID structure of five bytes.
            (0xc0, 40, "00".repeat(37)),
            (0xc0, 40, "05 0006 00 01 0002 abcd".into()),
            (
                0xc0,
                40,
                format!("05 0021 00 01 001d 00 {sid} 00 0013 00 01 0005 2818100000"),
            ),
            // A sub-domain of three bytes; a next hop of five bytes in it; the same in an encapsulation.
            (0xc0, 41, "0001 0003 000000".into()),
            (0xc0, 41, "0001 000d 00 0001 00 0004 0005 c000020100".into()),
            (
                0xc0,
                41,
                "0001 0015 00 0001 00 0002 000d 00 000001 0004 0005 c000020100".into(),
            ),
            // An ORIGIN of two bytes; an AIGP that is malformed inside.
            (0xc0, 128, "0000fbf0 400102 0000".into()),
            (0xc0, 128, "0000fbf0 801a0a 01 000a 00000000000001".into()),
        ] {
            let value = hex(&value);
            let octets = [&[flags, code, value.len() as u8][..], &value].concat();
            let attributes = PathAttributes::over(&octets[..], Session::default());
            let attribute = attributes.iter().next().unwrap().unwrap();
            assert_eq!(attribute.code(), code);
            let error = attribute.check().unwrap_err();
            assert!(error.offset() <= value.len(), "{error}");
            assert!(attributes.check().is_err(), "{attribute}");
        }
    }
}
